import type { ChatStore, ChatUpdate, NewChatMessage } from '../../mesh/chat-store.js';
import type { Clock } from '../../util/clock.js';
import type { Log } from '../../util/log.js';
import { type Incoming, readUpdate, updateIdOf } from './incoming.js';

export interface InboxDeps {
  readonly store: ChatStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether answers may be made for that chat. */
  hasRoom(chat: number): boolean;
  /** Whether none can be made there for long. */
  isStuck(chat: number): boolean;
  handle(incoming: Incoming, update: ChatUpdate): Promise<readonly NewChatMessage[]>;
  /** In one step: the update is done, and its answers wait. */
  finish(updateId: number, answers: readonly NewChatMessage[]): void;
}

interface Waiting {
  readonly update: ChatUpdate;
  readonly incoming: Incoming;
}

/**
 * Telegram may number anew after a week without news, and a number may mislead us. What came before was confirmed by
 * then, so that to ask for everything costs nothing.
 */
const OFFSET_MS = 3_600_000;
/** Telegram keeps what was not fetched for a day: what it may tell again is still known then. */
const KEPT_MS = 2 * 24 * 3_600_000;
/** So many wait at most; the others wait at Telegram. */
const MAX_WAITING = 200;
/** So many wait in a chat that takes no answers: to leave more at Telegram would leave those of all others there. */
const MAX_HELD = 50;
/** The lane of what asks for no answer, such as a pressed button: it waits for no room. */
const NO_CHAT = 0;
/** More people at once than this machine should think for. */
const MAX_LANES = 16;

/**
 * Updates from the moment they are ours until they are answered. One is stored before it is confirmed to Telegram, and
 * done in the step that stores its answers, so that a kill at any moment neither loses nor repeats it. In one chat they
 * are answered one after the other, and nobody waits for the slow question of another chat.
 */
export class Inbox {
  readonly #deps: InboxDeps;
  readonly #lanes = new Map<number, Waiting[]>();
  readonly #running = new Set<number>();
  /** Of which something was not read. */
  readonly #held = new Set<number>();
  #newest: Pick<ChatUpdate, 'id' | 'takenAt'> | undefined;
  #isOpen = false;
  #hasRefused = false;
  #onRoom: (() => void)[] = [];

  constructor(deps: InboxDeps) {
    this.#deps = deps;
  }

  /** Goes on where the process before ended. */
  start(): void {
    const { store } = this.#deps;
    this.#isOpen = true;
    this.#newest = store.newest();
    for (const update of store.unfinished()) this.#add(update);
    this.pump();
  }

  /** What is being answered is answered by the next process. */
  stop(): void {
    this.#isOpen = false;
    this.#letIn();
  }

  /** Where to go on; undefined where Telegram may have begun to count anew. */
  offset(): number | undefined {
    const newest = this.#newest;
    if (!newest || Math.abs(this.#deps.clock.now() - newest.takenAt) > OFFSET_MS) return undefined;
    return newest.id + 1;
  }

  take(updates: readonly unknown[]): void {
    const { store, clock } = this.#deps;
    const takenAt = clock.now();
    const read = updates.flatMap((update) => {
      const id = updateIdOf(update);
      return id === undefined ? [] : [{ id, takenAt, body: JSON.stringify(update), isBegun: false }];
    });
    if (read.length < updates.length) this.#refuse();
    if (read.length === 0) return;
    for (const update of read) if (update.id >= (this.offset() ?? 0)) this.#newest = update;
    store.forgetBefore(takenAt - KEPT_MS);
    const once = [...new Map(read.map((update) => [update.id, update])).values()];
    for (const update of store.take(once)) this.#add(update);
    this.pump();
  }

  /** Resolves when more may come. */
  async room(): Promise<void> {
    while (this.#isOpen && this.#waiting >= MAX_WAITING)
      await new Promise<void>((resolve) => this.#onRoom.push(resolve));
  }

  /** Goes on where there is room for answers. */
  pump(): void {
    this.#letIn();
    for (const chat of this.#lanes.keys()) {
      if (this.#running.size >= MAX_LANES) return;
      if (!this.#running.has(chat) && this.#mayGo(chat)) void this.#run(chat);
    }
  }

  /** What such a number is confirmed by would make Telegram forget all that follows. It comes again with every answer. */
  #refuse(): void {
    if (!this.#hasRefused) this.#deps.log.warn('telegram update with an impossible number: not taken');
    this.#hasRefused = true;
  }

  get #waiting(): number {
    let waiting = 0;
    for (const [chat, lane] of this.#lanes) if (!this.#deps.isStuck(chat)) waiting += lane.length;
    return waiting;
  }

  #add(update: ChatUpdate): void {
    const incoming = readUpdate(JSON.parse(update.body));
    const chat = 'chat' in incoming && incoming.kind !== 'pressed' ? incoming.chat : NO_CHAT;
    const lane = this.#lanes.get(chat) ?? [];
    if (lane.length >= MAX_HELD && this.#deps.isStuck(chat)) {
      this.#giveUp(update, chat);
      return;
    }
    lane.push({ update, incoming });
    this.#lanes.set(chat, lane);
  }

  /** It would be answered long after anybody waits for it. */
  #giveUp({ id }: ChatUpdate, chat: number): void {
    if (!this.#held.has(chat))
      this.#deps.log.warn('a chat on Telegram takes no answers: what more is said there is not read', {
        chat,
      });
    this.#held.add(chat);
    this.#deps.finish(id, []);
  }

  async #run(chat: number): Promise<void> {
    const lane = this.#lanes.get(chat) ?? [];
    this.#running.add(chat);
    for (let next = lane[0]; next && this.#mayGo(chat); next = lane[0]) {
      const answers = await this.#answersTo(next);
      if (!this.#isOpen) return;
      this.#deps.finish(next.update.id, answers);
      lane.shift();
      this.#letIn();
    }
    this.#running.delete(chat);
    if (lane.length === 0) {
      this.#lanes.delete(chat);
      this.#held.delete(chat);
    }
    if (this.#isOpen) this.pump();
  }

  #mayGo(chat: number): boolean {
    return this.#isOpen && (chat === NO_CHAT || this.#deps.hasRoom(chat));
  }

  async #answersTo({ update, incoming }: Waiting): Promise<readonly NewChatMessage[]> {
    try {
      return await this.#deps.handle(incoming, update);
    } catch (err) {
      this.#deps.log.error('telegram update not handled', { update: update.id, err });
      return [];
    }
  }

  #letIn(): void {
    const waiting = this.#onRoom;
    this.#onRoom = [];
    for (const resolve of waiting) resolve();
  }
}
