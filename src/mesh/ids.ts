declare const brand: unique symbol;
type Brand<Name extends string> = { readonly [brand]: Name };

/** A node's number, 1 to 0xfffffffe, or `BROADCAST_NUM`; 0 stands for nobody. */
export type NodeNum = number & Brand<'NodeNum'>;
/** The printed form: `!` and 8 lower-case hex digits. */
export type NodeId = `!${string}`;
/** 1 to 0xffffffff. A packet's key is (`from`, `id`). */
export type PacketId = number & Brand<'PacketId'>;
/** 0 to 7. */
export type ChannelIndex = number & Brand<'ChannelIndex'>;

export const BROADCAST_NUM = toNodeNum(0xffff_ffff);
export const NOBODY = toNodeNum(0);
export const PRIMARY_CHANNEL = toChannelIndex(0);
export const CHANNEL_COUNT = 8;

export function toNodeNum(value: number): NodeNum {
  return (value >>> 0) as NodeNum;
}

export function toPacketId(value: number): PacketId {
  return (value >>> 0) as PacketId;
}

export function toChannelIndex(value: number): ChannelIndex {
  return value as ChannelIndex;
}

export function isChannelIndex(value: number): value is ChannelIndex {
  return Number.isInteger(value) && value >= 0 && value < CHANNEL_COUNT;
}

/** A number that names one node: neither nobody nor everybody. */
export function isOneNode(nodeNum: NodeNum): boolean {
  return nodeNum !== NOBODY && nodeNum !== BROADCAST_NUM;
}

export function formatNodeId(nodeNum: NodeNum): NodeId {
  return `!${nodeNum.toString(16).padStart(8, '0')}`;
}

/** `^all` for everybody, else the id: for logs and screens. */
export function formatAddressee(nodeNum: NodeNum): string {
  return nodeNum === BROADCAST_NUM ? '^all' : formatNodeId(nodeNum);
}

/** Reads `!16fad3dc`, `16fad3dc` or `0x16fad3dc`; undefined for anything else. */
export function parseNodeId(text: string): NodeNum | undefined {
  const match = /^(?:!|0x)?([0-9a-f]{8})$/i.exec(text);
  return match?.[1] === undefined ? undefined : toNodeNum(Number.parseInt(match[1], 16));
}

/** The byte by which relays are named on the air; the last byte 0 is sent as 0xff (firmware NodeDB::getLastByteOfNodeNum). */
export function lastByteOf(nodeNum: NodeNum): number {
  return nodeNum & 0xff || 0xff;
}
