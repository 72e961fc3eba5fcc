import type { BotSettings } from '../bot/settings.js';
import type { ChannelIndex } from '../mesh/ids.js';
import { channelName } from '../mesh/own-node.js';
import type { Radio } from '../mesh/radio.js';
import type { Log } from '../util/log.js';

export interface ChannelNamesDeps {
  readonly radio: Pick<Radio, 'own'>;
  readonly settings: Pick<BotSettings, 'channels'>;
  readonly log: Log;
}

/** Remembers how the enabled channels were called: an index that carries another name now is another public. */
export class ChannelNames {
  readonly #deps: ChannelNamesDeps;
  readonly #names = new Map<ChannelIndex, string>();
  readonly #told = new Set<ChannelIndex>();

  constructor(deps: ChannelNamesDeps) {
    this.#deps = deps;
  }

  /** Learns the names of the enabled channels, and warns once of each that has changed. */
  check(): void {
    for (const channel of this.#deps.settings.channels.commands) this.isTrusted(channel);
  }

  /** Whether the index still is the channel that it was. */
  isTrusted(channel: ChannelIndex): boolean {
    const name = this.#nameOf(channel);
    if (name === undefined) return false;
    const known = this.#names.get(channel);
    if (known === undefined) this.#names.set(channel, name);
    if (known === undefined || known === name) return true;
    if (!this.#told.has(channel)) {
      this.#told.add(channel);
      this.#deps.log.warn('channel changed, silent there', { channel, was: known, now: name });
    }
    return false;
  }

  #nameOf(index: ChannelIndex): string | undefined {
    const { own } = this.#deps.radio;
    const channel = own?.channels.find((candidate) => candidate.index === index);
    return !own || !channel || channel.role === 'disabled' ? undefined : channelName(channel, own.modem);
  }
}
