/** What the bot warns of unasked, from when on, and whom beside the subscribers. */
import { z } from 'zod';
import { NOBODY, parseNodeId } from '../mesh/ids.js';
import { channelIndex, nodeId, seconds, whole } from './values.js';

const DAY = 86_400;
const HOUR = 3600;

interface Times {
  readonly hold?: number;
  readonly clear?: number;
  readonly remind?: number;
}

function times({ hold = 0, clear = 0, remind = 0 }: Times) {
  return {
    holdSeconds: seconds(0, DAY).default(hold).meta({
      description: 'It has to be so for so long before it is told.',
      unit: 's',
    }),
    clearSeconds: seconds(0, DAY).default(clear).meta({
      description: 'It has to be over for so long before that is told.',
      unit: 's',
    }),
    remindSeconds: seconds(0, 7 * DAY)
      .default(remind)
      .meta({ description: 'Between two reminders; 0 for none.', unit: 's' }),
  };
}

function limit(standard: number, unit: string, description: string) {
  return z.number().min(0).max(1_000_000).default(standard).meta({ description, unit });
}

function section<Shape extends z.ZodRawShape>(description: string, shape: Shape) {
  const isOn = z.boolean().default(true).meta({ description: 'Off: never told.' });
  return z
    .strictObject({ enabled: isOn, ...shape })
    .prefault({} as never)
    .meta({ description });
}

function level<Shape extends z.ZodRawShape>(description: string, shape: Shape) {
  return z
    .strictObject(shape)
    .prefault({} as never)
    .meta({ description });
}

const host = {
  cpuHot: section("The host's processor is hot.", {
    raise: limit(60, '°C', 'Hot from here on.'),
    clear: limit(57, '°C', 'Cool again from here down.'),
    ...times({ hold: 300, clear: 300, remind: HOUR }),
    critical: level('Too hot.', {
      raise: limit(68, '°C', 'Critical from here on.'),
      clear: limit(65, '°C', 'No longer critical from here down.'),
      ...times({ hold: 30, clear: 300, remind: HOUR }),
    }),
  }),
  botBusy: section('The bot itself uses too much of the processor, or answers late.', {
    raise: limit(90, '% of a core', 'Busy from here on.'),
    clear: limit(70, '% of a core', 'Fine again from here down.'),
    ...times({ hold: 300, clear: 120, remind: 2 * HOUR }),
    critical: level('Far too busy.', {
      raise: limit(150, '% of a core', 'Critical from here on.'),
      clear: limit(90, '% of a core', 'No longer critical from here down.'),
      ...times({ hold: 60, clear: 120, remind: 2 * HOUR }),
    }),
    loop: level('How late it gets to its work, 99 of 100 times.', {
      raise: limit(500, 'ms', 'Critical from here on.'),
      clear: limit(100, 'ms', 'Fine again from here down.'),
      ...times({ hold: 120, clear: 120, remind: 2 * HOUR }),
    }),
  }),
  diskFull: section('The disk of the data folder is nearly full.', {
    raise: limit(10, '% free', 'Full below this…'),
    raiseGigabytes: limit(1, 'GB free', '…or below this.'),
    clear: limit(15, '% free', 'Fine again from here on…'),
    clearGigabytes: limit(2, 'GB free', '…and from here on.'),
    ...times({ hold: 600, remind: 12 * HOUR }),
    critical: level('No room left, or it cannot be written.', {
      raise: limit(3, '% free', 'Critical below this.'),
      clear: limit(5, '% free', 'No longer critical from here on.'),
      failedWrites: limit(3, 'writes', 'So many failed writes in a row are critical too.'),
      ...times({ remind: 12 * HOUR }),
    }),
  }),
  batteryLow: section('The battery that the sensors measure is low.', {
    raise: limit(12.2, 'V', 'Low below this.'),
    clear: limit(12.6, 'V', 'Charged again from here on.'),
    ...times({ hold: 600, clear: 1800, remind: 6 * HOUR }),
    critical: level('Nearly empty.', {
      raise: limit(11.8, 'V', 'Critical below this.'),
      clear: limit(12.2, 'V', 'No longer critical from here on.'),
      ...times({ hold: 300, clear: 1800, remind: 6 * HOUR }),
    }),
  }),
  storage: section('The database cannot be written.', {
    raise: limit(10, 'writes', 'So many failed writes…'),
    withinSeconds: seconds(1, DAY).default(300).meta({ description: '…within so long.', unit: 's' }),
    ...times({ clear: 600, remind: 6 * HOUR }),
  }),
  serviceDenied: section('A service outside refuses the bot or its key.', {}),
  sourceLost: section('A service outside is lost.', {
    ...times({ hold: 2 * HOUR, clear: 600, remind: DAY }),
    otherHoldSeconds: seconds(0, 7 * DAY)
      .default(6 * HOUR)
      .meta({ description: 'In place of holdSeconds, for services that do not warn of danger.', unit: 's' }),
  }),
};

