/** One life of a connection to a broker: opened, let in, subscribed, heard, and ended with its reason. */
import { isIP, connect as openTcp, type Socket } from 'node:net';
import { connect as openTls } from 'node:tls';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { Clock, Stop } from '../../util/clock.js';
import { codeOf, messageOf } from '../../util/errors.js';
import { type FailureReason, ServiceFailure } from '../failure.js';
import { PacketMeter } from './packet-meter.js';

export interface Broker {
  /** `mqtt://host[:1883]` or `mqtts://host[:8883]` */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

export interface SessionOptions {
  readonly broker: Broker;
  readonly clientId: string;
  readonly topics: readonly string[];
  readonly clock: Clock;
  /** Ends it, with a goodbye. */
  readonly signal: AbortSignal;
  /** Let in, and every subscription granted. */
  readonly onLive: () => void;
  /** Anything at all came from the broker. */
  readonly onLife: () => void;
  readonly onMessage: (topic: string, payload: Uint8Array) => void;
}

const CONNECT_MS = 5000;
/** For each of the broker's two answers before anything is heard: to who we are, and to what we want. */
const ANSWER_MS = 10_000;
/** The library asks after so long, and gives up when half as much again has passed without an answer. */
const KEEP_ALIVE_SECONDS = 60;
const GOODBYE_MS = 500;
/** We say little, and wait for the answer: nothing is gained by holding it back for more. */
const NO_DELAY = { noDelay: true };
/** What we ask for is some hundred bytes long. */
const MAX_PACKET_BYTES = 65_536;

/** Resolves when nothing of it is left, with the reason; undefined when the signal ended it. */
export async function runSession(options: SessionOptions): Promise<ServiceFailure | undefined> {
  const { default: mqtt } = await import('mqtt');
  if (options.signal.aborted) return undefined;
  return new Promise((resolve) => {
    new Session(options, resolve).open((open, settings) => new mqtt.MqttClient(open, settings));
  });
}

type CreateClient = (open: () => Socket, settings: IClientOptions) => MqttClient;

class Session {
  readonly #options: SessionOptions;
  readonly #onEnd: (failure: ServiceFailure | undefined) => void;
  #client: MqttClient | undefined;
  #socket: Socket | undefined;
  #failure: ServiceFailure | undefined;
  #isLive = false;
  #stopPatience: Stop = () => {};
  readonly #leave = () => this.#sayGoodbye();

  constructor(options: SessionOptions, onEnd: (failure: ServiceFailure | undefined) => void) {
    this.#options = options;
    this.#onEnd = onEnd;
  }

  open(create: CreateClient): void {
    const { signal, onMessage, onLife } = this.#options;
    this.#wait('connect', CONNECT_MS);
    const client = create(() => this.#openSocket(), this.#settings());
    this.#client = client;
    client.on('connect', () => this.#subscribe(client));
    client.on('packetreceive', onLife);
    client.on('message', (topic, payload) => onMessage(topic, payload));
    client.on('error', (error) => this.#fail(failureOf(error)));
    client.once('close', () => this.#closed());
    signal.addEventListener('abort', this.#leave, { once: true });
  }

  #settings(): IClientOptions {
    const { broker, clientId, clock } = this.#options;
    const ping = {
      set: (task: () => void, ms: number) => clock.every('mqtt.ping', ms, task),
      clear: (stop: Stop) => stop(),
    };
    return {
      clientId,
      ...(broker.username !== undefined && { username: broker.username }),
      ...(broker.password !== undefined && { password: broker.password }),
      protocolVersion: 4,
      clean: true,
      keepalive: KEEP_ALIVE_SECONDS,
      // A new life is a new session: this one never reconnects, and our own patience ends before the library's.
      reconnectPeriod: 0,
      connectTimeout: 4 * ANSWER_MS,
      resubscribe: false,
      queueQoSZero: false,
      // Typed after the timers of Node.js; it only ever hands back to `clear` what `set` returned.
      timerVariant: ping as unknown as NonNullable<Exclude<IClientOptions['timerVariant'], string>>,
    };
  }

  #openSocket(): Socket {
    const { broker } = this.#options;
    const { hostname, port, protocol } = new URL(broker.url);
    const host = hostname.replace(/^\[|\]$/g, '');
    const isSecure = protocol === 'mqtts:';
    const socket = isSecure
      ? openTls({ ...NO_DELAY, host, port: Number(port || 8883), servername: isIP(host) ? '' : host })
      : openTcp({ ...NO_DELAY, host, port: Number(port || 1883) });
    const meter = new PacketMeter(MAX_PACKET_BYTES);
    socket.once(isSecure ? 'secureConnect' : 'connect', () => this.#wait('CONNACK', ANSWER_MS));
    // Before the library listens, so that it never sees what is too large.
    socket.on('data', (chunk) => {
      if (!meter.accepts(chunk)) this.#fail(new ServiceFailure('too large', { detail: 'an MQTT packet' }));
    });
    this.#socket = socket;
    return socket;
  }

  #subscribe(client: MqttClient): void {
    const { topics, onLive } = this.#options;
    this.#wait('SUBACK', ANSWER_MS);
    client.subscribe([...topics], { qos: 0 }, (error, granted = []) => {
      if (this.#failure || this.#options.signal.aborted) return;
      const isGranted = !error && granted.length === topics.length && granted.every(({ qos }) => qos < 128);
      if (!isGranted) {
        this.#fail(new ServiceFailure('rejected', { detail: error ? messageOf(error) : 'subscription' }));
        return;
      }
      this.#stopPatience();
      this.#isLive = true;
      onLive();
    });
  }

  #wait(what: string, ms: number): void {
    this.#stopPatience();
    if (this.#failure) return;
    const timeout = new ServiceFailure('timeout', { detail: `no ${what}` });
    this.#stopPatience = this.#options.clock.after('mqtt.patience', ms, () => this.#fail(timeout));
  }

  /** The first reason is the true one. */
  #fail(failure: ServiceFailure): void {
    this.#failure ??= failure;
    this.#stopPatience();
    if (this.#client) this.#client.end(true);
    else this.#socket?.destroy();
  }

  #sayGoodbye(): void {
    this.#stopPatience();
    this.#client?.end(!this.#isLive);
    // A broker that is asked to close may be deaf.
    this.#stopPatience = this.#options.clock.after('mqtt.goodbye', GOODBYE_MS, () => this.#socket?.destroy());
  }

  #closed(): void {
    const { signal } = this.#options;
    this.#stopPatience();
    signal.removeEventListener('abort', this.#leave);
    const closed = new ServiceFailure('cut short', { detail: 'closed by the broker' });
    this.#onEnd(signal.aborted ? undefined : (this.#failure ?? closed));
  }
}

/** What a broker says in its CONNACK (MQTT 3.1.1, table 3.1). */
const REFUSALS: Readonly<Record<number, FailureReason>> = {
  1: 'rejected',
  2: 'rejected',
  3: 'server error',
  4: 'denied',
  5: 'denied',
};

function failureOf(error: Error): ServiceFailure {
  const code = 'code' in error && typeof error.code === 'number' ? error.code : undefined;
  const detail = messageOf(error);
  if (code !== undefined) return new ServiceFailure(REFUSALS[code] ?? 'rejected', { detail });
  if (codeOf(error) !== undefined) return new ServiceFailure('unreachable', { detail: codeOf(error) ?? '' });
  if (detail === 'Keepalive timeout') return new ServiceFailure('timeout', { detail: 'no PINGRESP' });
  return new ServiceFailure('unreadable', { detail });
}
