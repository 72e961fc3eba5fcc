import { channelNameOf } from '../../../bot/channel-names.js';
import type { ChannelIndex } from '../../../mesh/ids.js';
import type { Radio } from '../../../mesh/radio.js';
import type { RelayBinding, RelayPlace, RelayStore } from '../../../mesh/relay-store.js';
import type { Clock } from '../../../util/clock.js';
import type { Admission } from '../admission.js';
import type { Refusals } from '../refusals.js';

export interface BindingsDeps {
  readonly store: RelayStore;
  readonly radio: Pick<Radio, 'own'>;
  readonly admission: Pick<Admission, 'roleOf' | 'isListed'>;
  readonly refusals: Pick<Refusals, 'isOff'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Which chats, and topics of them, are joined to which channels. */
export class Bindings {
  readonly #deps: BindingsDeps;
  #loaded: readonly RelayBinding[] | undefined;

  constructor(deps: BindingsDeps) {
    this.#deps = deps;
  }

  /** Read once the store can be. */
  get #all(): readonly RelayBinding[] {
    this.#loaded ??= this.#deps.store.bindings();
    return this.#loaded;
  }

  of(place: RelayPlace): RelayBinding | undefined {
    return this.#all.find((binding) => isSame(binding, place));
  }

  /** Where that channel is to be read: places whose people are still admitted, and take something from us. */
  readersOf(channel: ChannelIndex): readonly RelayBinding[] {
    const { refusals } = this.#deps;
    return this.#all.filter(
      (binding) =>
        binding.channel === channel &&
        this.isTrue(binding) &&
        this.#isAdmitted(binding) &&
        !refusals.isOff(binding.chat),
    );
  }

  /** An index that carries another name now is another public. */
  isTrue({ channel, channelName }: RelayBinding): boolean {
    const { radio } = this.#deps;
    const found = radio.own?.channels.find(({ index }) => index === channel);
    const isThere = found !== undefined && found.role !== 'disabled';
    return isThere && channelNameOf(radio, channel) === channelName;
  }

  isTakenBy(place: RelayPlace, channel: ChannelIndex): boolean {
    return this.#all.some(
      (each) => each.chat === place.chat && each.channel === channel && !isSame(each, place),
    );
  }

  bind({ chat, topic }: RelayPlace, channel: ChannelIndex): void {
    const { store, radio, clock } = this.#deps;
    const place = { chat, ...(topic !== undefined && { topic }) };
    const binding = { ...place, channel, channelName: channelNameOf(radio, channel), since: clock.now() };
    store.putBinding(binding);
    this.#loaded = [...this.#all.filter((each) => !isSame(each, place)), binding];
  }

  unbind(place: RelayPlace): void {
    this.#deps.store.removeBinding(place);
    this.#loaded = this.#all.filter((each) => !isSame(each, place));
  }

  /** The chat goes on under another number. */
  move(from: number, to: number): void {
    const { store } = this.#deps;
    for (const binding of this.#all.filter(({ chat }) => chat === from)) {
      store.removeBinding(binding);
      store.putBinding({ ...binding, chat: to });
    }
    this.#loaded = this.#all.map((each) => (each.chat === from ? { ...each, chat: to } : each));
  }

  #isAdmitted({ chat }: RelayPlace): boolean {
    const { admission } = this.#deps;
    return chat > 0 ? admission.roleOf(chat) !== 'any' : admission.isListed(chat);
  }
}

function isSame(a: RelayPlace, b: RelayPlace): boolean {
  return a.chat === b.chat && a.topic === b.topic;
}
