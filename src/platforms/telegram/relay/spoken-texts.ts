import type { ChatOrder, Progress } from '../../../bot/chat-relay.js';
import type { ChatMessage, NewChatMessage } from '../../../mesh/chat-store.js';
import { BROADCAST_NUM, type NodeNum, type PacketId } from '../../../mesh/ids.js';
import type { Gateway } from '../../../mesh/mesh-feed.js';
import type { Delivery, OfferedMessage, Radio, SettledMessage } from '../../../mesh/radio.js';
import type { RelayStore, SpokenText } from '../../../mesh/relay-store.js';
import type { Clock } from '../../../util/clock.js';
import { contentOf, messagesOf } from '../content.js';
import type { PostEnd } from '../postman.js';
import { languageOf, linkDownAt, progressWords, SPOKEN_TTL_MS } from './progress.js';

export interface SpokenTextsDeps {
  readonly radio: Pick<Radio, 'own' | 'state' | 'send' | 'report'>;
  readonly store: RelayStore;
  readonly clock: Clock;
  post(messages: readonly NewChatMessage[]): void;
  heardBy(from: NodeNum, id: PacketId): readonly Gateway[];
}

export interface SpokenOrder extends ChatOrder {
  readonly replyId?: PacketId;
}

/** Gateways that bring it to a broker have done so by then. */
const FRESH_MS = 60_000;
/** The outbox has told the end of everything by then. */
const FORGOTTEN_MS = SPOKEN_TTL_MS + 900_000;
const STATUS_TTL_MS = 3_600_000;
const TICKET = 'spoken ';

/** What people say in chats goes out on the mesh, and its way is shown where they said it, also after a restart. */
export class SpokenTexts {
  readonly #deps: SpokenTextsDeps;
  readonly #texts = new Map<number, SpokenText>();
  #lastKey = 0;

  constructor(deps: SpokenTextsDeps) {
    this.#deps = deps;
  }

  /** Takes up what was on its way when the process before ended. */
  load(): readonly SpokenText[] {
    const texts = this.#deps.store.spoken();
    for (const text of texts) this.#texts.set(text.key, text);
    this.#lastKey = Math.max(0, ...this.#texts.keys());
    return texts;
  }

  speak({ origin, channel, text, language, replyId }: SpokenOrder): Progress {
    const { radio, clock, store } = this.#deps;
    const now = clock.now();
    // Never that of a text which a process before us spoke.
    this.#lastKey = Math.max(this.#lastKey + 1, Math.floor(now));
    const key = this.#lastKey;
    const { chat, topic, messageId } = origin;
    const linkDown = linkDownAt(radio, now);
    const spoken = {
      key,
      chat,
      text,
      channel,
      messageId,
      ...(topic !== undefined && { topic }),
      isStatusOver: false,
      language,
      spokenAt: now,
      ...(linkDown && { linkDown }),
      ids: [],
      gateways: 0,
    };
    this.#texts.set(key, { ...spoken, shown: progressWords(spoken) });
    void radio.send({
      to: BROADCAST_NUM,
      channel,
      content: { kind: 'text', text, ...(replyId !== undefined && { replyId }) },
      priority: 'reply',
      ttlMs: SPOKEN_TTL_MS,
      ticket: `${TICKET}${key}`,
    });
    const begun = this.#texts.get(key);
    if (begun) store.putSpoken(begun);
    return { progress: key, text: begun?.shown ?? progressWords(spoken) };
  }

  /** What that message said, when it is under way already. */
  find({ chat, messageId }: Pick<SpokenText, 'chat' | 'messageId'>): Progress | undefined {
    const known = [...this.#texts.values()].find(
      (text) => text.chat === chat && text.messageId === messageId,
    );
    return known && { progress: known.key, text: progressWords(known) };
  }

