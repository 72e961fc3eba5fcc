import { isIPv6 } from 'node:net';
import { UserError } from '../util/errors.js';
import { cleanName, cutToBytes } from '../util/text.js';

export const DEFAULT_PORT = 4403;

export type NodeAddress =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'serial'; readonly path: string };

/** As much of what was written as a message quotes. */
const SHOWN_BYTES = 60;
const FORMS = 'Use HOST, HOST:PORT, tcp://HOST:PORT, [v6]:PORT or serial:/dev/ttyACM0.';

/** Reads an address as people write it. Throws `UserError` that names the forms. */
export function parseAddress(text: string): NodeAddress {
  const trimmed = text.trim();
  const told = cutToBytes(cleanName(text), SHOWN_BYTES);
  // Nobody's host is called so, and the prefix is easily forgotten.
  if (/^(\/dev\/[^\s\p{C}]+|COM\d+)$/u.test(trimmed)) return { kind: 'serial', path: trimmed };
  if (trimmed.startsWith('serial:')) return serial(trimmed.slice('serial:'.length), told);
  const rest = trimmed.replace(/^tcp:\/\//, '').replace(/\/$/, '');
  return tcp(rest, told);
}

function serial(path: string, text: string): NodeAddress {
  if (!/^(\/[^\s\p{C}]+|COM\d+)$/iu.test(path))
    throw new UserError(`"${text}" names no serial port. ${FORMS}`);
  return { kind: 'serial', path };
}

function tcp(rest: string, text: string): NodeAddress {
  const bracketed = /^\[([^\]]+)\](?::(.*))?$/.exec(rest);
  if (bracketed?.[1] && isIPv6(bracketed[1])) {
    return { kind: 'tcp', host: bracketed[1], port: portOf(bracketed[2], text) };
  }
  if (isIPv6(rest)) return { kind: 'tcp', host: rest, port: DEFAULT_PORT };
  const { host, port } = /^(?<host>[^\s/:[\]\p{C}]{1,253})(?::(?<port>[^:/]*))?$/u.exec(rest)?.groups ?? {};
  if (!host) throw new UserError(`"${text}" is not a node address. ${FORMS}`);
  return { kind: 'tcp', host, port: portOf(port, text) };
}

function portOf(port: string | undefined, text: string): number {
  if (port === undefined) return DEFAULT_PORT;
  const number = Number(port);
  if (/^\d+$/.test(port) && number > 0 && number < 65_536) return number;
  throw new UserError(`"${text}": the port must be a number from 1 to 65535.`);
}

/** The canonical form, for logs and comparisons. */
export function formatAddress(address: NodeAddress): string {
  if (address.kind === 'serial') return `serial:${address.path}`;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${host}:${address.port}`;
}

/** Whether a canonical address is that of a cable. */
export function isCable(address: string): boolean {
  return address.startsWith('serial:');
}
