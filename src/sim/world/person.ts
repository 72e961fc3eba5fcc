import type { KeyPair } from '../../mesh/crypto.js';
import { lastByteOf, type NodeNum, type PacketId, toPacketId } from '../../mesh/ids.js';
import type { Stream } from '../random.js';
import type { Identity } from './identity.js';
import { Screen } from './screen.js';

export type Language = 'en' | 'fr';

/** What makes a person and the node in the pocket different from others. */
export interface Traits {
  readonly language: Language;
  /** Writes direct messages to the bot. */
  readonly talksToBot: boolean;
  /** Talks on the channel. */
  readonly chats: boolean;
  /** Asks again, under a new id, when no answer comes in a minute. */
  readonly isImpatient: boolean;
  readonly moves: boolean;
  readonly isRouter: boolean;
  /** Measures the weather. */
  readonly isSensor: boolean;
  /** Met by MQTT only. */
  readonly viaMqtt: boolean;
  /** Firmware before 2.5: no key, `hop_start` 0, no bitfield, nameless in traceroutes. */
  readonly isOld: boolean;
  /** Base has its NodeInfo when the story begins. */
  readonly isKnown: boolean;
  /** Uses another channel, whose key Base does not have. */
  readonly isForeign: boolean;
  readonly answersTraceroute: boolean;
  readonly tellsNeighbors: boolean;
  /** Hops that its packets may make. */
  readonly hopStart: number;
  readonly isOnHill: boolean;
}

export interface PersonOptions {
  readonly name: string;
  readonly traits: Traits;
  readonly identity: Identity;
  readonly stream: Stream;
  /** Of the packets' ids; drawn from `stream` unless told. */
  readonly ids: Stream | undefined;
  readonly now: number;
}

/** Somebody with a node and a phone. */
export class Person {
  /** The name in the story: Alpha, Bravo …; the node may be called otherwise. */
  readonly name: string;
  readonly traits: Traits;
  readonly screen = new Screen();
  /** Chance of what the person does and says. */
  readonly stream: Stream;
  /** Public keys of simulated nodes in this node's database. People always have each other's. */
  readonly keys = new Map<NodeNum, Uint8Array>();
  /** When it last answered a NodeInfo request, by asker; clock uptime. */
  readonly nodeInfoReplies = new Map<NodeNum, number>();
  readonly bootedAt: number;
  identity: Identity;
  /** Its number on the radio map. */
  station = -1;
  readonly #ids: Stream;

  constructor(options: PersonOptions) {
    this.name = options.name;
    this.traits = options.traits;
    this.identity = options.identity;
    this.stream = options.stream;
    const usual = options.stream.stream('ids');
    this.bootedAt = options.now - usual.int(3_600, 20 * 86_400) * 1000;
    this.#ids = options.ids ?? usual;
  }

  get nodeNum(): NodeNum {
    return this.identity.nodeNum;
  }

  get keyPair(): KeyPair | undefined {
    return this.identity.keyPair;
  }

  get relayByte(): number {
    return lastByteOf(this.nodeNum);
  }

  nextId(): PacketId {
    return toPacketId(this.#ids.int(1, 0xffff_ffff));
  }

  /** For a direct message's nonce. */
  nextExtraNonce(): number {
    return this.#ids.int(0, 0xffff_ffff);
  }
}
