/** What commands may have a chat service do between one of its chats and the mesh. */
import type { ChannelIndex } from '../mesh/ids.js';
import type { RelayBinding, RelayPlace } from '../mesh/relay-store.js';
import type { ChatOrigin, Language } from './request.js';

export interface ChatOrder {
  readonly origin: ChatOrigin;
  readonly channel: ChannelIndex;
  /** As it goes on the air. */
  readonly text: string;
  readonly language: Language;
}

/** How a text has got on so far. Whoever shows that under its number sees it change. */
export interface Progress {
  readonly text: string;
  readonly progress: number;
}

/** What the bot may do in a chat; undefined when it cannot be told. */
export interface ChatRights {
  readonly readsTexts: boolean | undefined;
  readonly seesReactions: boolean | undefined;
}

export interface ChatRelay {
  say(order: ChatOrder): Progress;
  bindingOf(place: RelayPlace): RelayBinding | undefined;
  /** False when the channel carries another name than at the time of the binding. */
  isTrue(binding: RelayBinding): boolean;
  /** Another topic of that chat has that channel: what a chat was told of is known by chat alone. */
  isTakenBy(place: RelayPlace, channel: ChannelIndex): boolean;
  bind(place: RelayPlace, channel: ChannelIndex): void;
  unbind(place: RelayPlace): void;
  rightsIn(place: RelayPlace, signal: AbortSignal): Promise<ChatRights>;
}
