/** What the bot keeps, as flat records for other programs: nodes as `!16fad3dc`, times as ISO 8601 in UTC. */
import { StoredHistory } from '../history/stored-history.js';
import type { StoredPacket, StoredText, TimeSpan } from '../mesh/history.js';
import { BROADCAST_NUM, formatAddressee, formatNodeId, type NodeNum } from '../mesh/ids.js';
import type { StoredLink } from '../mesh/link-sums.js';
import type { MeshNode } from '../mesh/mesh-node.js';
import type { Position } from '../mesh/packet.js';
import { toDate } from '../util/clock.js';
import { cleanName } from '../util/text.js';

export type ExportSubject = 'nodes' | 'packets' | 'messages' | 'edges';
/** Null for what is not known. */
export type ExportValue = string | number | boolean | null;

export interface ExportRecord {
  /** In the order of the columns. */
  readonly values: readonly ExportValue[];
  /** One is a point, two are the ends of a line; undefined where one is not known. */
  readonly places?: readonly [Position] | readonly [Position, Position] | undefined;
}

export interface ExportTable {
  readonly columns: readonly string[];
  /** Read while they are asked for. */
  readonly pages: Iterable<readonly ExportRecord[]>;
  close(): void;
}

/** Throws `ExitError` 69 when there is nothing to read, `ConfigError` when the file is not for us. */
export function exportTable(folder: string, subject: ExportSubject, span: TimeSpan): ExportTable {
  const history = new StoredHistory(folder);
  return { ...TABLES[subject](history, span), close: () => history.close() };
}

type Columns<Row> = Readonly<Record<string, (row: Row) => ExportValue | undefined>>;

const PACKET: Columns<StoredPacket> = {
  time: ({ at }) => iso(at),
  from: ({ from }) => formatNodeId(from),
  to: ({ to }) => addressee(to),
  id: ({ id }) => id,
  kind: ({ kind }) => kind,
  portnum: ({ portnum }) => portnum,
  channel: ({ channel }) => channel,
  hops: ({ hops }) => hops,
  hopLimit: ({ hopLimit }) => hopLimit,
  hopStart: ({ hopStart }) => hopStart,
  snr: ({ snr }) => snr,
  rssi: ({ rssi }) => rssi,
  relayNode: ({ relayNode }) => relayNode,
  viaMqtt: ({ viaMqtt }) => viaMqtt,
  bytes: ({ bytes }) => bytes,
  airtimeMs: ({ airtimeMs }) => airtimeMs,
};

type NamedText = StoredText & { readonly fromName: string | undefined };

const TEXT: Columns<NamedText> = {
  time: ({ at }) => iso(at),
  from: ({ from }) => formatNodeId(from),
  fromName: ({ fromName }) => fromName,
  to: ({ to }) => addressee(to),
  channel: ({ channel }) => channel,
  id: ({ id }) => id,
  replyId: ({ replyId }) => replyId,
  isReaction: ({ isReaction }) => isReaction,
  hops: ({ hops }) => hops,
  viaMqtt: ({ viaMqtt }) => viaMqtt,
  text: ({ text }) => text,
};

const NODE: Columns<MeshNode> = {
  id: ({ nodeNum }) => formatNodeId(nodeNum),
  longName: (node) => nameOf(node),
  shortName: ({ user }) => user && cleanName(user.shortName),
  role: ({ user }) => user?.role,
  hardware: ({ user }) => user?.hwModel,
  firstSeen: ({ firstSeen }) => iso(firstSeen),
  lastHeard: ({ lastHeard }) => iso(lastHeard),
  hops: ({ hopsAway }) => hopsAway,
  viaMqtt: ({ viaMqtt }) => viaMqtt,
  directSnr: ({ lastDirect }) => rounded(lastDirect?.snr, 2),
  directRssi: ({ lastDirect }) => lastDirect?.rssi,
  latitude: ({ position }) => position?.latitude,
  longitude: ({ position }) => position?.longitude,
  altitudeMeters: ({ position }) => position?.altitudeMeters,
  precisionBits: ({ position }) => position?.precisionBits,
  positionTime: ({ positionAt }) => iso(positionAt),
  batteryLevel: ({ device }) => device?.batteryLevel,
  voltage: ({ device }) => rounded(device?.voltage, 3),
  channelUtilization: ({ device }) => rounded(device?.channelUtilization, 2),
  airUtilTx: ({ device }) => rounded(device?.airUtilTx, 2),
  uptimeSeconds: ({ device }) => device?.uptimeSeconds,
  publicKey: ({ user }) => user?.publicKey && Buffer.from(user.publicKey).toString('base64'),
};

