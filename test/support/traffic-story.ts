import type { PacketKind } from '../../src/mesh/history.js';
import { BROADCAST_NUM, type NodeNum, toNodeNum } from '../../src/mesh/ids.js';
import type { DecodedHeader, Packet } from '../../src/mesh/packet.js';
import { aText, aUser, BRAVO, CHARLIE, DELTA, NOW, OSCAR, without } from './builders.js';
import { GOLF } from './history-story.js';

type Sent = Extract<PacketKind, 'text' | 'position' | 'telemetry' | 'nodeInfo' | 'routing' | 'encrypted'>;

export interface SentChanges extends Partial<DecodedHeader> {
  readonly text?: string;
  /** Told in a telemetry packet. */
  readonly use?: number;
}

/** A packet of that kind to everybody, so long ago. */
export function sent(kind: Sent, from: NodeNum, agoMs: number, changes: SentChanges = {}): Packet {
  const at = NOW - agoMs;
  const { text = 'hi', use, ...header } = changes;
  const told = aText(text, {
    from,
    to: BROADCAST_NUM,
    isDirect: false,
    rxTime: at,
    receivedAt: at,
    ...header,
  });
  if (kind === 'text') return told;
  const bare = without(told, 'kind', 'text', 'isReaction');
  if (kind === 'position') return { ...bare, kind, portnum: 3 };
  if (kind === 'nodeInfo') return { ...bare, kind, portnum: 4, user: aUser('Bravo', 'BRAV') };
  if (kind === 'routing') return { ...bare, kind, portnum: 5 };
  if (kind === 'encrypted') {
    return {
      ...without(bare, 'portnum', 'channel', 'wantResponse'),
      kind,
      channelHash: 8,
      payload: new Uint8Array(9),
    };
  }
  const metrics = use === undefined ? {} : { channelUtilization: use };
  return { ...bare, kind, portnum: 67, telemetry: { variant: 'device', metrics } };
}

export interface Burst extends SentChanges {
  readonly kind: Sent;
  readonly from: NodeNum;
  readonly count: number;
  /** The newest came so long ago, and the others one second each before it; each node at moments of its own. */
  readonly agoMs: number;
}

export function burst({ kind, from, count, agoMs, ...changes }: Burst): Packet[] {
  return Array.from({ length: count }, (_, index) =>
    sent(kind, from, agoMs + index * 1000 + (from % 500), changes),
  );
}

/** Nodes that nobody knows by name. */
export function strangers(count: number): NodeNum[] {
  return Array.from({ length: count }, (_, index) => toNodeNum(0x2000_0000 + index));
}

/** So many packets, as evenly shared as they can be. */
export function spread(packets: number, nodes: readonly NodeNum[]): { from: NodeNum; count: number }[] {
  return nodes.map((from, index) => ({
    from,
    count: Math.floor((packets + index) / nodes.length),
  }));
}

/** 812 packets of 41 nodes in three hours. */
export function aBusyMorning(): Packet[] {
  const others = strangers(36);
  const hour = { agoMs: 3_600_000, airBytes: 30 };
  return [
    ...burst({ ...hour, kind: 'telemetry', from: BRAVO, count: 60, airBytes: 61 }),
    ...burst({ ...hour, kind: 'text', from: BRAVO, count: 20, airBytes: 61 }),
    ...burst({ ...hour, kind: 'position', from: BRAVO, count: 12, airBytes: 61 }),
    ...burst({ ...hour, kind: 'nodeInfo', from: BRAVO, count: 4, airBytes: 61 }),
    ...burst({ ...hour, kind: 'position', from: OSCAR, count: 88 }),
    ...burst({ ...hour, kind: 'telemetry', from: CHARLIE, count: 61 }),
    ...burst({ ...hour, kind: 'text', from: DELTA, count: 40 }),
    ...burst({ ...hour, kind: 'position', from: GOLF, count: 33 }),
    ...spread(374, others).flatMap((share) => burst({ ...hour, ...share, kind: 'routing' })),
    ...spread(120, others).flatMap((share) => burst({ ...hour, ...share, kind: 'routing', airBytes: 24 })),
  ];
}
