import type { Delivery, SendReply } from '../app.js';
import { duration } from './durations.js';

type Addressee = Pick<SendReply, 'to' | 'name' | 'channel'>;
type Failure = Extract<Delivery, { outcome: 'failed' }>['reason'];

const EVERYBODY = '^all';

/** `Alpha (!16fad3dc)`, or everybody on a channel. */
export function addresseeText({ to, name, channel }: Addressee): string {
  if (to === EVERYBODY) return `everybody on channel ${channel}`;
  return name === null ? to : `${name} (${to})`;
}

/** How it ended, in words; what may be done about it when it ended badly. */
export function deliveryText(reply: Addressee & Pick<SendReply, 'waitsSeconds'>, delivery: Delivery): string {
  const to = addresseeText(reply);
  const took = `${(delivery.tookMs / 1000).toFixed(1)} s`;
  switch (delivery.outcome) {
    case 'delivered':
      return `delivered to ${to}, acknowledged after ${took}`;
    case 'relayed':
      return reply.to === EVERYBODY
        ? `sent to ${to}, a neighbour repeated it after ${took}`
        : `a neighbour passed it on after ${took}; ${to} has not acknowledged it`;
    case 'sent':
      return `sent to ${to}, nothing more is known after ${took}`;
    case 'expired':
      return `not sent to ${to}: the node did not take it within ${duration(reply.waitsSeconds)}`;
    case 'failed':
      return `failed for ${to} after ${took}: ${FAILURES[delivery.reason](reply)}`;
  }
}

const FAILURES: Readonly<Record<Failure, (reply: Addressee) => string>> = {
  no_ack: ({ to, name }) =>
    to === EVERYBODY
      ? 'no neighbour repeated it. Nobody may be in reach: look at the antenna and at /nodes in the console'
      : `${name ?? to} did not acknowledge it, and no neighbour passed it on. It may be off or out of reach: try later, or look when it was heard with /info`,
  no_channel: ({ channel }) =>
    `the node has no channel ${channel}. Set that channel up on the node, or name another one with --channel`,
  too_large: () => 'it is too long for one packet. Say it in less, or in two texts',
  no_key: ({ name, to }) =>
    `the node has no public key of ${name ?? to}. It comes with the node information that ${name ?? to} sends now and then: try later`,
  key_rejected: ({ name, to }) =>
    `${name ?? to} does not accept our key, perhaps because one of the two was reset. Let the two nodes delete each other from their lists and exchange their node information again`,
  transmitter_off: () => 'the transmitter of the node is off. Set its LoRa region, and enable transmitting',
  rate_limited: () => 'the node says that it sends too often. Try again in a minute',
  duty_cycle: () => 'the airtime that the region allows in an hour is used up. Try again later',
  queue_full: () => 'the send queue of the node is full. Try again in a minute',
  refused: () => 'the node refused it and did not say why. Its own log may tell',
};
