import type { Place } from '../../mesh/geo.js';
import type { NodeNum, PacketId } from '../../mesh/ids.js';
import type {
  ChannelKey,
  FarLink,
  FarReport,
  FeedEnvelope,
  Gateway,
  OpenEnvelope,
} from '../../mesh/mesh-feed.js';
import type { NodeDb } from '../../mesh/node-db.js';
import type { NodeUser } from '../../mesh/packet.js';
import type { Clock, Stop } from '../../util/clock.js';
import type { Lifecycle } from '../../util/lifecycle.js';
import type { Log } from '../../util/log.js';
import type { Random } from '../../util/random.js';
import { cleanName, cutToBytes } from '../../util/text.js';
import { MqttFeed } from '../mqtt/feed.js';
import type { Broker } from '../mqtt/session.js';
import type { ServiceReport } from '../service-health.js';
import { FeedBook, type FeedSums } from './feed-book.js';
import { Neighborhood } from './neighborhood.js';
import { RateGate } from './rate-gate.js';
import { SeenPackets } from './seen-packets.js';

export interface MeshFeedSettings {
  readonly broker: Broker;
  readonly topics: readonly string[];
  readonly maxDistanceKm: number;
}

export interface MeshFeedOptions {
  readonly settings: MeshFeedSettings;
  readonly open: OpenEnvelope;
  /** Of our own channels and of those that the operator named. */
  readonly keys: () => readonly ChannelKey[];
  readonly own: () => NodeNum | undefined;
  readonly home: () => Place | undefined;
  readonly nodes: Pick<NodeDb, 'get' | 'learnFar'>;
  readonly onLinks: (links: readonly FarLink[]) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** What became of what came in. */
export interface FeedCounts {
  readonly envelopes: number;
  /** Brought by one more gateway. */
  readonly repeats: number;
  /** More than we take. */
  readonly excess: number;
  /** No key of ours fits, or the sender does not wish it to be read here. */
  readonly unread: number;
  /** Not known to be near. */
  readonly far: number;
  readonly garbage: number;
}

/** How the feed is, and what it brought lately. */
export interface MeshFeedReading extends FeedSums {
  readonly report: ServiceReport;
  readonly counts: FeedCounts;
  readonly maxDistanceKm: number;
  /** Who was the first to bring the last that was told of a node. */
  gatewayOf(nodeNum: NodeNum): NodeNum | undefined;
}

const NAME = 'mesh feed';
/** Opening one costs some 20 µs: so many leave the machine to others. */
const ENVELOPES_PER_SECOND = 2000;
const PACKETS_PER_SECOND = 50;
const COUNT_MS = 60_000;
/** As long as the firmware stores them (protobufs, mesh.options). */
const LONG_NAME_BYTES = 39;
const SHORT_NAME_BYTES = 4;
/** `ROOT/2/e/CHANNEL/!gateway`, or `ROOT/2/map/`; direct messages are under `PKI` and nobody's to read. */
const TOPIC = /\/2\/(?:e\/(?!PKI\/)[^/]+\/![0-9a-fA-F]{8}|map\/.*)$/;

/** Nodes, places and links from beyond the reach of the radio, as gateways tell a broker. Nothing is ever sent. */
export class MeshFeed implements Lifecycle {
  readonly name = NAME;
  readonly #options: MeshFeedOptions;
  readonly #feed: MqttFeed;
  readonly #seen: SeenPackets;
  readonly #neighborhood: Neighborhood;
  readonly #book: FeedBook;
  readonly #envelopes: RateGate;
  readonly #packets: RateGate;
  #counts = { envelopes: 0, repeats: 0, excess: 0, unread: 0, far: 0, garbage: 0 };
  #excessTold = 0;
  #stopCounting: Stop = () => {};

