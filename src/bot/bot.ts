import type { Lifecycle } from '../util/lifecycle.js';
import { ChatMemory } from './chat-memory.js';
import type { Command, Step } from './command.js';
import { COMMANDS } from './commands/index.js';
import { offerToFirstAdmin } from './commands/pair.js';
import { Confirmations } from './confirmations.js';
import { type BotContext, type BotDeps, homeOf, modemOf } from './context.js';
import { Faults } from './faults.js';
import { House } from './house.js';
import { SpokenLanguages } from './languages.js';
import { Limits } from './limits.js';
import { PageStore } from './page-store.js';
import { RebootWatch } from './reboot-watch.js';
import { Registry } from './registry.js';
import type { Language } from './request.js';
import { Restarts } from './restarts.js';
import { Router } from './router.js';
import { createAccess } from './steps/access.js';
import { checkArguments } from './steps/arguments.js';
import { createAudit } from './steps/audit.js';
import { createDedupe } from './steps/dedupe.js';
import { createHearing } from './steps/hearing.js';
import { createHouseRules } from './steps/house.js';
import { createLimit } from './steps/limit.js';
import { createRecords } from './steps/records.js';
import { Users } from './users.js';
import { Visitors } from './visitors.js';

/** Everything that answers people. It works unstarted too, but then does not know reboots of the node. */
export interface Bot extends Lifecycle {
  readonly router: Router;
  readonly registry: Registry;
  readonly limits: Limits;
  /** What a console shows by itself when it is opened. */
  welcome(): string | undefined;
  /** In which that person is spoken to: as chosen, else as the house does. */
  languageOf(userId: string): Language;
}

export function createBot(deps: BotDeps): Bot {
  const context = createContext(deps, () => registry);
  const registry = new Registry(COMMANDS.map((definition) => create(definition, context)));
  const router = new Router({ ...context, registry, steps: createSteps(context) });
  return {
    name: 'bot',
    router,
    registry,
    limits: context.limits,
    welcome: () => offerToFirstAdmin(context),
    languageOf: (userId) => context.users.get(userId) ?? context.settings.language,
    start: () => context.reboots.start(),
    stop: () => {
      context.reboots.stop();
      router.stop();
      for (const command of registry.commands) command.stop?.();
    },
  };
}

function createContext(deps: BotDeps, registry: () => Registry): BotContext {
  const startedAt = deps.clock.uptime();
  const { users = new Users(), house = new House(deps.clock), visitors = new Visitors(deps.clock) } = deps;
  return {
    ...deps,
    languages: new SpokenLanguages(users),
    users,
    house,
    visitors,
    restarts: deps.restarts ?? new Restarts(deps),
    limits: new Limits(deps),
    pages: new PageStore(deps.clock),
    confirmations: new Confirmations(deps),
    chats: new ChatMemory({ ...deps.settings.chat, clock: deps.clock }),
    reboots: new RebootWatch(deps.radio),
    faults: new Faults(),
    registry,
    home: () => homeOf(deps),
    modem: () => modemOf(deps.radio),
    upMs: () => deps.clock.uptime() - startedAt,
  };
}

function create({ create, ...description }: (typeof COMMANDS)[number], context: BotContext): Command {
  return { ...description, ...create(context) };
}

/** Silence first, then what costs the asker one of his commands, then what tells him of mistakes. */
function createSteps(context: BotContext): readonly Step[] {
  const { clock, settings, audit, history } = context;
  return [
    createHouseRules(context),
    createDedupe(clock),
    createHearing(settings),
    createLimit(context),
    createAudit({ audit, clock }),
    createAccess(settings),
    checkArguments,
    createRecords(history, clock),
  ];
}
