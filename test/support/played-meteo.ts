import { Secret } from '../../src/config/secrets.js';
import type { Config } from '../../src/config.js';
import type { Clock } from '../../src/util/clock.js';
import { ChangingServer, HOSTILE } from './played-http.js';
import { aBulletinOf, type Said } from './vigilance-answers.js';

/** Météo-France on loopback, and what it says of Isère. */
export class PlayedMeteo {
  readonly server: ChangingServer;
  #said: Said | undefined;

  private constructor(server: ChangingServer) {
    this.server = server;
  }

  static async open(): Promise<PlayedMeteo> {
    return new PlayedMeteo(await ChangingServer.open(() => {}));
  }

  /** A bulletin of this moment: 1 is green, 4 is red. */
  say(today: number, clock: Pick<Clock, 'now'>): void {
    this.#said = { at: clock.now(), today };
    this.speak();
  }

  /** The last bulletin again. */
  speak(): void {
    this.server.answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(this.#said && JSON.stringify(aBulletinOf(this.#said)));
    };
  }

  /** It is one of those that are bad in a known way. */
  fail(how: keyof typeof HOSTILE): void {
    this.server.answer = HOSTILE[how]?.answer ?? (() => {});
  }

  /** Whoever is told of it asks it, with a key. */
  readonly asked = (config: Config): Config => {
    const apiKey = new Secret({ env: 'KEY' });
    apiKey.load({ KEY: 'k3y' });
    const apiUrl = `${this.server.url}/cartevigilance/encours`;
    const source = 'api' as const;
    return {
      ...config,
      vigilance: { ...config.vigilance, enabled: true, department: '38', source, apiKey, apiUrl },
    };
  };
}
