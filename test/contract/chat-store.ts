import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatMessage, ChatStore, ChatUpdate } from '../../src/mesh/chat-store.js';

export interface ChatStoreUnderTest {
  open(): ChatStore;
  close(): void;
}

export function aChatUpdate(id: number, changes: Partial<ChatUpdate> = {}): ChatUpdate {
  return { id, takenAt: 1_773_316_800_000, body: `{"update_id":${id}}`, isBegun: false, ...changes };
}

function aChatMessage(key: number, changes: Partial<ChatMessage> = {}): ChatMessage {
  return {
    key,
    chat: -1_001_234_567_890,
    kind: 'answer',
    content: { text: 'hello' },
    madeAt: 5.5,
    expiresAt: 9e12,
    isDoubtful: false,
    ...changes,
  };
}

/** What every store of a chat service has to do. */
export function chatStoreContract(name: string, create: () => ChatStoreUnderTest): void {
  describe(`${name} as a chat store`, () => {
    let underTest: ChatStoreUnderTest;
    let store: ChatStore;

    beforeEach(() => {
      underTest = create();
      store = underTest.open();
    });

    afterEach(() => underTest.close());

    it('takes an update once, and gives back those that are new', () => {
      expect(store.newest()).toBeUndefined();
      expect(store.take([aChatUpdate(5), aChatUpdate(6)])).toEqual([aChatUpdate(5), aChatUpdate(6)]);
      store.finish(5, []);
      expect(store.take([aChatUpdate(5), aChatUpdate(6), aChatUpdate(7)])).toEqual([aChatUpdate(7)]);
      expect(store.unfinished().map(({ id }) => id)).toEqual([6, 7]);
    });

    it('knows the newest by its time, also when the service numbers anew', () => {
      store.take([aChatUpdate(900, { takenAt: 1000 })]);
      store.take([aChatUpdate(5, { takenAt: 2000 })]);
      expect(store.newest()).toEqual({ id: 5, takenAt: 2000 });
      expect(store.unfinished().map(({ id }) => id)).toEqual([900, 5]);
    });

    it('remembers what was begun', () => {
      store.take([aChatUpdate(5)]);
      store.begin(5);
      expect(store.unfinished()).toEqual([aChatUpdate(5, { isBegun: true })]);
    });

    it('finishes an update together with its answers', () => {
      store.take([aChatUpdate(5)]);
      store.finish(5, [aChatMessage(1), aChatMessage(2)]);
      expect(store.unfinished()).toEqual([]);
      expect(store.messages()).toEqual([aChatMessage(1), aChatMessage(2)]);
    });

    it('forgets old updates, but none that is unfinished', () => {
      store.take([
        aChatUpdate(5, { takenAt: 10 }),
        aChatUpdate(6, { takenAt: 10 }),
        aChatUpdate(7, { takenAt: 20 }),
      ]);
      store.finish(5, []);
      store.finish(7, []);
      store.forgetBefore(20);
      expect(store.take([aChatUpdate(5), aChatUpdate(6), aChatUpdate(7)]).map(({ id }) => id)).toEqual([5]);
    });

    it('keeps messages in order, as they are now', () => {
      store.putMessage(aChatMessage(2));
      store.putMessage(aChatMessage(1, { kind: 'alert' }));
      store.putMessage(aChatMessage(2, { isDoubtful: true, content: { text: 'hello', isPlain: true } }));
      store.putMessage(aChatMessage(3));
      store.removeMessage(3);
      expect(store.messages()).toEqual([
        aChatMessage(1, { kind: 'alert' }),
        aChatMessage(2, { isDoubtful: true, content: { text: 'hello', isPlain: true } }),
      ]);
    });

    it('keeps where a chat has gone', () => {
      store.putMove({ from: -5, to: -6 });
      store.putMove({ from: -5, to: -1_001_234_567_890 });
      expect(store.moves()).toEqual([{ from: -5, to: -1_001_234_567_890 }]);
    });

    it('keeps which chats want nothing any more, until they do', () => {
      store.putOff(12, 2000);
      store.putOff(-5, 1000);
      store.putOff(12, 2000);
      expect(store.chatsOff()).toEqual([-5, 12]);
      store.removeOff(12);
      store.removeOff(13);
      expect(store.chatsOff()).toEqual([-5]);
    });
  });
}
