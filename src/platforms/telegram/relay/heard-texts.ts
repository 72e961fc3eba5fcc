import { channelNameOf } from '../../../bot/channel-names.js';
import type { House } from '../../../bot/house.js';
import { longNameOf } from '../../../bot/node-names.js';
import type { ChatMessage, NewChatMessage } from '../../../mesh/chat-store.js';
import type { NodeNum, PacketId } from '../../../mesh/ids.js';
import { isOneNode } from '../../../mesh/ids.js';
import type { Gateway } from '../../../mesh/mesh-feed.js';
import type { TextPacket } from '../../../mesh/packet.js';
import type { RelayBinding, RelayPlace, RelayStore } from '../../../mesh/relay-store.js';
import type { Clock } from '../../../util/clock.js';
import { cleanName } from '../../../util/text.js';
import type { OwnBroadcasts } from '../../own-broadcasts.js';
import { contentOf, type Letter, messagesOf } from '../content.js';
import type { PostEnd } from '../postman.js';
import type { Bindings } from './bindings.js';
import { isEmoji } from './emoji.js';
import { type ReceptionDeps, receptionLine } from './reception.js';

export interface HeardTextsDeps extends ReceptionDeps {
  readonly store: RelayStore;
  readonly bindings: Bindings;
  readonly house: Pick<House, 'isBlocked'>;
  readonly own: Pick<OwnBroadcasts, 'has'>;
  readonly clock: Clock;
  readonly prefixes: readonly string[];
  post(messages: readonly NewChatMessage[]): void;
  /** Who else brought that packet to a broker; nobody where there is none. */
  heardBy(from: NodeNum, id: PacketId): readonly Gateway[];
}

/** A text of which others may still be heard. */
interface Fresh {
  readonly binding: RelayBinding;
  readonly packet: TextPacket;
  readonly title: string;
  /** On the clock's `uptime`. */
  readonly until: number;
  line: string;
  messageId?: number;
}

/** Who brought a packet to a broker has done so by then. */
const FRESH_MS = 60_000;
const MAX_FRESH = 200;
const RELAY_TTL_MS = 3_600_000;
const LINKS_KEPT_MS = 7 * 86_400_000;

/** What people say on a channel comes to the chats that are joined to it, with how it was heard. */
export class HeardTexts {
  readonly #deps: HeardTextsDeps;
  #fresh: Fresh[] = [];

  constructor(deps: HeardTextsDeps) {
    this.#deps = deps;
  }

  receive(packet: TextPacket): void {
    if (!this.#isSomebodys(packet)) return;
    for (const binding of this.#deps.bindings.readersOf(packet.channel)) {
      if (packet.isReaction) this.#react(binding, packet);
      else this.#tell(binding, packet);
    }
  }

  /** Its message came to its end. */
  ended(message: ChatMessage, end: PostEnd): void {
    const { store } = this.#deps;
    const { topic, heard = [], reaction, edits } = contentOf(message);
    if (end.state !== 'sent' || reaction || edits !== undefined) return;
    const { messageId } = end;
    for (const packet of heard) store.setMessage({ chat: message.chat, ...packet, messageId });
    const [only, another] = heard;
    const fresh = this.#fresh.find(
      ({ binding, packet }) =>
        binding.chat === message.chat &&
        binding.topic === topic &&
        packet.id === only?.id &&
        packet.from === only.from,
    );
    if (fresh && !another) fresh.messageId = messageId;
  }

  /** Others may still be heard of. */
  get isWatching(): boolean {
    return this.#fresh.length > 0;
  }

  /** Says who else has heard what was said a moment ago. */
  look(): void {
    const uptime = this.#deps.clock.uptime();
    for (const fresh of this.#fresh) this.#update(fresh);
    this.#fresh = this.#fresh.filter(({ until }) => until > uptime);
  }

  /** Words of a person to everybody: neither ours in whatever guise, nor for bots alone. */
  #isSomebodys(packet: TextPacket): boolean {
    const { radio, house, own, prefixes } = this.#deps;
    const { from, isDirect, text, isReaction } = packet;
    if (isDirect || !isOneNode(from) || from === radio.own?.nodeNum) return false;
    if (own.has(packet) || house.isBlocked(from)) return false;
    if (isReaction) return true;
    const said = cleanName(text);
    return said !== '' && !prefixes.some((prefix) => said.startsWith(prefix));
  }

  #tell(binding: RelayBinding, packet: TextPacket): void {
    const { store, clock, nodes, radio } = this.#deps;
    const { from, id, replyId } = packet;
    const place = placeOf(binding);
    store.forgetLinksBefore(clock.now() - LINKS_KEPT_MS);
    // What the node tells again after a restart of ours is there already.
    if (!store.addLink({ ...place, from, id, channel: packet.channel, at: clock.now() })) return;
    const said = `${longNameOf(nodes, from)}: ${cleanName(packet.text)}`;
    const title = `[${channelNameOf(radio, packet.channel)}] ${said}`;
    const line = receptionLine(this.#deps, packet);
    this.#fresh.push({ binding, packet, title, line, until: clock.uptime() + FRESH_MS });
    if (this.#fresh.length > MAX_FRESH) this.#fresh.shift();
    this.#post(binding, {
      text: `${title}\n${line}`,
      heard: [{ from, id }],
      ...(replyId !== undefined && { answers: replyId }),
    });
  }

  #update(fresh: Fresh): void {
    const { heardBy } = this.#deps;
    const { binding, packet, title, messageId } = fresh;
    const line = receptionLine(this.#deps, packet, heardBy(packet.from, packet.id));
    if (messageId === undefined || line === fresh.line) return;
    fresh.line = line;
    this.#post(binding, { text: `${title}\n${line}`, edits: messageId });
  }

  /** As a sign under the message; its words are for where Telegram does not know that sign. */
  #react(binding: RelayBinding, { from, replyId, text, channel }: TextPacket): void {
    const { store, nodes, radio } = this.#deps;
    const emoji = text.trim();
    const messageId = replyId === undefined ? undefined : store.messageFor(binding, replyId);
    if (messageId === undefined || !isEmoji(emoji)) return;
    const words = `[${channelNameOf(radio, channel)}] ${longNameOf(nodes, from)}: ${emoji}`;
    this.#post(binding, { text: words, reaction: { messageId, emoji }, replyTo: messageId });
  }

  #post(
    binding: RelayBinding,
    letter: Pick<Letter, 'text' | 'heard' | 'answers' | 'edits' | 'reaction' | 'replyTo'>,
  ): void {
    const { language, clock, post } = this.#deps;
    const place = placeOf(binding);
    post(messagesOf({ ...letter, place, kind: 'relay', language, madeAt: clock.now(), ttlMs: RELAY_TTL_MS }));
  }
}

function placeOf({ chat, topic }: RelayBinding): RelayPlace {
  return { chat, ...(topic !== undefined && { topic }) };
}
