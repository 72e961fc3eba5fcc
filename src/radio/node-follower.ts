/** Finds our node again by its id when it has got another address. */
import { formatNodeId, type NodeNum } from '../mesh/ids.js';
import type { LearntNodeStore } from '../mesh/learnt-node.js';
import type { LinkChange, Radio } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import { codeOf, ExitError, messageOf } from '../util/errors.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log, LogFields } from '../util/log.js';
import { addressOf, type FoundNode } from './discovery.js';
import type { MovingTransport } from './moving-transport.js';
import type { NodeRadio } from './node-radio.js';
import type { Transport } from './transport.js';

export interface NodeFollowerDeps {
  readonly radio: Pick<Radio, 'state' | 'own' | 'on'> & Pick<NodeRadio, 'follow'>;
  readonly transport: MovingTransport;
  readonly transportTo: (address: string) => Transport;
  /** Asks the network; no node is connected to. */
  readonly discover: (signal: AbortSignal) => Promise<readonly FoundNode[]>;
  readonly store: LearntNodeStore;
  readonly clock: Clock;
  readonly log: Log;
  /** The node that the operator means; learnt at the first connection unless told. */
  readonly nodeNum: NodeNum | undefined;
  /** Look for it when it is away. */
  readonly isOn: boolean;
}

/** A node that restarts is back within 20 s, and a Wi-Fi within a minute. */
const AWAY_MS = 60_000;
/** A question for everybody in the network is a small nuisance to each. */
const BETWEEN_MS = 300_000;

const SEARCH_REMEDY =
  'a node that gets another address is not found by itself: is UDP port 5353 free and multicast allowed? Else set node.discover to false';
const MOVED_REMEDY =
  'write the new address into node.address, or have the router give the node a fixed one; the old one is tried too';
const STRANGER_REMEDY =
  'it is not ours, and nothing is asked of it: check node.address, and node.id when it is set';

export class NodeFollower implements Lifecycle {
  readonly name = 'node-follower';
  readonly #deps: NodeFollowerDeps;
  /** What people were told already: each is said once, until it is otherwise. */
  readonly #told = new Set<string>();
  /** Addresses at which another node answered. */
  readonly #strangers = new Set<string>();
  #learnt: NodeNum | undefined;
  #lookedAt = -Infinity;
  #wasMoved = false;
  /** For as long as there is no link; aborts when there is one. */
  #absence: AbortController | undefined;
  #looking: Promise<void> | undefined;
  #stopListening: Stop | undefined;
  #giveBack: Stop | undefined;

  constructor(deps: NodeFollowerDeps) {
    this.#deps = deps;
  }

  /** Away from the configured address nobody but our node is ours; there it is whoever answers, unless an id is set. */
  isOurs(nodeNum: NodeNum): boolean {
    const { nodeNum: configured, transport } = this.#deps;
    const expected = configured ?? (transport.found === undefined ? undefined : this.#learnt);
    return expected === undefined || nodeNum === expected;
  }

  start(): void {
    const { radio, store, transport } = this.#deps;
    this.#learnt = store.at(transport.home);
    this.#stopListening = radio.on('state', (change) => this.#take(change));
  }

  async stop(): Promise<void> {
    this.#stopListening?.();
    this.#endAbsence();
    await this.#looking;
  }

  #take({ state, reason }: LinkChange): void {
    if (state === 'ready') this.#met();
    else if (state === 'stopped') this.#endAbsence();
    else this.#absence ??= this.#beginAbsence();
    if (reason === 'wrong_node') this.#metStranger();
  }

  #beginAbsence(): AbortController {
    const absence = new AbortController();
    if (this.#deps.isOn) this.#looking = this.#lookUntil(absence.signal);
    return absence;
  }

  #endAbsence(): void {
    this.#absence?.abort();
    this.#absence = undefined;
  }

  async #lookUntil(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    while (!signal.aborted) {
      const waitMs = Math.max(AWAY_MS, this.#lookedAt + BETWEEN_MS - clock.uptime());
      await clock.sleep('node-follower.look', waitMs, signal).catch(() => {});
      if (!signal.aborted) await this.#look(signal);
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { radio, clock, nodeNum = this.#learnt } = this.#deps;
    // Whoever fights over the slot knows where the node is.
    if (radio.state === 'yielding' || nodeNum === undefined) return;
    this.#lookedAt = clock.uptime();
    const place = await this.#placeOf(nodeNum, signal);
    if (place !== undefined && !signal.aborted) this.#follow(place, nodeNum);
  }

  /** Where it says that it is, if anywhere else than where it is looked for already. */
  async #placeOf(nodeNum: NodeNum, signal: AbortSignal): Promise<string | undefined> {
    const { discover, transport, log } = this.#deps;
    try {
      const found = await discover(signal);
      const id = formatNodeId(nodeNum);
      const places = found.filter((node) => node.id === id).map(addressOf);
      log.debug('node looked for', { node: id, answers: found.length, places: places.join(' ') });
      const known = await transport.identities();
      return places.find((place) => !known.includes(place) && !this.#strangers.has(place));
    } catch (error) {
      const isOdd = codeOf(error) === undefined;
      const fields = { reason: messageOf(error), remedy: SEARCH_REMEDY, ...(isOdd && { err: error }) };
      this.#tell('node cannot be looked for', fields);
      return undefined;
    }
  }

  #follow(place: string, nodeNum: NodeNum): void {
    const { radio, transport, transportTo, log } = this.#deps;
    const fields = { node: formatNodeId(nodeNum), address: place, before: transport.home };
    try {
      const giveBack = radio.follow([place]);
      this.#giveBack?.();
      this.#giveBack = giveBack;
      transport.follow(transportTo(place));
      log.info('node found at another address', fields);
    } catch (error) {
      if (!(error instanceof ExitError)) throw error;
      this.#tell('node found, but held', { ...fields, reason: error.message });
    }
  }

  #met(): void {
    const { transport, log, radio } = this.#deps;
    this.#endAbsence();
    transport.met();
    this.#strangers.clear();
    const before = transport.movedFrom;
    if (radio.own) this.#learn(radio.own.nodeNum);
    if (before !== undefined) {
      this.#wasMoved = true;
      this.#tell('node moved', { address: transport.address, before, remedy: MOVED_REMEDY });
      return;
    }
    this.#release();
    this.#told.clear();
    if (this.#wasMoved) log.info('node back at its address', { address: transport.home });
    this.#wasMoved = false;
  }

  #learn(nodeNum: NodeNum): void {
    const { store, transport, log, nodeNum: configured } = this.#deps;
    if (configured !== undefined || nodeNum === this.#learnt) return;
    if (this.#learnt !== undefined)
      log.warn('another node at the address', {
        node: formatNodeId(nodeNum),
        before: formatNodeId(this.#learnt),
        address: transport.home,
        remedy: 'nothing to do when the node was replaced; node.id holds the bot to one node',
      });
    this.#learnt = nodeNum;
    store.learn(transport.home, nodeNum);
  }

  #metStranger(): void {
    const { transport } = this.#deps;
    const { address, movedFrom } = transport;
    transport.metStranger();
    if (movedFrom !== undefined) {
      this.#strangers.add(address);
      this.#release();
    }
    this.#tell('another node answers', { address, remedy: STRANGER_REMEDY });
  }

  #release(): void {
    this.#giveBack?.();
    this.#giveBack = undefined;
  }

  #tell(message: string, fields: LogFields): void {
    const { log } = this.#deps;
    const key = `${message} ${String(fields['address'])}`;
    log[this.#told.has(key) ? 'debug' : 'warn'](message, fields);
    this.#told.add(key);
  }
}
