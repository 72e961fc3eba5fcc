import type { NodeNum, PacketId } from '../../mesh/ids.js';

/** A text as a phone shows it. */
export interface ShownText {
  readonly from: NodeNum;
  readonly id: PacketId;
  readonly text: string;
  /** ms since 1970 */
  readonly at: number;
  /** How often this packet was transmitted anew and arrived; the phone shows the first. */
  readonly copies: number;
  /** The message that it answers. */
  readonly replyId?: PacketId;
  /** A reaction: the text is an emoji. */
  readonly isReaction: boolean;
  readonly isDirect: boolean;
}

/** A phone remembers more, but a simulation may run for days. */
const MAX_TEXTS = 500;

/** What a person's phone shows: the truth for "delivered" and "never twice". */
export class Screen {
  readonly #texts: { -readonly [Key in keyof ShownText]: ShownText[Key] }[] = [];

  /** Oldest first. */
  get texts(): readonly ShownText[] {
    return this.#texts;
  }

  /** Shows a text, or counts another copy of it. False for a copy. */
  show(text: Omit<ShownText, 'copies'>): boolean {
    const shown = this.#find(text.from, text.id);
    if (shown) {
      shown.copies++;
      return false;
    }
    this.#texts.push({ ...text, copies: 1 });
    if (this.#texts.length > MAX_TEXTS) this.#texts.shift();
    return true;
  }

  has(from: NodeNum, id: PacketId): boolean {
    return this.#find(from, id) !== undefined;
  }

  /** All messages with this text, under whatever ids. */
  withText(text: string, from?: NodeNum): readonly ShownText[] {
    return this.#texts.filter((shown) => shown.text === text && (from === undefined || shown.from === from));
  }

  #find(from: NodeNum, id: PacketId) {
    return this.#texts.findLast((shown) => shown.id === id && shown.from === from);
  }
}
