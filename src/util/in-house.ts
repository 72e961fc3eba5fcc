import { isIP } from 'node:net';

/** Addresses that the internet does not carry: this machine, private networks, links. */
const HOUSE_V4 = /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./;
const HOUSE_V6 = /^\[(::1\]|f[cd]|fe[89ab])/;
/** Names that only a house knows. */
const HOUSE_NAMES = /^(localhost|[^.]+|.+\.(localhost|local|lan|home|internal|home\.arpa))$/;

/** Whether a web address leads to a machine of this house: what is sent there stays here. */
export function isInHouse(address: string): boolean {
  const { hostname } = new URL(address);
  if (hostname.startsWith('[')) return HOUSE_V6.test(hostname);
  return isIP(hostname) === 4 ? HOUSE_V4.test(`${hostname}.`) : HOUSE_NAMES.test(hostname);
}
