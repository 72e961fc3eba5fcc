/** Servers that accept and never answer, and a bot whose every service is such a server. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { ConfigKey } from '../src/config/keys.js';
import { configSections } from '../src/config.js';

export class HangingServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** In all. */
  connections = 0;

  constructor() {
    this.#server = createServer((socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => this.#sockets.delete(socket));
      socket.resume();
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** What a service needs beside its address before it asks anybody. */
const NEEDED: Readonly<Record<string, string>> = {
  'position.latitude': '45.19',
  'position.longitude': '5.72',
  'vigilance.department': '38',
  'meshtasticMqtt.topics': '["msh/EU_868/2/e/LongFast/#"]',
};
const SECRET = 'BENCH_SECRET';

/** The environment of a bot whose every service outside is at that port: whatever has an address is switched on. */
export function hangingEnvironment(port: number): Record<string, string> {
  const sections = configSections().filter(({ keys }) => keys.some(isAddress));
  const services = sections.flatMap(({ keys }) => (keys.some(isSwitch) ? keys : []));
  const needed = configSections()
    .flatMap(({ keys }) => keys)
    .flatMap(({ path, environment }) => {
      const value = NEEDED[path];
      return value === undefined ? [] : [[environment, value]];
    });
  const pointed = services.flatMap((key) => {
    const value = valueAt(key, port);
    return value === undefined ? [] : [[key.environment, value]];
  });
  return Object.fromEntries([...pointed, ...needed, [SECRET, 'none']]);
}

function isAddress({ path }: ConfigKey): boolean {
  return /(?:Url|\.host)$/.test(path);
}

function isSwitch({ path }: ConfigKey): boolean {
  return path.endsWith('.enabled');
}

function valueAt(key: ConfigKey, port: number): string | undefined {
  const { path, kind } = key;
  if (isSwitch(key)) return 'true';
  if (path.endsWith('.port')) return String(port);
  if (path.endsWith('.host')) return '127.0.0.1';
  if (isAddress(key)) return `${path.endsWith('brokerUrl') ? 'mqtt' : 'http'}://127.0.0.1:${port}`;
  return kind.startsWith('{ env') && /(?:apiKey|token)$/i.test(path) ? `{ env: ${SECRET} }` : undefined;
}
