import type { Bot } from '../bot/bot.js';
import { completeLine } from '../bot/complete.js';
import type { BotSettings } from '../bot/settings.js';
import { socketPathIn } from '../config/data-dir.js';
import { type ConsoleDeps, ConsolePlatform } from '../platforms/console.js';
import type { Tools } from './tools.js';

export interface Told extends Pick<ConsoleDeps, 'radio' | 'version' | 'status' | 'outages' | 'backup'> {
  readonly settings: BotSettings;
}

/** Where the local user speaks from. */
export function createConsole(
  { config, log, clock, nodes }: Tools,
  { router, registry, welcome, languageOf }: Bot,
  { settings, ...told }: Told,
): ConsolePlatform {
  return new ConsolePlatform({
    ...told,
    nodes,
    clock,
    path: socketPathIn(config.dataDir),
    router,
    welcome,
    languageNow: () => languageOf('console'),
    log: log.named('console'),
    language: config.language,
    complete: (request) =>
      completeLine({ ...request, language: languageOf('console') }, { registry, nodes, settings }),
  });
}
