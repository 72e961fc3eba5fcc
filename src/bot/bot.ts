import type { Lifecycle } from '../util/lifecycle.js';
import type { Command, Step } from './command.js';
import { COMMANDS } from './commands/index.js';
import { type BotContext, type BotDeps, homeOf, modemOf } from './context.js';
import { MemoryLanguages } from './languages.js';
import { Limits } from './limits.js';
import { PageStore } from './page-store.js';
import { RebootWatch } from './reboot-watch.js';
import { Registry } from './registry.js';
import { Router } from './router.js';
import { createAccess } from './steps/access.js';
import { checkArguments } from './steps/arguments.js';
import { createDedupe } from './steps/dedupe.js';
import { createHearing } from './steps/hearing.js';
import { createLimit } from './steps/limit.js';

/** Everything that answers people. It works unstarted too, but then does not know reboots of the node. */
export interface Bot extends Lifecycle {
  readonly router: Router;
  readonly registry: Registry;
  readonly limits: Limits;
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
  return {
    ...deps,
    languages: new MemoryLanguages(),
    limits: new Limits(deps),
    pages: new PageStore(deps.clock),
    reboots: new RebootWatch(deps.radio),
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
function createSteps({ clock, settings, limits }: BotContext): readonly Step[] {
  return [
    createDedupe(clock),
    createHearing(settings),
    createLimit({ clock, limits }),
    createAccess(settings),
    checkArguments,
  ];
}
