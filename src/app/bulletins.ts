import { type Bulletin, Bulletins } from '../alerts/bulletins.js';
import type { Bot } from '../bot/bot.js';
import type { Config } from '../config.js';
import { SqliteBulletinStore } from '../history/bulletin-store.js';
import type { Radio } from '../mesh/radio.js';
import { hostZone } from '../util/zone.js';
import type { Tools } from './tools.js';

/** What is said on channels at set times. It lives while the database is open. */
export function createBulletins(
  tools: Tools,
  radio: Radio,
  { router, isQuiet }: Pick<Bot, 'router'> & { readonly isQuiet: () => boolean },
): Bulletins {
  const { config, database, clock } = tools;
  const log = tools.log.named('bulletins');
  const store = new SqliteBulletinStore(database, log);
  const { prefixes } = config.commands;
  return new Bulletins({
    bulletins: bulletinsOf(config),
    radio,
    router,
    store,
    clock,
    log,
    prefixes,
    isQuiet,
  });
}

function bulletinsOf({ bulletins, language }: Config): readonly Bulletin[] {
  return bulletins.map(({ cron, channel, text, command, zone, graceSeconds, ...rest }) => ({
    cron,
    channel,
    zone: zone ?? hostZoneName(),
    language: rest.language ?? language,
    says: text === undefined ? { command: command ?? '' } : { text },
    graceMs: graceSeconds * 1000,
  }));
}

function hostZoneName(): string {
  const zone = hostZone();
  return 'name' in zone ? zone.name : 'UTC';
}
