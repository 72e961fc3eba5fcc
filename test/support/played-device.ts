import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Config } from '../../src/config.js';

/** `slug`: up to 2025.12. `both`: since 2026.1, when names came and slugs went on for a while. `name`: since 2026.7. */
export type DeviceGeneration = 'slug' | 'both' | 'name';

export interface PlayedEntity {
  readonly value?: unknown;
  readonly state?: string;
  /** In place of JSON. */
  readonly raw?: string;
}

/** The `web_server` of an ESPHome device, as each generation of its firmware speaks; a test may change it at any time. */
export class PlayedDevice {
  generation: DeviceGeneration = 'both';
  /** By name; with a sub-device `Garage/Temperature`. */
  sensors: Record<string, PlayedEntity> = {};
  /** What an `authorization` must say. */
  login: string | undefined;
  /** The most that were asked of it at one time. */
  most = 0;
  readonly asked: string[] = [];
  readonly streams = new Set<ServerResponse>();
  #now = 0;

  readonly answer = (request: IncomingMessage, response: ServerResponse): void => {
    this.#now += 1;
    this.most = Math.max(this.most, this.#now);
    response.once('close', () => {
      this.#now -= 1;
    });
    if (this.login !== undefined && request.headers.authorization !== this.login) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="Login Required"' });
      response.end();
    } else if (request.url === '/events') this.#openStream(response);
    else this.#tell(decodeURIComponent(request.url ?? ''), response);
  };

  /** To everybody who listens. */
  say(event: string, data: string): void {
    for (const stream of this.streams) stream.write(`event: ${event}\ndata: ${data}\n\n`);
  }

  /** A change of one sensor. */
  change(name: string, entity: PlayedEntity): void {
    this.sensors = { ...this.sensors, [name]: entity };
    this.say('state', this.#stateOf(name, entity));
  }

  ping(): void {
    this.say('ping', '{"title":"Battery","comment":"","ota":true}');
  }

  hangUp(): void {
    for (const stream of this.streams) stream.destroy();
  }

  #openStream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write('retry: 30000\nid: 1\nevent: ping\ndata: {"title":"Battery"}\n\n');
    for (const [name, entity] of Object.entries(this.sensors)) {
      response.write(`event: state\ndata: ${this.#stateOf(name, entity)}\n\n`);
    }
    this.streams.add(response);
    response.once('close', () => this.streams.delete(response));
  }

  #tell(path: string, response: ServerResponse): void {
    this.asked.push(path);
    const name = Object.keys(this.sensors).find((each) => this.#isCalled(each, path.replace('/sensor/', '')));
    const entity = name === undefined ? undefined : this.sensors[name];
    if (name === undefined || !entity) {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('Not Found');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(this.#stateOf(name, entity));
  }

  #isCalled(name: string, wanted: string): boolean {
    if (this.generation !== 'slug' && wanted === name) return true;
    return this.generation !== 'name' && wanted === slugOf(name);
  }

  #stateOf(name: string, { raw, ...entity }: PlayedEntity): string {
    if (raw !== undefined) return raw;
    const old = `sensor-${slugOf(name)}`;
    const isOld = this.generation === 'slug';
    return JSON.stringify(isOld ? { id: old, ...entity } : { name_id: `sensor/${name}`, id: old, ...entity });
  }
}

/** A bot that asks the device at that address every minute. */
export function askingDevice(config: Config, url: string): Config {
  const port = Number(new URL(url).port);
  const { esphome } = config;
  return { ...config, esphome: { ...esphome, enabled: true, host: '127.0.0.1', port, mode: 'poll' } };
}

function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(' ', '_');
}
