import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { messageOf } from '../util/errors.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import type { Metrics } from './metrics.js';

export interface MetricsServerDeps {
  readonly metrics: Pick<Metrics, 'page' | 'contentType'>;
  readonly host: string;
  readonly port: number;
  readonly log: Log;
}

/** Far more than a Prometheus and a person with a browser need. */
const MAX_CONNECTIONS = 16;
const REQUEST_MS = 10_000;

/** `GET /metrics`, for Prometheus. The bot goes on without it when its port is taken. */
export class MetricsServer implements Lifecycle {
  readonly name = 'metrics';
  readonly #deps: MetricsServerDeps;
  readonly #served = new WeakSet<Socket>();
  #server: Server | undefined;

  constructor(deps: MetricsServerDeps) {
    this.#deps = deps;
  }

  /** The port that it listens on; undefined when it does not. */
  get port(): number | undefined {
    const address = this.#server?.address();
    return typeof address === 'object' && address ? address.port : undefined;
  }

  async start(): Promise<void> {
    const { host, port, log } = this.#deps;
    const server = createServer(
      { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
      (request, response) => {
        void this.#answer(request, response);
      },
    );
    server.maxConnections = MAX_CONNECTIONS;
    // Whoever asks and does not read holds one page, and not for long.
    server.setTimeout(REQUEST_MS, (socket) => socket.destroy());
    try {
      await listen(server, host, port);
      server.on('error', (err) => log.warn('metrics connection failed', { err }));
      this.#server = server;
      log.info('metrics', { url: `http://${host.includes(':') ? `[${host}]` : host}:${this.port}/metrics` });
    } catch (error) {
      const remedy = 'choose another metrics.listen and start again; the bot goes on without metrics';
      log.error('metrics unavailable', { listen: `${host}:${port}`, reason: messageOf(error), remedy });
    }
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** One page for one connection: what is asked behind it is not worth the memory. */
  async #answer({ method, url, socket }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#served.has(socket)) {
      socket.destroy();
      return;
    }
    this.#served.add(socket);
    response.setHeader('connection', 'close');
    if (url?.split('?')[0] !== '/metrics') return refuse(response, 404, 'Here is only /metrics.');
    if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405, 'Only GET.');
    try {
      const page = await this.#deps.metrics.page();
      response.writeHead(200, { 'content-type': this.#deps.metrics.contentType }).end(page);
    } catch (error) {
      this.#deps.log.error('metrics failed', { err: error });
      refuse(response, 500, 'My fault: see the log of the bot.');
    }
  }
}

function refuse(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${words}\n`);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
