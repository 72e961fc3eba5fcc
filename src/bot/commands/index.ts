import type { CommandDefinition } from '../context.js';
import { alerts } from './alerts.js';
import { announce } from './announce.js';
import { astro } from './astro.js';
import { audit } from './audit.js';
import { backup } from './backup.js';
import { blitz } from './blitz.js';
import { block } from './block.js';
import { bot } from './bot.js';
import { channel } from './channel.js';
import { clear } from './clear.js';
import { cpu } from './cpu.js';
import { db } from './db.js';
import { diag } from './diag.js';
import { echo } from './echo.js';
import { fullnodes } from './fullnodes.js';
import { graphs } from './graphs.js';
import { health } from './health.js';
import { help } from './help.js';
import { histo } from './histo.js';
import { hop } from './hop.js';
import { info } from './info.js';
import { keys } from './keys.js';
import { lang } from './lang.js';
import { legend } from './legend.js';
import { link } from './link.js';
import { missed } from './missed.js';
import { more } from './more.js';
import { mqtt } from './mqtt.js';
import { my } from './my.js';
import { neighbors } from './neighbors.js';
import { nodeinfo } from './nodeinfo.js';
import { nodes } from './nodes.js';
import { packets } from './packets.js';
import { pair } from './pair.js';
import { ping } from './ping.js';
import { power } from './power.js';
import { propag } from './propag.js';
import { quiet } from './quiet.js';
import { rain } from './rain.js';
import { reboot } from './reboot.js';
import { rebootnode } from './rebootnode.js';
import { relay } from './relay.js';
import { restart } from './restart.js';
import { say } from './say.js';
import { start } from './start.js';
import { stats } from './stats.js';
import { subscribe } from './subscribe.js';
import { sys } from './sys.js';
import { tell } from './tell.js';
import { top } from './top.js';
import { trace } from './trace.js';
import { traffic } from './traffic.js';
import { trust } from './trust.js';
import { unpair } from './unpair.js';
import { unsubscribe } from './unsubscribe.js';
import { untrust } from './untrust.js';
import { users } from './users.js';
import { vigi } from './vigi.js';
import { weather } from './weather.js';
import { whoami } from './whoami.js';
import { yes } from './yes.js';

/** Every command, in the order in which help shows them. */
export const COMMANDS: readonly CommandDefinition[] = [
  help,
  my,
  nodes,
  fullnodes,
  mqtt,
  info,
  trace,
  hop,
  propag,
  neighbors,
  keys,
  ping,
  weather,
  rain,
  astro,
  alerts,
  vigi,
  blitz,
  stats,
  top,
  histo,
  packets,
  traffic,
  channel,
  nodeinfo,
  health,
  db,
  power,
  graphs,
  sys,
  cpu,
  link,
  diag,
  tell,
  missed,
  subscribe,
  unsubscribe,
  lang,
  bot,
  clear,
  whoami,
  legend,
  echo,
  more,
  announce,
  quiet,
  block,
  rebootnode,
  restart,
  reboot,
  start,
  pair,
  say,
  relay,
  yes,
  trust,
  untrust,
  unpair,
  users,
  audit,
  backup,
];
