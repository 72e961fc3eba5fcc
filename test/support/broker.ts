import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

export interface BrokerRules {
  /** Only who knows it is let in. */
  readonly password?: string;
  /** What may be subscribed to. */
  readonly grants?: (topic: string) => boolean;
}

/** A real MQTT broker on loopback, with all that a broker may do to its clients. */
export class TestBroker {
  /** Filters that were asked for, in order. */
  readonly subscribed: string[] = [];
  readonly clients: string[] = [];
  /** Accepts, and says nothing from now on. */
  isDeaf = false;
  connections = 0;
  pings = 0;
  #port = 0;
  #server: Server | undefined;
  #aedes: Aedes | undefined;
  readonly #rules: BrokerRules;
  readonly #sockets = new Set<Socket>();

  private constructor(rules: BrokerRules) {
    this.#rules = rules;
  }

  static async open(rules: BrokerRules = {}): Promise<TestBroker> {
    const broker = new TestBroker(rules);
    await broker.start();
    return broker;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.#port}`;
  }

  get isEmpty(): boolean {
    return this.#sockets.size === 0;
  }

  /** On the same port as before. */
  async start(): Promise<void> {
    const aedes = await Aedes.createBroker({ heartbeatInterval: 3_600_000, ...this.#handlers() });
    aedes.on('subscribe', (subscriptions) => {
      this.subscribed.push(...subscriptions.map(({ topic }) => topic));
    });
    aedes.on('ping', () => {
      this.pings += 1;
    });
    aedes.on('client', ({ id }) => this.clients.push(id));
    this.#aedes = aedes;
    // A story's hour passes faster than the kernel's delayed acknowledgements: with Nagle, strikes would come minutes late.
    this.#server = createServer({ noDelay: true }, (socket) => this.#take(socket, aedes));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Everybody is thrown out, and nobody comes in. */
  async stop(): Promise<void> {
    this.hangUp();
    const [server, aedes] = [this.#server, this.#aedes];
    this.#server = undefined;
    this.#aedes = undefined;
    if (server) await new Promise((resolve) => server.close(resolve));
    if (aedes) await new Promise<void>((resolve) => aedes.close(resolve));
  }

  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resolves when it has gone out. */
  async publish(topic: string, payload: string | Uint8Array): Promise<void> {
    const packet = { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 0, retain: false } as const;
    await new Promise<void>((resolve, reject) => {
      const message = { ...packet, dup: false };
      this.#aedes?.publish(message, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Whoever is connected gets no more answers, and nothing that he says is read. */
  freeze(): void {
    for (const socket of this.#sockets) {
      socket.removeAllListeners('readable');
      socket.removeAllListeners('data');
      socket.pause();
    }
  }

  /** Bytes that are no MQTT, or none that a broker should send. */
  inject(bytes: Uint8Array): void {
    for (const socket of this.#sockets) socket.write(bytes);
  }

  #take(socket: Socket, aedes: Aedes): void {
    this.connections += 1;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    if (this.isDeaf) socket.resume();
    else aedes.handle(socket);
  }

  #handlers(): ConstructorParameters<typeof Aedes>[0] {
    const { password, grants = () => true } = this.#rules;
    return {
      authenticate: (_client, _username, given, done) => {
        if (password === undefined || given?.toString() === password) return done(null, true);
        done(Object.assign(new Error('no'), { returnCode: 4 }), false);
      },
      authorizeSubscribe: (_client, subscription, done) =>
        done(null, grants(subscription.topic) ? subscription : null),
    };
  }
}
