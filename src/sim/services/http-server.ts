import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Lifecycle } from '../../util/lifecycle.js';

/** A service of the world outside, played on the loopback interface over real HTTP. */
export class PlayedService implements Lifecycle {
  readonly name: string;
  readonly #server;

  constructor(name: string, answer: RequestListener) {
    this.name = name;
    this.#server = createServer(answer);
  }

  /** Known once it has started: `http://127.0.0.1:41234` */
  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

export function sendJson(response: ServerResponse, answer: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(answer));
}
