import type { MeshNode } from '../../mesh/mesh-node.js';
import type { Position } from '../../mesh/packet.js';
import type { Call } from '../command.js';
import { join } from '../compose.js';
import type { BotContext } from '../context.js';
import { dayAndMonth, decimal, longAgo, signalColour, timeOfDay } from '../format.js';
import { hardwareName } from '../hardware.js';
import { fullNameOf } from '../node-names.js';
import { recorded, recordsBegan } from '../records.js';
import type { Language } from '../request.js';
import { isBlurred, longWhereIs } from '../whereabouts.js';
import { keyState, neighbors, traffic } from './info-facts.js';
import { INFO_TEXTS } from './info-texts.js';

/** Everything about a node, a section a line; what is not known is `–`. */
export function describeNode(context: BotContext, { language }: Call, node: MeshNode): string {
  const { long } = INFO_TEXTS[language];
  const sections: [string, string | undefined][] = [
    ['', identity(context, node, language)],
    [long.radio, radio(context, node, language)],
    [long.position, position(context, node, language)],
    [long.energy, energy(node, language)],
    [long.environment, environment(node, language)],
    [long.traffic, traffic(context, node, language)],
    [long.neighbors, neighbors(context, node, language)],
    [long.heard, seen(context, node, language)],
  ];
  return sections.map(([label, text]) => `${label}${text || '–'}`).join('\n');
}

function identity(context: BotContext, node: MeshNode, language: Language): string {
  const { nodes, radio: link } = context;
  const text = INFO_TEXTS[language];
  const { nodeNum, user } = node;
  return join([
    fullNameOf(nodes, nodeNum),
    nodeNum === link.own?.nodeNum ? text.long.own : undefined,
    user && hardwareName(user.hwModel),
    user?.role,
    keyState(context, node, language),
  ]);
}

function radio(context: BotContext, node: MeshNode, language: Language): string {
  const text = INFO_TEXTS[language];
  const last = node.lastDirect;
  const direct =
    last &&
    join([
      `${signalColour(last.snr, context.modem())} ${text.direct} SNR ${decimal(last.snr, 1, language)} dB`,
      `RSSI ${last.rssi === undefined ? '–' : `${last.rssi} dBm`}`,
      longAgo(context.clock.now() - last.at, language),
    ]);
  const way = node.viaMqtt ? 'via MQTT' : node.hopsAway === 0 ? undefined : text.hops(node.hopsAway);
  return join([way, direct], '; ');
}

function position(context: BotContext, node: MeshNode, language: Language): string | undefined {
  const { long } = INFO_TEXTS[language];
  if (!node.position) return undefined;
  const { altitudeMeters, precisionBits } = node.position;
  return join([
    coordinates(node.position, language),
    longWhereIs(context, node, language),
    altitudeMeters === undefined ? undefined : long.altitude(Math.round(altitudeMeters)),
    isBlurred(node.position) && precisionBits !== undefined ? long.precision(precisionBits) : undefined,
  ]);
}

/** Two decimals are about a kilometre, all that a blurred position is good for. */
function coordinates(position: Position, language: Language): string {
  const digits = isBlurred(position) ? 2 : 5;
  const [latitude, longitude] = [position.latitude, position.longitude].map((value) =>
    decimal(value, digits, language),
  );
  return `${isBlurred(position) ? '~' : ''}${latitude} ${longitude}`;
}

function energy({ device }: MeshNode, language: Language): string {
  const { batteryLevel, voltage, channelUtilization, airUtilTx } = device ?? {};
  const text = INFO_TEXTS[language];
  return join([
    batteryLevel === undefined ? undefined : batteryLevel > 100 ? text.external : `${batteryLevel} %`,
    voltage === undefined ? undefined : `${decimal(voltage, 2, language)} V`,
    channelUtilization === undefined && airUtilTx === undefined
      ? undefined
      : text.long.airtime(orDash(channelUtilization, language), orDash(airUtilTx, language)),
  ]);
}

function orDash(value: number | undefined, language: Language): string {
  return value === undefined ? '–' : decimal(value, 1, language);
}

function environment({ environment: values }: MeshNode, language: Language): string {
  const { temperatureCelsius, relativeHumidityPercent, pressureHectopascal } = values ?? {};
  return join([
    temperatureCelsius === undefined ? undefined : `${decimal(temperatureCelsius, 1, language)} °C`,
    relativeHumidityPercent === undefined ? undefined : `${decimal(relativeHumidityPercent, 0, language)} %`,
    pressureHectopascal === undefined ? undefined : `${decimal(pressureHectopascal, 0, language)} hPa`,
  ]);
}

function seen(context: BotContext, { firstSeen, lastHeard }: MeshNode, language: Language): string {
  const { long } = INFO_TEXTS[language];
  const now = context.clock.now();
  const { answer: began = 0 } = recorded(() => recordsBegan(context));
  // Of whoever was there before us we have only what the own node said of its last hearing.
  const first =
    firstSeen < began
      ? long.before(dayAndTime(began, language))
      : long.since(dayAndTime(firstSeen, language));
  return join([first, lastHeard === undefined ? long.never : long.last(longAgo(now - lastHeard, language))]);
}

function dayAndTime(at: number, language: Language): string {
  return `${dayAndMonth(at, language)} ${timeOfDay(at)}`;
}
