/** Who is to be told. */
import type { Subscription } from '../mesh/user-store.js';
import type { Matter } from './engine.js';
import { type AlertWay, platformOf } from './way.js';

/** Somebody who is told, or a whole channel. */
export interface Listener {
  readonly userId: string;
  readonly way: AlertWay;
  /** He wants to be told in quiet hours too. */
  readonly atNight: boolean;
}

export interface AudienceDeps {
  readonly ways: readonly AlertWay[];
  readonly subscriptions: () => readonly Subscription[];
  /** Channel indexes on which public alerts are told. */
  readonly channels: readonly number[];
}

/** More subscribers than this, and one message to all on a channel costs less airtime than one to each. */
const MAX_DIRECT = 8;

/** Everybody once, those who asked first. */
export function audienceOf(matter: Matter, deps: AudienceDeps): readonly Listener[] {
  const { watch } = matter;
  const wanting = deps
    .subscriptions()
    .filter((each) => watch.topics.includes(each.topic) && isConcerned(matter, each));
  const implied = deps.ways.flatMap((way) => watch.topics.flatMap((topic) => way.implied(topic)));
  const people = new Map<string, Listener>();
  for (const { userId, options } of [...wanting, ...implied.map(plainly)]) {
    const listener = listenerFor(userId, deps.ways, options.atNight ?? false);
    if (listener && !people.has(userId)) people.set(userId, listener);
  }
  const channels = channelsFor(matter, deps);
  const direct = [...people.values()];
  const scarce = direct.filter(({ way }) => way.isScarce);
  const isTooMany = scarce.length > MAX_DIRECT && channels.length > 0;
  return [...channels, ...(isTooMany ? direct.filter(({ way }) => !way.isScarce) : direct)];
}

export function listenerFor(
  userId: string,
  ways: readonly AlertWay[],
  atNight: boolean,
): Listener | undefined {
  const way = ways.find(({ platforms }) => platforms.includes(platformOf(userId)));
  return way && { userId, way, atNight };
}

function channelsFor(matter: Matter, { channels, ways }: AudienceDeps): readonly Listener[] {
  const [topic] = matter.watch.topics;
  if (!matter.watch.isPublic || topic === undefined) return [];
  return channels.flatMap((index) => {
    const userId = `channel:${index}`;
    const listener = listenerFor(userId, ways, false);
    const isMeant = isConcerned(matter, { userId, topic, options: {}, since: 0 });
    return listener && isMeant ? [listener] : [];
  });
}

function isConcerned({ watch, subject, state }: Matter, subscription: Subscription): boolean {
  const matter = { level: Math.max(1, state.level), ...(subject !== '' && { subject }) };
  return watch.concerns?.(subscription, matter) ?? true;
}

function plainly(userId: string): Pick<Subscription, 'userId' | 'options'> {
  return { userId, options: {} };
}