type NamedLink = StoredLink & { readonly ends: readonly [MeshNode | undefined, MeshNode | undefined] };

const EDGE: Columns<NamedLink> = {
  from: ({ sender }) => formatNodeId(sender),
  fromName: ({ ends: [sender] }) => nameOf(sender),
  to: ({ receiver }) => formatNodeId(receiver),
  toName: ({ ends: [, receiver] }) => nameOf(receiver),
  source: ({ source }) => source,
  count: ({ count }) => count,
  snrMean: ({ snrMean }) => rounded(snrMean, 2),
  snrMost: ({ snrMost }) => snrMost,
  snrLast: ({ snrLast }) => snrLast,
  lastTime: ({ lastAt }) => iso(lastAt),
};

type Source = (history: StoredHistory, span: TimeSpan) => Omit<ExportTable, 'close'>;

const TABLES: Readonly<Record<ExportSubject, Source>> = {
  nodes: (history, span) => table(NODE, history.nodes(span), ({ position }) => position && [position]),
  packets: (history, span) => table(PACKET, history.packets(span)),
  messages: (history, span) => table(TEXT, named(history, span)),
  edges: (history, span) => table(EDGE, [linked(history, span)], ({ ends }) => lineOf(ends)),
};

function table<Row>(
  columns: Columns<Row>,
  pages: Iterable<readonly Row[]>,
  placesOf: (row: Row) => ExportRecord['places'] = () => undefined,
): Omit<ExportTable, 'close'> {
  const cells = Object.values(columns);
  const record = (row: Row): ExportRecord => ({
    values: cells.map((cell) => cell(row) ?? null),
    places: placesOf(row),
  });
  return { columns: Object.keys(columns), pages: mapped(pages, (rows) => rows.map(record)) };
}

function* mapped<In, Out>(values: Iterable<In>, turn: (value: In) => Out): Generator<Out> {
  for (const value of values) yield turn(value);
}

function named(history: StoredHistory, span: TimeSpan): Iterable<readonly NamedText[]> {
  const withName = (text: StoredText) => ({ ...text, fromName: nameOf(history.node(text.from)) });
  return mapped(history.texts(span), (texts) => texts.map(withName));
}

function linked(history: StoredHistory, span: TimeSpan): readonly NamedLink[] {
  return history
    .links(span)
    .map((link) => ({ ...link, ends: [history.node(link.sender), history.node(link.receiver)] }));
}

function lineOf([sender, receiver]: NamedLink['ends']): ExportRecord['places'] {
  return sender?.position && receiver?.position && [sender.position, receiver.position];
}

function nameOf(node: MeshNode | undefined): string | undefined {
  return node?.user && cleanName(node.user.longName);
}

/**
 * Floats of 32 bits come as 4.199999809265137. A radio measures quarters of a dB and mV, and shares of time are kept
 * in hundredths of a percent.
 */
function rounded(value: number | undefined, decimals: number): number | undefined {
  const scale = 10 ** decimals;
  return value === undefined ? undefined : Math.round(value * scale) / scale;
}

function addressee(to: NodeNum | undefined): string {
  return formatAddressee(to ?? BROADCAST_NUM);
}

function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : toDate(at).toISOString();
}
