import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';
import { BROADCAST_NUM, lastByteOf, type NodeNum, type PacketId, toPacketId } from '../../src/mesh/ids.js';
import type { ShownText } from '../../src/sim/world/screen.js';
import { type ChannelKey, channelKeyOf, sealDirect, sealOnChannel } from '../../src/sim/world/wire.js';
import { encodeText } from '../../src/util/text.js';
import type { FakeClock } from './fake-clock.js';
import type { Story } from './story.js';

type Told = Pick<Story<FakeClock>, 'simulation' | 'clock'>;

/** Long enough for a question over a few hops, its answer, and three transmissions of each. */
export const ANSWER_MS = 45_000;

/** What the bot has written to somebody, as the phone shows it. */
export function shownBy({ simulation }: Pick<Told, 'simulation'>, name: string): ShownText[] {
  const { base } = simulation.world;
  return simulation.world.find(name).screen.texts.filter(({ from }) => from === base.nodeNum);
}

/** Somebody asks by direct message; gives what the phone shows as replies to it some time later. */
export async function ask(
  story: Told,
  name: string,
  text: string,
  withinMs = ANSWER_MS,
): Promise<ShownText[]> {
  const question = story.simulation.world.dm(name, text);
  await story.clock.advance(withinMs);
  return shownBy(story, name).filter(({ replyId }) => replyId === question);
}

/** The words alone. */
export async function wordsFor(story: Told, name: string, text: string): Promise<string[]> {
  return (await ask(story, name, text)).map((shown) => shown.text);
}

export const DEFAULT_CHANNEL = channelKeyOf({ name: 'LongFast', psk: Uint8Array.of(1) });
const HOPS = 3;
let nextId = 0x00c0_ffee;

export function freshId(): PacketId {
  return toPacketId(nextId++);
}

export interface OddText {
  readonly text: string | Uint8Array;
  /** A reaction to the message of that id. */
  readonly reactionTo?: PacketId;
  readonly replyId?: PacketId;
  /** By direct message unless a channel is told. */
  readonly channel?: ChannelKey;
}

/** Somebody's client sends what an app would not: a direct neighbour's packet, as the node's antenna takes it in. */
export function sendOdd({ simulation }: Pick<Told, 'simulation'>, name: string, odd: OddText): PacketId {
  const { world, node } = simulation;
  const { nodeNum: from, keyPair: own } = world.find(name);
  const peer = world.base.keyPair?.publicKey;
  const id = freshId();
  if (!own || !peer) throw new Error(`${name} or the node has no key`);
  const data = dataOf(odd);
  const sealed = odd.channel
    ? sealOnChannel(odd.channel, { from, id }, data)
    : sealDirect({ own, peer, extraNonce: id }, { from, id }, data);
  node.hear({
    packet: {
      from,
      to: odd.channel ? BROADCAST_NUM : node.nodeNum,
      id,
      ...sealed,
      hopLimit: HOPS,
      hopStart: HOPS,
      wantAck: false,
      viaMqtt: false,
      nextHop: 0,
      relayNode: lastByteOf(from),
    },
    snr: 6,
    rssi: -90,
    via: 'lora',
  });
  return id;
}

function dataOf({ text, reactionTo, replyId }: OddText): Mesh.Data {
  return create(Mesh.DataSchema, {
    portnum: Portnums.PortNum.TEXT_MESSAGE_APP,
    payload: typeof text === 'string' ? encodeText(text) : text,
    emoji: reactionTo === undefined ? 0 : 1,
    replyId: reactionTo ?? replyId ?? 0,
    bitfield: 1,
  });
}

export interface ForgedPacket {
  readonly from: NodeNum;
  readonly to: NodeNum;
  readonly portnum: Portnums.PortNum;
  readonly payload: Uint8Array;
}

/** A packet that no node would hand to its client. */
export function aForgedPacket({ from, to, portnum, payload }: ForgedPacket): Mesh.FromRadio {
  const decoded = create(Mesh.DataSchema, { portnum, payload, bitfield: 1 });
  const packet = create(Mesh.MeshPacketSchema, {
    from,
    to,
    id: freshId(),
    rxSnr: 6,
    rxRssi: -90,
    hopLimit: HOPS,
    hopStart: HOPS,
    payloadVariant: { case: 'decoded', value: decoded },
  });
  return create(Mesh.FromRadioSchema, { payloadVariant: { case: 'packet', value: packet } });
}

export function aForgedText(from: NodeNum, to: NodeNum, text: string): Mesh.FromRadio {
  return aForgedPacket({
    from,
    to,
    portnum: Portnums.PortNum.TEXT_MESSAGE_APP,
    payload: encodeText(text),
  });
}

export function aForgedNodeInfo(
  from: NodeNum,
  names: { readonly longName: string; readonly shortName: string },
): Mesh.FromRadio {
  const user = create(Mesh.UserSchema, names);
  return aForgedPacket({
    from,
    to: BROADCAST_NUM,
    portnum: Portnums.PortNum.NODEINFO_APP,
    payload: toBinary(Mesh.UserSchema, user),
  });
}
