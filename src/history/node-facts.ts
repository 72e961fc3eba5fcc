/** A node of the directory as text, so that whatever becomes known of nodes later needs no new column. */
import type { MeshNode } from '../mesh/mesh-node.js';

/** Keys are the only bytes in it. */
interface Bytes {
  readonly base64: string;
}

export function writeFacts(node: MeshNode): string {
  return JSON.stringify(node, (_name, value: unknown) =>
    value instanceof Uint8Array ? toBytes(value) : value,
  );
}

/** Undefined for what is no node; null stands for a number that was none. */
export function readFacts(text: string): MeshNode | undefined {
  try {
    const node = JSON.parse(text, (_name, value: unknown) => fromBytes(value) ?? value ?? undefined);
    return typeof node?.nodeNum === 'number' && typeof node.firstSeen === 'number' ? node : undefined;
  } catch {
    return undefined;
  }
}

function toBytes(value: Uint8Array): Bytes {
  return { base64: Buffer.from(value).toString('base64') };
}

function fromBytes(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'object' || value === null || !('base64' in value)) return undefined;
  return typeof value.base64 === 'string' ? new Uint8Array(Buffer.from(value.base64, 'base64')) : undefined;
}
