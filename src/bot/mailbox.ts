import { formatNodeId, type NodeNum, PRIMARY_CHANNEL, parseNodeId } from '../mesh/ids.js';
import type { Keys } from '../mesh/keys.js';
import type { Letter, MailStore } from '../mesh/mail-store.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { Packet } from '../mesh/packet.js';
import type { Delivery, Radio, SettledMessage } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import { timeOfDay } from './format.js';
import type { House } from './house.js';
import { type Hold, type Loss, letterText, MAILBOX_TEXTS } from './mailbox-texts.js';
import { longNameOf } from './node-names.js';
import type { Language } from './request.js';
import type { Visitors } from './visitors.js';

export interface MailboxDeps {
  readonly store: MailStore;
  readonly radio: Pick<Radio, 'own' | 'on' | 'send'>;
  readonly nodes: NodeDb;
  readonly keys: Pick<Keys, 'of'>;
  readonly house: Pick<House, 'quietUntil' | 'isBlocked'>;
  readonly visitors: Pick<Visitors, 'isOld'>;
  readonly clock: Clock;
  readonly log: Log;
  languageOf(userId: string): Language;
  /** Tells somebody beyond the mesh; false where no way leads to him. */
  notify?(userId: string, text: string): boolean;
}

export const MAX_OF_SENDER = 3;
const MAX_OF_ADDRESSEE = 10;
/** Nodes are made up by the dozen: the other places are for those who were not made up today. */
const MAX_OF_NEWCOMERS = 6;
const KEPT_MS = 7 * 86_400_000;
/**
 * Between two tries of one letter, by the number of those that nobody acknowledged: each is to be another sighting.
 * Sightings can be forged, so no number of tries is the end.
 */
const TRY_GAPS_MS: readonly number[] = [600_000, 600_000, 3_600_000, 6 * 3_600_000];
const LONGEST_GAP_MS = 12 * 3_600_000;
/** The addressee has just been heard: what cannot leave soon waits for the next time. */
const LETTER_TTL_MS = 600_000;
const NOTICE_TTL_MS = 3_600_000;
/** An outbox that has not told the end of a letter long after its time never will. */
const OVERDUE_MS = LETTER_TTL_MS + 900_000;
const LOOK_EVERY_MS = 60_000;
/** Clocks drift and are corrected by less. */
const JUMP_MS = 60_000;

/** Ends that say nothing of the addressee: our own node could not send. */
const OWN_FAULTS: ReadonlySet<string> = new Set([
  'rate_limited',
  'duty_cycle',
  'queue_full',
  'transmitter_off',
]);

export type Posted =
  | { readonly letter: Letter; readonly hold?: Hold }
  | 'full'
  | 'addressee full'
  /** Nobody reads at that node, as it says itself. */
  | 'unread'
  | 'refused';

/** Mail light: keeps texts until their addressee is heard, and tells the sender how each ended. */
export class Mailbox implements Lifecycle {
  readonly name = 'mailbox';
  readonly #deps: MailboxDeps;
  readonly #letters = new Map<number, Letter>();
  /** Uptime at which each that is on its way was handed over, or found to have been so. */
  readonly #handedOver = new Map<number, number>();
  #clockOffset: number | undefined;
  readonly #refusals = new Set<NodeNum>();
  #lastNumber = 0;
  #stops: readonly Stop[] = [];

  constructor(deps: MailboxDeps) {
    this.#deps = deps;
  }

