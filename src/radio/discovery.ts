/** Finds nodes in the local network by mDNS. No node is connected to: that would throw out its present client. */
import type { RemoteInfo } from 'node:dgram';
import { isIPv4 } from 'node:net';
import multicastDns, { type MulticastDNS, type Options, type ResponsePacket } from 'multicast-dns';
import { formatNodeId, type NodeId, parseNodeId } from '../mesh/ids.js';
import type { Clock } from '../util/clock.js';
import { cleanName, cutToBytes } from '../util/text.js';
import { DEFAULT_PORT, formatAddress } from './address.js';

type Answer = NonNullable<ResponsePacket['answers']>[number];

/** What a node announces (firmware 2.7.26 src/mesh/wifi/WiFiAPClient.cpp:157-174). */
const SERVICE = '_meshtastic._tcp.local';
/** An answer may be lost: it is asked again. */
const ASK_AT_MS = [0, 1000, 3000] as const;
export const LISTEN_MS = 5000;
const SHORT_BYTES = 4;

/** A node that has announced itself. */
export interface FoundNode {
  /** IPv4, as answered; never a name, since all nodes claim `Meshtastic.local`. */
  readonly host: string;
  readonly port: number;
  readonly shortName?: string;
  readonly id?: NodeId;
}

export interface DiscoveryOptions {
  readonly clock: Clock;
  /** Ends it early, with what was found so far. */
  readonly signal?: AbortSignal;
  /** Where to ask; default the multicast group of mDNS on every interface. */
  readonly network?: Pick<Options, 'ip' | 'port' | 'multicast' | 'bind'>;
}

/** Asks for 5 s; in order of arrival, each address once. Rejects with the system's error when there is no network. */
export async function discoverNodes({ clock, signal, network }: DiscoveryOptions): Promise<FoundNode[]> {
  const found = new Map<string, FoundNode>();
  const mdns = multicastDns(network);
  const failed = new Promise<never>((_, reject) => mdns.on('error', reject));
  mdns.on('response', (packet, from) => {
    const node = nodeIn(packet, from);
    if (node) found.set(`${node.host}:${node.port}`, { ...found.get(`${node.host}:${node.port}`), ...node });
  });
  const stops = ASK_AT_MS.map((ms) => clock.after('discovery.ask', ms, () => ask(mdns)));
  try {
    await Promise.race([clock.sleep('discovery.listen', LISTEN_MS, signal).catch(() => {}), failed]);
  } finally {
    for (const stop of stops) stop();
    await new Promise<void>((resolve) => mdns.destroy(resolve));
  }
  return [...found.values()];
}

/** As a configuration names it. */
export function addressOf({ host, port }: FoundNode): string {
  return formatAddress({ kind: 'tcp', host, port });
}

function ask(mdns: MulticastDNS): void {
  mdns.query(SERVICE, 'PTR');
}

/** Undefined for an answer about something else, and for one that leads nowhere. */
function nodeIn({ answers = [], additionals = [] }: ResponsePacket, from: RemoteInfo): FoundNode | undefined {
  const records = [...answers, ...additionals];
  const ours = records.filter(({ name }) => name === SERVICE || name.endsWith(`.${SERVICE}`));
  if (ours.length === 0) return undefined;
  const service = ours.find((record) => record.type === 'SRV');
  const port = service?.type === 'SRV' ? service.data.port : DEFAULT_PORT;
  const host = hostIn(records, from.address);
  if (port === 0 || host === undefined) return undefined;
  const texts = textsIn(ours);
  const id = onlyIdIn(texts);
  const shortName = cutToBytes(cleanName(factIn(texts, 'shortname') ?? ''), SHORT_BYTES);
  return {
    host,
    port,
    ...(shortName !== '' && { shortName }),
    ...(id !== undefined && { id }),
  };
}

function hostIn(records: readonly Answer[], sender: string): string | undefined {
  const told = records.flatMap((record) => (record.type === 'A' && isIPv4(record.data) ? [record.data] : []));
  const hosts = told.length === 0 ? [sender] : told.filter((host) => isOfHost(host, sender));
  return hosts.find((host) => host === sender) ?? hosts[0];
}

/** 0.x is nobody, 127.x whoever reads it, and from 224.x on it is a group. */
function isOfHost(address: string, sender: string): boolean {
  const first = Number(address.split('.')[0]);
  return first > 0 && first < 224 && (first !== 127 || sender.startsWith('127.'));
}

/** `shortname=BASE`, `id=!0b07ba5e` */
function textsIn(records: readonly Answer[]): readonly string[] {
  const entries = records.flatMap((record) => (record.type === 'TXT' ? record.data : []));
  return [entries].flat().map((entry) => entry.toString());
}

function factsIn(texts: readonly string[], name: string): readonly string[] {
  const begin = `${name}=`;
  return texts.filter((text) => text.toLowerCase().startsWith(begin)).map((text) => text.slice(begin.length));
}

function factIn(texts: readonly string[], name: string): string | undefined {
  return factsIn(texts, name).at(-1);
}

/** Two nodes that claim one name may come in one answer: whose address it is, nobody knows. */
function onlyIdIn(texts: readonly string[]): NodeId | undefined {
  const ids = new Set(factsIn(texts, 'id').map(parseNodeId));
  const [id] = ids;
  return ids.size === 1 && id !== undefined ? formatNodeId(id) : undefined;
}