const radio = {
  link: section('No link to the node for longer than link.alertAfterSeconds.', {
    clearSeconds: seconds(0, HOUR).default(30).meta({
      description: 'The link has to hold for so long before its return is told.',
      unit: 's',
    }),
    remindSeconds: seconds(0, 7 * DAY)
      .default(6 * HOUR)
      .meta({ description: 'Between two reminders; 0 for none.', unit: 's' }),
    rebootSeconds: seconds(0, HOUR).default(120).meta({
      description: 'A reboot that was asked for may take so long.',
      unit: 's',
    }),
  }),
  slotTaken: section('Another client keeps taking the one connection of the node.', {
    ...times({ clear: HOUR, remind: 6 * HOUR }),
  }),
  silentMesh: section('The link is there, and nothing is heard on the air.', {
    raise: limit(3, 'h', 'Silent after so long…'),
    gaps: limit(5, 'gaps', '…and after so many times the usual gap.'),
    ...times({ remind: DAY }),
  }),
  remoteNodeDown: section('One of remoteNodes cannot be reached.', {
    raise: whole(1, 100).default(2).meta({
      description: 'So many looks in a row have to fail.',
      unit: 'looks',
    }),
    ...times({ remind: DAY }),
  }),
  remoteNodeRestart: section('One of remoteNodes has restarted.', {}),
  remoteNodeFirmware: section('One of remoteNodes has another firmware.', {}),
  nodeSilent: section('One of alerts.watchNodes is not heard.', {
    raise: limit(2, 'h', 'Silent after so long…'),
    gaps: limit(3, 'gaps', '…and after so many times its usual gap.'),
    ...times({ remind: DAY }),
  }),
  nodeRestart: section('Our node, or one of alerts.watchNodes, has restarted unasked.', {}),
  keyChanged: section('A node is seen with another public key than before.', {}),
  dutyLimit: section('The node refuses to send: its airtime or its queue is used up.', {
    raise: limit(3, 'refusals', 'So many refusals…'),
    withinSeconds: seconds(1, DAY).default(600).meta({ description: '…within so long.', unit: 's' }),
    ...times({ clear: 1800, remind: 6 * HOUR }),
  }),
};

const sky = {
  lightning: section('A thunderstorm comes near.', {
    raise: limit(5, 'strikes', 'A storm from so many strikes on…'),
    withinSeconds: seconds(60, HOUR).default(900).meta({ description: '…within so long.', unit: 's' }),
    kilometers: limit(50, 'km', 'So near, for subscribers who named no distance and for channels.'),
    nearKilometers: limit(25, 'km', 'Told again when a strike is so near.'),
    dangerKilometers: limit(10, 'km', 'So near is danger: told at any hour.'),
    ...times({ clear: 1800, remind: HOUR }),
    ttlSeconds: seconds(60, DAY).default(1200).meta({
      description: 'A warning that could not leave for so long is worth nothing any more.',
      unit: 's',
    }),
  }),
  vigilance: section('Météo-France warns of the weather: orange or red.', {
    ...times({ remind: 12 * HOUR }),
    red: level('Red.', {
      remindSeconds: seconds(0, 7 * DAY)
        .default(4 * HOUR)
        .meta({ description: 'Between two reminders; 0 for none.', unit: 's' }),
    }),
    tomorrowFromHour: whole(0, 23).default(16).meta({
      description: "Tomorrow's colour counts in a bulletin from this hour of the day on.",
      unit: 'h',
    }),
  }),
};

export const alerts = z
  .strictObject({
    enabled: z.boolean().default(true).meta({ description: 'Off: nobody is told anything unasked.' }),
    quietHours: z
      .string()
      .regex(
        /^(([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d|off)$/,
        'must be such as "22:00-07:00", or off',
      )
      .default('22:00-07:00')
      .meta({ description: 'What is not grave waits until the morning; off for never.' }),
    channels: z.array(channelIndex).prefault([]).meta({
      description: 'Channel indexes on which lightning and vigilance are told to all.',
    }),
    maxSubscribers: whole(1, 1000).default(50).meta({
      description: 'So many people may subscribe.',
      unit: 'people',
    }),
    watchNodes: z
      .array(nodeId.transform((id) => parseNodeId(id) ?? NOBODY))
      .prefault([])
      .meta({
        description: 'Node ids whose silence and restarts are told, as in ["!16fad3dc"].',
      }),
    selfTest: z.boolean().default(true).meta({
      description: 'Once a week the whole way of an alert is tried without sending.',
    }),
    ...sky,
    ...radio,
    ...host,
  })
  .prefault({})
  .meta({ description: 'What people are told unasked. /subscribe says who wants to hear of what.' });
