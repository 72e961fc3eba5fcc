import { homeOf } from '../bot/context.js';
import type { BotSettings } from '../bot/settings.js';
import type { Lifecycle } from '../util/lifecycle.js';
import { createAlerts } from './alerts.js';
import type { CreateWatches } from './asking.js';
import { createHistory } from './history.js';
import { createHost } from './host.js';
import { createHouse } from './house.js';
import { createMail } from './mail.js';
import { createNode } from './node.js';
import { createOutside } from './outside.js';
import { createTelegram } from './telegram.js';
import type { Tools } from './tools.js';

/** All that the bot knows of, without anybody who asks: its node, its memory, the machine, the world outside, alerts. */
export function createSenses(
  tools: Tools,
  { version, settings }: { version: string; settings: BotSettings },
) {
  const { nodes } = tools;
  const node = createNode(tools, (nodeNum) => order.house.isAdmin(nodeNum));
  const { radio, remoteNodes } = node;
  const memory = createHistory(radio, tools);
  const machine = createHost(tools);
  const telegram = createTelegram(tools);
  const { notify } = telegram;
  const order = createHouse(tools, { radio, notify });
  const services = createOutside(tools, {
    radio,
    version,
    farLinks: memory.farLinks,
    home: () => homeOf({ radio, nodes, settings }),
    cpuCelsius: async () => (await machine.host.read()).cpuCelsius,
  });
  const reports = () => [...services.reports(), ...telegram.reports()];
  const asking = { ...services, reports };
  const watches: CreateWatches = (...people) => [...asking.watches(...people), ...machine.watches(...people)];
  const { history } = memory;
  const isQuiet = () => order.house.quietUntil !== undefined;
  const warning = createAlerts(tools, {
    radio,
    remoteNodes,
    history,
    reports: asking.reports,
    watches,
    isQuiet,
    ways: telegram.ways,
  });
  const mailbox = createMail(tools, { ...node, ...order, users: warning.forBot.users, notify });
  /** In the order in which they start, all of them while the database is open. */
  const parts: readonly Lifecycle[] = [
    ...memory.parts,
    ...machine.parts,
    ...order.parts,
    ...asking.parts,
    ...warning.parts,
    mailbox,
    ...node.parts,
  ];
  return { node, memory, machine, order, asking, telegram, warning, mailbox, isQuiet, parts };
}

export type Senses = ReturnType<typeof createSenses>;
