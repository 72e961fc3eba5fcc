import type { Bot } from '../bot/bot.js';
import type { ChatRelay } from '../bot/chat-relay.js';
import type { House } from '../bot/house.js';
import type { BotSettings } from '../bot/settings.js';
import { suspension } from '../bot/suspension.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { Radio } from '../mesh/radio.js';
import type { RelayStore } from '../mesh/relay-store.js';
import type { RelaySources } from '../platforms/telegram/relay/relay.js';
import type { MeshFeed } from '../services/mesh-feed/mesh-feed.js';
import type { Clock } from '../util/clock.js';

/** What a relay does with the mesh, and what it has to know of the bot. */
export interface MeshSide {
  readonly bot: Pick<Bot, 'limits'>;
  readonly settings: Pick<BotSettings, 'limits'>;
  readonly radio: Radio;
  readonly house: House;
  /** Who else brought a packet to a broker; absent where none is listened to. */
  readonly outside: { readonly meshFeed?: Partial<Pick<MeshFeed, 'heardBy'>> };
}

interface RelayTools {
  readonly nodes: NodeDb;
  readonly clock: Clock;
  readonly store: RelayStore;
}

export function relaySources(
  { nodes, clock, store }: RelayTools,
  { bot, settings, radio, house, outside }: MeshSide,
): RelaySources {
  const { limits } = bot;
  return {
    radio,
    nodes,
    house,
    limits,
    store,
    limitSettings: settings.limits,
    suspended: (language) => suspension({ radio, nodes, clock, house, limits }, language),
    heardBy: (from, id) => outside.meshFeed?.heardBy?.(from, id) ?? [],
  };
}

/** Nobody orders anything before it is there. */
export function relayOf(relay: () => ChatRelay | undefined): ChatRelay {
  const there = () => {
    const made = relay();
    if (!made) throw new Error('an order to a relay that is not there yet');
    return made;
  };
  return {
    say: (order) => there().say(order),
    bindingOf: (place) => there().bindingOf(place),
    isTrue: (binding) => there().isTrue(binding),
    isTakenBy: (place, channel) => there().isTakenBy(place, channel),
    bind: (place, channel) => there().bind(place, channel),
    unbind: (place) => there().unbind(place),
    rightsIn: (place, signal) => there().rightsIn(place, signal),
  };
}
