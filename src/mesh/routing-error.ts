/** Verdicts of a ROUTING packet (mesh.proto, Routing.Error). */
const NAMES = {
  0: 'NONE',
  1: 'NO_ROUTE',
  2: 'GOT_NAK',
  3: 'TIMEOUT',
  4: 'NO_INTERFACE',
  5: 'MAX_RETRANSMIT',
  6: 'NO_CHANNEL',
  7: 'TOO_LARGE',
  8: 'NO_RESPONSE',
  9: 'DUTY_CYCLE_LIMIT',
  32: 'BAD_REQUEST',
  33: 'NOT_AUTHORIZED',
  34: 'PKI_FAILED',
  35: 'PKI_UNKNOWN_PUBKEY',
  36: 'ADMIN_BAD_SESSION_KEY',
  37: 'ADMIN_PUBLIC_KEY_UNAUTHORIZED',
  38: 'RATE_LIMIT_EXCEEDED',
  39: 'PKI_SEND_FAIL_PUBLIC_KEY',
} as const;

export type RoutingError = (typeof NAMES)[keyof typeof NAMES] | 'UNKNOWN';

export function routingErrorOf(code: number): RoutingError {
  return (NAMES as Record<number, RoutingError>)[code] ?? 'UNKNOWN';
}