  /** The store is open by now, and the radio has not begun. */
  start(): void {
    const { store, radio, clock } = this.#deps;
    for (const letter of store.letters()) {
      this.#letters.set(letter.number, letter);
      this.#handedOver.set(letter.number, clock.uptime());
    }
    for (const nodeNum of store.refusals()) this.#refusals.add(nodeNum);
    this.#lastNumber = store.lastNumber();
    this.#clockOffset = clock.now() - clock.uptime();
    this.#stops = [
      radio.on('packet', (packet) => this.#onPacket(packet)),
      radio.on('delivery', (settled) => this.#onDelivery(settled)),
      clock.every('mailbox.look', LOOK_EVERY_MS, () => this.#look()),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
  }

  post(letter: Pick<Letter, 'sender' | 'senderName' | 'addressee' | 'body'>): Posted {
    this.#followClock();
    const { addressee, sender } = letter;
    if (this.#deps.nodes.get(addressee)?.user?.isUnmessagable) return 'unread';
    if (this.#refusals.has(addressee)) return 'refused';
    if (this.lettersOf(sender).length >= MAX_OF_SENDER) return 'full';
    if (!this.#hasPlace(sender, addressee)) return 'addressee full';
    const hold = this.holdOf(addressee);
    this.#lastNumber += 1;
    const head = { number: this.#lastNumber, writtenAt: this.#deps.clock.now(), tries: 0 };
    const kept = this.#keep({ ...letter, ...head, toldHeld: hold !== undefined });
    return { letter: kept, ...(hold && { hold }) };
  }

  #hasPlace(sender: string, addressee: NodeNum): boolean {
    const taken = [...this.#letters.values()].filter((letter) => letter.addressee === addressee);
    if (taken.length >= MAX_OF_ADDRESSEE) return false;
    if (!this.#isNewcomer(sender)) return true;
    return taken.filter((letter) => this.#isNewcomer(letter.sender)).length < MAX_OF_NEWCOMERS;
  }

  /** Whoever has no node was let in by an admin. */
  #isNewcomer(sender: string): boolean {
    return sender.startsWith('mesh:') && !this.#deps.visitors.isOld(sender);
  }

  /** What waits, in order of the numbers. */
  lettersOf(sender: string): readonly Letter[] {
    return [...this.#letters.values()].filter((letter) => letter.sender === sender);
  }

  /** `sent`: it is on its way and can no longer be called back. */
  cancel(sender: string, number: number): 'cancelled' | 'sent' | 'none' {
    const letter = this.#letters.get(number);
    if (letter?.sender !== sender) return 'none';
    if (letter.sentText !== undefined) return 'sent';
    this.#remove(letter);
    return 'cancelled';
  }

  /** An addressee wants no letters: what waits for him goes back. */
  refuse(nodeNum: NodeNum): void {
    this.#refusals.add(nodeNum);
    this.#deps.store.addRefusal(nodeNum);
    for (const letter of this.#waitingFor(nodeNum)) this.#lose(letter, 'refused');
  }

  accept(nodeNum: NodeNum): void {
    this.#refusals.delete(nodeNum);
    this.#deps.store.removeRefusal(nodeNum);
  }

  /** Why nothing can be sent to that node under the key that was always its own. */
  holdOf(nodeNum: NodeNum): Hold | undefined {
    const { trusted, pending, held } = this.#deps.keys.of(nodeNum);
    if (!trusted) return 'unknown';
    return pending || held === 'other' ? 'changed' : undefined;
  }

  #waitingFor(nodeNum: NodeNum): readonly Letter[] {
    return [...this.#letters.values()].filter(
      ({ addressee, sentText }) => addressee === nodeNum && sentText === undefined,
    );
  }

  /** Over MQTT he may be anywhere, and radio may not reach him. */
  #onPacket({ from, viaMqtt }: Packet): void {
    const { radio, house, clock } = this.#deps;
    if (viaMqtt || from === radio.own?.nodeNum) return;
    if (house.quietUntil !== undefined || house.isBlocked(from)) return;
    this.#followClock();
    const now = clock.now();
    const due = this.#waitingFor(from).filter((letter) => isDue(letter, now));
    if (due.length === 0) return;
    const hold = this.holdOf(from);
    for (const letter of due) {
      if (hold) this.#hold(letter, hold);
      else this.#send(letter);
    }
  }

  #hold(letter: Letter, hold: Hold): void {
    if (letter.toldHeld) return;
    this.#keep({ ...letter, toldHeld: true });
    this.#tell(letter, (language, name) => MAILBOX_TEXTS[language].held(letter.number, name, hold));
  }

  #send(letter: Letter): void {
    const { radio, clock, languageOf } = this.#deps;
    const { addressee: to } = letter;
    const sentText = letterText(letter, languageOf(`mesh:${formatNodeId(to)}`));
    this.#keep({ ...letter, sentText, triedAt: clock.now() });
    this.#handedOver.set(letter.number, clock.uptime());
    const content = { kind: 'text', text: sentText } as const;
    const head = { to, channel: PRIMARY_CHANNEL, priority: 'announcement' } as const;
    void radio.send({ ...head, content, ttlMs: LETTER_TTL_MS, ticket: ticketOf(letter) });
  }

  /** An acknowledgement counts however late it comes; other news only of what is still on its way. */
  #onDelivery({ message: { ticket }, delivery }: SettledMessage): void {
    const letter = [...this.#letters.values()].find((each) => ticketOf(each) === ticket);
    if (!letter) return;
    if (delivery.outcome === 'delivered') this.#arrived(letter);
    else if (letter.sentText !== undefined) this.#missed(letter, delivery);
  }

  #arrived(letter: Letter): void {
    const { clock, log } = this.#deps;
    const { number } = letter;
    this.#remove(letter);
    log.info('letter delivered', { number, to: formatNodeId(letter.addressee) });
    this.#tell(letter, (language, name) =>
      MAILBOX_TEXTS[language].delivered(number, name, timeOfDay(clock.now())),
    );
  }

  /** What never left, or left unseen by anybody's fault but his, is no try. */
  #missed(letter: Letter, delivery: Delivery): void {
    const isOurFault = delivery.outcome === 'failed' && OWN_FAULTS.has(delivery.reason);
    const isTry = delivery.outcome !== 'expired' && !isOurFault;
    const { sentText: _ended, ...rest } = letter;
    this.#keep({ ...rest, tries: letter.tries + (isTry ? 1 : 0) });
  }

  #look(): void {
    const { house, clock } = this.#deps;
    this.#followClock();
    const now = clock.now();
    const uptime = clock.uptime();
    for (const letter of [...this.#letters.values()]) {
      const { sentText, ...rest } = letter;
      const isOverdue = uptime - (this.#handedOver.get(letter.number) ?? uptime) > OVERDUE_MS;
      if (sentText !== undefined && isOverdue) this.#keep(rest);
      const isOver = now - letter.writtenAt > KEPT_MS && sentText === undefined;
      if (isOver && house.quietUntil === undefined) this.#lose(letter, 'expired');
    }
  }

  /** A clock that was set anew has aged no letter. */
  #followClock(): void {
    const { clock } = this.#deps;
    const offset = clock.now() - clock.uptime();
    const jumpMs = offset - (this.#clockOffset ?? offset);
    this.#clockOffset = offset;
    if (Math.abs(jumpMs) < JUMP_MS) return;
    for (const letter of [...this.#letters.values()]) {
      const { writtenAt, triedAt } = letter;
      const moved = { ...letter, writtenAt: writtenAt + jumpMs };
      this.#keep(triedAt === undefined ? moved : { ...moved, triedAt: triedAt + jumpMs });
    }
  }

  #lose(letter: Letter, loss: Loss): void {
    this.#remove(letter);
    this.#deps.log.info('letter not delivered', { number: letter.number, loss });
    this.#tell(letter, (language, name) => MAILBOX_TEXTS[language].lost(letter.number, name, loss));
  }

  #keep(letter: Letter): Letter {
    this.#letters.set(letter.number, letter);
    this.#deps.store.put(letter);
    return letter;
  }

  #remove({ number }: Letter): void {
    this.#letters.delete(number);
    this.#handedOver.delete(number);
    this.#deps.store.remove(number);
  }

  #tell({ sender, addressee }: Letter, words: (language: Language, name: string) => string): void {
    const { radio, nodes, languageOf, notify } = this.#deps;
    const text = words(languageOf(sender), longNameOf(nodes, addressee));
    const to = sender.startsWith('mesh:') ? parseNodeId(sender.slice('mesh:'.length)) : undefined;
    if (to === undefined) {
      notify?.(sender, text);
      return;
    }
    const head = { to, channel: PRIMARY_CHANNEL, priority: 'reply' } as const;
    void radio.send({ ...head, content: { kind: 'text', text }, ttlMs: NOTICE_TTL_MS });
  }
}

function isDue({ tries, triedAt }: Letter, now: number): boolean {
  return Math.abs(now - (triedAt ?? 0)) >= (TRY_GAPS_MS[tries] ?? LONGEST_GAP_MS);
}

/** Numbers are never used again, so that no end of another letter is taken for this one's. */
function ticketOf({ number }: Letter): string {
  return `letter ${number}`;
}
