import { formatNodeId } from '../mesh/ids.js';
import type { OwnNode } from '../mesh/own-node.js';
import type { LossReason } from '../mesh/radio.js';
import { toDate } from '../util/clock.js';
import type { Log } from '../util/log.js';
import type { Loss } from './loss.js';
import type { RetryPlan, RetryState } from './retry.js';

/** What an operator may do about it, in words. */
export const REMEDY: Readonly<Record<LossReason, string>> = {
  closed_by_node:
    'the node closed the connection; if this repeats, another client (phone app, other bot, tool) may use its only slot',
  reset: 'the node restarted or its network did; nothing to do when it comes back',
  broken_pipe: 'the connection was dead; nothing to do when it comes back',
  refused: 'nothing listens there: is the node on, its Wi-Fi and API enabled, the port right?',
  unreachable: 'no way to that address: check the network and the address',
  unresolved: 'the name is unknown: use the IP address, or check the name server',
  unplugged:
    'no such serial port: check the cable, the power of the node, and the name; what was open before is found again by itself, also under another number',
  denied:
    'no right to open the serial port: add the user to its group, mostly `sudo usermod -aG dialout USER`, and log in again',
  busy: 'another program has the serial port open: close it (serial monitor, Meshtastic tool, other bot)',
  // A name server that is dead takes longer than a try to connect does, so that it ends as this.
  connect_timeout:
    'no answer at that address: is the node on and in the same network? A name may not resolve: try the IP address',
  handshake_timeout:
    'something accepts the connection but does not answer as a Meshtastic node: check address and port',
  silent: 'the node no longer answers heartbeats: it hangs, lost its network or its power',
  wrong_node:
    'another node answers there than the one that is meant: check node.address, and node.id when it is set',
  evicted:
    'another client keeps taking the only slot of the node: close the phone app, other bot or tool that uses it',
  stopped: 'stopped on request',
};

/** What a loss or a failed try showed, and what to do about it. */
export interface Trouble {
  readonly reason: LossReason;
  readonly remedy: string;
}

/** As much of foreign bytes as tells a person what answers there. */
export const SAMPLE_BYTES = 24;

/** Tells the operator of the link: once per outage, and once when it is over. Repeats go to debug. */
export class LinkJournal {
  readonly #log: Log;
  readonly #transport: { readonly address: string };
  #sample: Uint8Array | undefined;
  #lastTrouble: string | undefined;
  #trouble: Trouble | undefined;

  constructor(log: Log, transport: { readonly address: string }) {
    this.#log = log;
    this.#transport = transport;
  }

  /** The last one. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  noise(bytes: Uint8Array): void {
    this.#sample ??= new Uint8Array(bytes.subarray(0, SAMPLE_BYTES));
    this.#log.debug('noise', { bytes: bytes.length });
  }

  ready(
    own: OwnNode,
    facts: { readonly nodes: number; readonly tookMs: number; readonly attempt: number },
    retry: RetryState,
  ): void {
    this.#sample = undefined;
    this.#rare(retry)('link ready', {
      node: formatNodeId(own.nodeNum),
      firmware: own.firmware,
      ...facts,
      tookMs: Math.round(facts.tookMs),
    });
  }

  restored(
    outage: { readonly reason: LossReason; readonly outageMs: number; readonly tries: number },
    retry: RetryState,
  ): void {
    const { reason, outageMs, tries } = outage;
    this.#rare(retry)('link restored', { outageMs, reason, lastReason: this.#trouble?.reason, tries });
  }

  /** We ended a session ourselves, as the configuration asks. */
  renewed(): void {
    this.#log.info('link renewed');
  }

  /** After a fight over the slot a link has held. */
  undisputed(): void {
    this.#log.info('link undisputed again');
  }

  /** An outage that lasts: how it began may say little of why it does. The facts as they were told. */
  stillDown(
    outage: { readonly since: number; readonly tries: number },
    isRepeat: boolean,
  ): Readonly<Record<string, string | number>> {
    const facts = { downSince: toDate(outage.since).toISOString(), ...this.#trouble, tries: outage.tries };
    this.#log[isRepeat ? 'debug' : 'warn']('link still down', facts);
    return facts;
  }

  lost(loss: Loss, upMs: number, plan: RetryPlan): void {
    this.#sample = undefined;
    const fields = this.#fields(loss, { upMs: Math.round(upMs) });
    if (this.#isNewTrouble(loss)) this.#log.error('link lost', fields);
    else if (plan.state.yields > 1) this.#log.debug('link lost', fields);
    else this.#log.warn('link lost', fields);
    if (!plan.isYielding) return;
    const told = { losses: plan.state.evictions.length, nextTryMs: plan.waitMs, remedy: REMEDY.evicted };
    if (plan.state.yields === 1) this.#log.warn('link yielding', told);
    else this.#log.debug('link yielding', told);
  }

  /** A try that never became ready; the first one when there was no link before is worth a warning. */
  failed(loss: Loss, facts: { readonly tries: number; readonly isFirst: boolean }): void {
    const fields = this.#fields(loss, { address: this.#transport.address, tries: facts.tries });
    if (this.#isNewTrouble(loss)) this.#log.error('node not reachable', fields);
    else if (facts.isFirst) this.#log.warn('node not reachable', fields);
    else this.#log.debug('node not reachable', fields);
    this.#sample = undefined;
  }

  #fields(loss: Loss, facts: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    // A node prints its log to the cable until it is spoken to: bytes say nothing about why that was pulled.
    const isForeign = this.#sample !== undefined && loss.reason !== 'unplugged';
    const remedy = isForeign ? REMEDY.handshake_timeout : REMEDY[loss.reason];
    this.#trouble = { reason: loss.reason, remedy };
    return {
      reason: loss.reason,
      ...facts,
      ...(loss.detail !== undefined && { detail: loss.detail }),
      ...(loss.unexpected !== undefined && { err: loss.unexpected }),
      ...(this.#sample && { received: printable(this.#sample) }),
      remedy,
    };
  }

  /** What networks do not do is an error with its stack, once for each kind of it. */
  #isNewTrouble(loss: Loss): boolean {
    const trouble = loss.detail ?? '';
    if (loss.unexpected === undefined || trouble === this.#lastTrouble) return false;
    this.#lastTrouble = trouble;
    return true;
  }

  /** In a fight over the slot every few minutes are no rare event of life. */
  #rare(retry: RetryState): Log['info'] {
    const level = retry.yields > 0 ? 'debug' : 'info';
    return (message, fields) => this.#log[level](message, fields);
  }
}

export function printable(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
}
