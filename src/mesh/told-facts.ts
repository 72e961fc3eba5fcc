/** Which facts of a node a packet, a report or a broker tells. */
import type { FarReport } from './mesh-feed.js';
import type { MeshNode, NodeReport, ToldFact } from './mesh-node.js';
import type { Packet } from './packet.js';

/** A node in the making. */
export type Draft = { -readonly [Key in keyof MeshNode]: MeshNode[Key] } & {
  toldByRadio?: { [Fact in ToldFact]?: number };
};

const LIFE: readonly ToldFact[] = ['life'];
const FACTS_OF_KIND: Readonly<Partial<Record<Packet['kind'], readonly ToldFact[]>>> = {
  nodeInfo: ['life', 'user'],
  position: ['life', 'position'],
};

export function packetFacts(packet: Packet): readonly ToldFact[] {
  if (packet.kind !== 'telemetry') return FACTS_OF_KIND[packet.kind] ?? LIFE;
  const { variant } = packet.telemetry;
  return variant === 'device' || variant === 'environment' ? ['life', variant] : LIFE;
}

export function reportFacts({ user, position, metrics }: NodeReport): readonly ToldFact[] {
  const facts: ToldFact[] = ['life'];
  if (user) facts.push('user');
  if (position) facts.push('position');
  if (metrics) facts.push('device');
  return facts;
}

interface FarRules {
  readonly isOpen: (fact: ToldFact) => boolean;
  readonly at: number;
}

/** The key of a user stays what radio told. */
export function learnFarFacts(node: Draft, report: FarReport, { isOpen, at }: FarRules): void {
  const { user, position, device, environment } = report;
  if (user && isOpen('user')) {
    const { publicKey: _unproved, ...rest } = user;
    const { publicKey } = node.user ?? {};
    node.user = { ...rest, ...(publicKey && { publicKey }) };
  }
  if (position && isOpen('position')) {
    node.position = position;
    node.positionAt = Math.min(at, position.time ?? at);
  }
  if (device && isOpen('device')) {
    node.device = { ...node.device, ...device };
    node.deviceAt = at;
  }
  if (environment && isOpen('environment')) node.environment = environment;
}
