import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toChannelIndex, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import type { RelayBinding, RelayLink, RelayStore, SpokenText } from '../../src/mesh/relay-store.js';

export interface RelayStoreUnderTest {
  open(): RelayStore;
  close(): void;
}

const GROUP = -1_001_234_567_890;
const ALPHA = toNodeNum(0x16fad3dc);
const BRAVO = toNodeNum(0xfffffffe);

function aBinding(changes: Partial<RelayBinding> = {}): RelayBinding {
  return { chat: GROUP, channel: toChannelIndex(0), channelName: 'LongFast', since: 5.5, ...changes };
}

export function aLink(changes: Partial<RelayLink> = {}): RelayLink {
  const id = toPacketId(0xffffffff);
  return { chat: GROUP, from: ALPHA, id, channel: toChannelIndex(3), at: 1000, ...changes };
}

export function aSpokenText(key: number, changes: Partial<SpokenText> = {}): SpokenText {
  return {
    key,
    chat: GROUP,
    text: 'ALPH: hello',
    channel: toChannelIndex(1),
    messageId: 7,
    shown: 'queued',
    isStatusOver: false,
    language: 'en',
    spokenAt: 1_773_316_800_000.5,
    ids: [],
    gateways: 0,
    ...changes,
  };
}

/** What every store of a relay has to do. */
export function relayStoreContract(name: string, create: () => RelayStoreUnderTest): void {
  describe(`${name} as a relay store`, () => {
    let underTest: RelayStoreUnderTest;
    let store: RelayStore;

    beforeEach(() => {
      underTest = create();
      store = underTest.open();
    });

    afterEach(() => underTest.close());

    it('keeps one channel for each chat and each topic of it', () => {
      store.putBinding(aBinding());
      store.putBinding(aBinding({ topic: 3, since: 6 }));
      store.putBinding(aBinding({ topic: 3, since: 7, channel: toChannelIndex(1), channelName: 'club' }));
      const club = aBinding({ topic: 3, since: 7, channel: toChannelIndex(1), channelName: 'club' });
      expect(store.bindings()).toEqual([aBinding(), club]);
      store.removeBinding({ chat: GROUP });
      expect(store.bindings()).toEqual([club]);
      store.removeBinding({ chat: GROUP, topic: 3 });
      expect(store.bindings()).toEqual([]);
    });

    it('knows a packet once in each chat', () => {
      expect(store.addLink(aLink())).toBe(true);
      expect(store.addLink(aLink())).toBe(false);
      expect(store.addLink(aLink({ chat: 5 }))).toBe(true);
      expect(store.addLink(aLink({ from: BRAVO }))).toBe(true);
    });

    it('finds the message of a packet once there is one, and its packet', () => {
      const { id } = aLink();
      store.addLink(aLink());
      expect(store.messageFor({ chat: GROUP }, id)).toBeUndefined();
      store.setMessage({ chat: GROUP, from: ALPHA, id, messageId: 70 });
      expect(store.messageFor({ chat: GROUP }, id)).toBe(70);
      expect(store.messageFor({ chat: GROUP, topic: 3 }, id)).toBeUndefined();
      expect(store.messageFor({ chat: 5 }, id)).toBeUndefined();
      expect(store.packetFor(GROUP, 70)).toEqual({ from: ALPHA, id, channel: 3 });
      expect(store.packetFor(GROUP, 71)).toBeUndefined();
    });

    it('knows in which topic a packet is shown', () => {
      const { id } = aLink();
      store.addLink(aLink({ topic: 3, messageId: 70 }));
      expect(store.messageFor({ chat: GROUP, topic: 3 }, id)).toBe(70);
      expect(store.messageFor({ chat: GROUP, topic: 4 }, id)).toBeUndefined();
      expect(store.messageFor({ chat: GROUP }, id)).toBeUndefined();
      expect(store.packetFor(GROUP, 70)).toEqual({ from: ALPHA, id, channel: 3, topic: 3 });
    });

    it('takes the newest where two nodes chose one packet id', () => {
      store.addLink(aLink({ messageId: 70, at: 2000 }));
      store.addLink(aLink({ from: BRAVO, messageId: 71, at: 3000 }));
      expect(store.messageFor({ chat: GROUP }, aLink().id)).toBe(71);
    });

    it('gives no packet for a message that shows several', () => {
      store.addLink(aLink({ id: toPacketId(1), messageId: 70 }));
      store.addLink(aLink({ id: toPacketId(2), messageId: 70 }));
      expect(store.packetFor(GROUP, 70)).toBeUndefined();
      expect(store.messageFor({ chat: GROUP }, toPacketId(2))).toBe(70);
    });

    it('forgets links that are old, and those of a chat', () => {
      store.addLink(aLink({ id: toPacketId(1), at: 10 }));
      store.addLink(aLink({ id: toPacketId(2), at: 20 }));
      store.addLink(aLink({ id: toPacketId(3), chat: 5, at: 20 }));
      store.forgetLinksBefore(20);
      expect(store.addLink(aLink({ id: toPacketId(1), at: 30 }))).toBe(true);
      expect(store.addLink(aLink({ id: toPacketId(2) }))).toBe(false);
      store.removeLinks(GROUP);
      expect(store.addLink(aLink({ id: toPacketId(2) }))).toBe(true);
      expect(store.addLink(aLink({ id: toPacketId(3), chat: 5 }))).toBe(false);
    });

    it('keeps texts on their way, in order and as they are now', () => {
      const sent = aSpokenText(2, {
        topic: 3,
        statusId: 9,
        ids: [toPacketId(77)],
        sentAt: 8,
        linkDown: { since: 5, reason: 'silent' },
        end: { outcome: 'failed', reason: 'no_ack', at: 9 },
      });
      store.putSpoken(aSpokenText(3));
      store.putSpoken(aSpokenText(2));
      store.putSpoken(aSpokenText(1));
      store.putSpoken(sent);
      store.removeSpoken(1);
      expect(store.spoken()).toEqual([sent, aSpokenText(3)]);
    });
  });
}
