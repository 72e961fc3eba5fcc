import { parseAddress } from './address.js';
import { SerialTransport } from './serial.js';
import { TcpTransport } from './tcp.js';
import type { Transport } from './transport.js';

/** What leads to the node of that address. Throws `UserError` when it is none. */
export function transportTo(address: string): Transport {
  const parsed = parseAddress(address);
  if (parsed.kind === 'tcp') return new TcpTransport(parsed.host, parsed.port);
  return new SerialTransport(parsed.path);
}