  /** Each try of the node under a new id is known to the chat as the message that said it. */
  onOffer({ message, id }: OfferedMessage): void {
    const text = this.#byTicket(message.ticket);
    const from = this.#deps.radio.own?.nodeNum;
    if (!text || from === undefined || text.ids.includes(id)) return;
    const { chat, topic, messageId, sentAt, channel } = text;
    const place = { chat, ...(topic !== undefined && { topic }) };
    const at = this.#deps.clock.now();
    this.#deps.store.addLink({ ...place, from, id, channel, messageId, at });
    this.#change({ ...text, ids: [...text.ids, id], sentAt: sentAt ?? at });
  }

  onDelivery({ message, delivery }: SettledMessage): void {
    const text = this.#byTicket(message.ticket);
    if (text) this.#change({ ...text, end: { ...endOf(delivery), at: this.#deps.clock.now() } });
  }

  /** The message that shows how a text goes on came to its end. */
  ended(message: ChatMessage, end: PostEnd): void {
    const { progress, text: said } = contentOf(message);
    const text = progress === undefined ? undefined : this.#texts.get(progress);
    if (!text) return;
    if (end.state === 'sent') this.#change({ ...text, statusId: end.messageId, shown: said });
    else this.#change({ ...text, isStatusOver: true });
  }

  /** Something is on its way. */
  get isWatching(): boolean {
    return this.#texts.size > 0;
  }

  /** Counts who brought them to a broker, and lets go of what is over. */
  look(): void {
    for (const text of this.#texts.values()) {
      const gateways = this.#gatewaysOf(text);
      if (gateways > text.gateways) this.#change({ ...text, gateways });
      if (this.#isOver(text)) this.#forget(text);
    }
  }

  /** The messages of that chat have other numbers now. */
  forgetChat(chat: number): void {
    for (const text of this.#texts.values()) if (text.chat === chat) this.#forget(text);
  }

  #byTicket(ticket: string | undefined): SpokenText | undefined {
    return ticket?.startsWith(TICKET) ? this.#texts.get(Number(ticket.slice(TICKET.length))) : undefined;
  }

  #change(changed: SpokenText): void {
    const { store } = this.#deps;
    const { statusId, isStatusOver } = changed;
    const words = progressWords(changed);
    const isNews = statusId === undefined ? !isStatusOver : words !== changed.shown;
    const text = isNews ? { ...changed, shown: words } : changed;
    this.#texts.set(text.key, text);
    store.putSpoken(text);
    if (isNews && statusId !== undefined) this.#edit(text, statusId);
  }

  #edit(text: SpokenText, statusId: number): void {
    const { clock, post } = this.#deps;
    const { chat, topic, shown } = text;
    const place = { chat, ...(topic !== undefined && { topic }) };
    const language = languageOf(text);
    post(
      messagesOf({
        place,
        kind: 'relay',
        text: shown,
        language,
        edits: statusId,
        madeAt: clock.now(),
        ttlMs: STATUS_TTL_MS,
      }),
    );
  }

  #gatewaysOf({ ids, sentAt }: SpokenText): number {
    const { radio, heardBy, clock } = this.#deps;
    const from = radio.own?.nodeNum;
    if (from === undefined || sentAt === undefined || clock.now() - sentAt > FRESH_MS) return 0;
    const gateways = ids.flatMap((id) => heardBy(from, id));
    // Our own node may be a gateway itself.
    const others = gateways.map(({ nodeNum }) => nodeNum).filter((nodeNum) => nodeNum !== from);
    return new Set(others).size;
  }

  #isOver({ spokenAt, sentAt = spokenAt, end, statusId, isStatusOver }: SpokenText): boolean {
    const now = this.#deps.clock.now();
    // A clock that jumped back says nothing of ages.
    if (now - spokenAt > FORGOTTEN_MS || spokenAt - now > FORGOTTEN_MS) return true;
    const isTold = statusId !== undefined || isStatusOver;
    return end !== undefined && isTold && now - sentAt > FRESH_MS;
  }

  #forget({ key }: SpokenText): void {
    this.#texts.delete(key);
    this.#deps.store.removeSpoken(key);
  }
}

function endOf(delivery: Delivery) {
  const { outcome } = delivery;
  return { outcome, ...(outcome === 'failed' && { reason: delivery.reason }) };
}
