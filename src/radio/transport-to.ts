import { EXIT, ExitError } from '../util/errors.js';
import { parseAddress } from './address.js';
import { TcpTransport } from './tcp.js';
import type { Transport } from './transport.js';

/** What leads to the node of that address. Throws `UserError` when it is none. */
export function transportTo(address: string): Transport {
  const parsed = parseAddress(address);
  if (parsed.kind === 'tcp') return new TcpTransport(parsed.host, parsed.port);
  throw new ExitError(
    EXIT.config,
    `${address}: serial nodes are not supported yet, use the node's TCP address.`,
  );
}