  constructor(options: MeshFeedOptions) {
    const { settings, clock } = options;
    this.#options = options;
    this.#seen = new SeenPackets(clock);
    this.#neighborhood = new Neighborhood({ ...options, maxMeters: settings.maxDistanceKm * 1000 });
    this.#book = new FeedBook(clock);
    this.#envelopes = new RateGate(clock, ENVELOPES_PER_SECOND);
    this.#packets = new RateGate(clock, PACKETS_PER_SECOND);
    this.#feed = new MqttFeed({
      ...options,
      name: NAME,
      broker: settings.broker,
      remedy: 'check meshtasticMqtt.username and meshtasticMqtt.password',
      topics: () => settings.topics,
      onMessage: (topic, payload) => this.#take(topic, payload),
    });
  }

  get counts(): FeedCounts {
    return this.#counts;
  }

  start(): void {
    this.#feed.start();
    this.#stopCounting = this.#options.clock.every('mesh-feed.count', COUNT_MS, () => this.#tellExcess());
  }

  async stop(): Promise<void> {
    this.#stopCounting();
    await this.#feed.stop();
  }

  report(): ServiceReport {
    return this.#feed.report();
  }

  /** Of the last hours, a week at most. */
  read(hours: number): MeshFeedReading {
    return {
      ...this.#book.sums(hours),
      report: this.report(),
      counts: this.#counts,
      maxDistanceKm: this.#options.settings.maxDistanceKm,
      gatewayOf: (nodeNum) => this.#book.gatewayOf(nodeNum),
    };
  }

  /** Which gateways brought a packet of the last ten minutes, ours too. */
  heardBy(from: NodeNum, id: PacketId): readonly Gateway[] {
    return this.#seen.gatewaysOf(from, id);
  }

  /** Says whether it was an envelope; what is not meant for us counts as understood. */
  #take(topic: string, payload: Uint8Array): boolean {
    this.#counts.envelopes += 1;
    if (!this.#envelopes.admits()) {
      this.#counts.excess += 1;
      return true;
    }
    if (!TOPIC.test(topic)) return true;
    const envelope = this.#options.open(payload);
    if (!envelope) this.#counts.garbage += 1;
    else this.#receive(envelope);
    return envelope !== undefined;
  }

  #receive(envelope: FeedEnvelope): void {
    if (!this.#seen.add(envelope)) {
      this.#counts.repeats += 1;
      this.#book.noteRepeat(envelope);
      return;
    }
    this.#book.count();
    // Who heard us is worth knowing; what we said is known.
    if (envelope.from === this.#options.own()) return;
    if (this.#packets.admits()) this.#read(envelope);
    else this.#counts.excess += 1;
  }

  #read(envelope: FeedEnvelope): void {
    const content = envelope.read(this.#options.keys());
    switch (content.kind) {
      case 'node':
        if (this.#learn(content.report)) this.#book.noteNear(envelope);
        break;
      case 'links':
        this.#takeLinks(envelope, content.links);
        break;
      case 'locked':
      case 'private':
        this.#counts.unread += 1;
        break;
      case 'other':
        break;
    }
  }

  #takeLinks(envelope: FeedEnvelope, links: readonly FarLink[]): void {
    if (!this.#neighborhood.holds(envelope.from)) {
      this.#counts.far += 1;
      return;
    }
    this.#options.onLinks(links);
    this.#book.noteNear(envelope);
  }

  /** False for a node that is not known to be around here, or for which there is no room. */
  #learn(report: FarReport): boolean {
    const { nodes, clock } = this.#options;
    const admitted = this.#neighborhood.admit(report);
    if (!admitted) {
      this.#counts.far += 1;
      return false;
    }
    const { user } = admitted;
    const isLearned = nodes.learnFar({ ...admitted, ...(user && { user: cleaned(user) }) }, clock.now());
    if (!isLearned) this.#counts.excess += 1;
    return isLearned;
  }

  #tellExcess(): void {
    const { excess } = this.#counts;
    if (excess > this.#excessTold)
      this.#options.log.debug('mesh feed overflows', { dropped: excess - this.#excessTold });
    this.#excessTold = excess;
  }
}

function cleaned(user: NodeUser): NodeUser {
  return {
    ...user,
    longName: cutToBytes(cleanName(user.longName), LONG_NAME_BYTES),
    shortName: cutToBytes(cleanName(user.shortName), SHORT_NAME_BYTES),
  };
}
