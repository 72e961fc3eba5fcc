import type { CommandDefinition } from '../context.js';
import { astro } from './astro.js';
import { echo } from './echo.js';
import { help } from './help.js';
import { info } from './info.js';
import { lang } from './lang.js';
import { legend } from './legend.js';
import { link } from './link.js';
import { more } from './more.js';
import { my } from './my.js';
import { nodes } from './nodes.js';
import { ping } from './ping.js';
import { rain } from './rain.js';
import { sys } from './sys.js';
import { trace } from './trace.js';
import { weather } from './weather.js';
import { whoami } from './whoami.js';

/** Every command, in the order in which help shows them. */
export const COMMANDS: readonly CommandDefinition[] = [
  help,
  my,
  nodes,
  info,
  trace,
  ping,
  weather,
  rain,
  astro,
  sys,
  link,
  lang,
  whoami,
  legend,
  echo,
  more,
];
