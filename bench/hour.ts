/**
 * Memory and processor of the bot's process for an hour at 0.5 packets/s. The hour's packets come in a minute, and
 * what the process uses of itself, heartbeats and all, is measured in real time and added for the whole hour.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Simulation } from '../src/sim/simulation.js';
import { SystemClock } from '../src/util/clock.js';
import { Bot } from './bot.js';
import type { Row } from './table.js';

const HOUR_SECONDS = 3600;
const PACKETS = 0.5 * HOUR_SECONDS;
const SETTLING_SECONDS = 30;
const IDLE_SECONDS = 30;
const PACKETS_PER_SECOND = 30;

export async function benchHour(): Promise<Row[]> {
  const simulation = new Simulation({
    clock: new SystemClock(),
    seed: 1,
    nodes: 250,
    traffic: false,
    front: 'tcp',
    profile: '2.7-s3',
    switches: { writeMsPerFrame: 0, rxDiscard: false },
  });
  await simulation.start();
  const bot = new Bot(`127.0.0.1:${simulation.port}`);
  await bot.untilReady();
  // What a start costs is no part of each hour.
  await sleep(SETTLING_SECONDS * 1000);
  const settled = await bot.usage();
  await sleep(IDLE_SECONDS * 1000);
  const idle = await bot.usage();
  simulation.behave('storm', String(PACKETS_PER_SECOND));
  await sleep((PACKETS / PACKETS_PER_SECOND) * 1000);
  simulation.stopBehavior('storm');
  const busy = await bot.usage();
  await bot.stop();
  await simulation.stop();
  const idleShare = (idle.cpuSeconds - settled.cpuSeconds) / IDLE_SECONDS;
  const share = 100 * (idleShare + (busy.cpuSeconds - idle.cpuSeconds) / HOUR_SECONDS);
  const megabytes = busy.rssBytes / 1e6;
  const packets = busy.packets - idle.packets;
  return [
    {
      what: `resident after an hour's ${packets} packets`,
      value: `${megabytes.toFixed(0)} MB`,
      limit: '<= 90 MB',
      isMet: megabytes <= 90,
    },
    { what: 'CPU over that hour', value: `${share.toFixed(2)} %`, limit: '<= 0.5 %', isMet: share <= 0.5 },
  ];
}
