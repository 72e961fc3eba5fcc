import type { Subscription, SubscriptionOptions, Topic } from '../../mesh/user-store.js';
import { UserError } from '../../util/errors.js';
import type { Call, Reply } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import {
  DEFAULT_KILOMETERS,
  optionWords,
  readOptions,
  readTopic,
  TOPIC_TEXTS,
  topicName,
  topicNames,
} from '../topics.js';
import { usageError } from '../usage.js';
import { SUBSCRIBE_TEXTS } from './subscribe-texts.js';
import { warnedTopicIn, warnedTopics } from './subscribe-topic.js';

export const subscribe: CommandDefinition = {
  name: 'subscribe',
  aliases: ['sub', 'abonner'],
  switchedOnBy: 'alerts.enabled',
  role: 'known',
  places: ['direct', 'telegram', 'console'],
  group: 'you',
  args: { min: 0, max: 4 },
  texts: SUBSCRIBE_TEXTS.subscribe,
  options: {
    en: {
      TOPIC: 'vigi, blitz or link, for admins also system',
      option: 'vigi: orange or red; blitz: 5 to 100 km; any: night or nonight, for the quiet hours',
    },
    fr: {
      SUJET: 'vigi, foudre ou lien, pour les admins aussi systeme',
      option: 'vigi : orange ou rouge ; foudre : 5 à 100 km ; tous : nuit ou sansnuit',
    },
  },
  see: ['unsubscribe', 'alerts'],
  create: (context) => ({
    isAvailable: () => context.alerts !== undefined,
    offers: (call) => subscribable(context, call),
    run: (call) => {
      const [word, ...words] = call.args;
      if (word === undefined) return listTopics(context, call);
      const topic = warnedTopicIn(word, call, context);
      const options = readOptions(topic, words);
      if (!options) throw usageError(subscribe, call);
      return add(context, call, topic, options);
    },
  }),
};

function subscribable(
  context: BotContext,
  { request, language, args: [word] }: Pick<Call, 'request' | 'language' | 'args'>,
): readonly string[] {
  const topics = warnedTopics(context, { request });
  if (word === undefined) return topics.map((topic) => topicName(topic, language));
  const topic = readTopic(word);
  return topic && topics.includes(topic) ? optionWords(topic, language) : [];
}

function listTopics(context: BotContext, call: Call): Reply {
  const { request, language } = call;
  const text = SUBSCRIBE_TEXTS[language];
  const topics = warnedTopics(context, call).map((topic) => {
    const { name, options, about } = TOPIC_TEXTS[language][topic];
    const both = options ? `${name} [${options}]` : name;
    return request.isBrief ? both : `${both}: ${about}`;
  });
  const mine = text.youGet(topicNames(context.users.subscriptionsOf(request.user.id), language));
  if (topics.length === 0) return `${text.noTopic([])} ${mine}`;
  const glue = request.isBrief ? ', ' : '\n';
  return [text.topics(topics.join(glue), request.isBrief), mine].join(request.isBrief ? ' ' : '\n');
}

function add(
  { users, settings, clock }: BotContext,
  { request, language }: Call,
  topic: Topic,
  options: SubscriptionOptions,
): Reply {
  const text = SUBSCRIBE_TEXTS[language];
  const { id } = request.user;
  if (request.platform === 'console') throw new UserError(text.console);
  const before = users.subscriptionsOf(id);
  const { maxSubscribers, quietHours } = settings.alerts;
  if (before.length === 0 && users.subscribers >= maxSubscribers)
    throw new UserError(text.full(maxSubscribers));
  const known = before.find((each) => each.topic === topic)?.options;
  const subscription = { userId: id, topic, options: { ...known, ...options }, since: clock.now() };
  users.subscribe(subscription);
  const others = before.filter((each) => each.topic !== topic);
  const atNight = subscription.options.atNight ?? false;
  return [
    text.subscribed(described(subscription, request.isBrief ? 'short' : 'long', language)),
    ...(others.length > 0 ? [text.also(topicNames(others, language))] : []),
    ...(quietHours === 'off' ? [] : [atNight ? text.atNight : text.quiet(hours(quietHours))]),
    text.stop(topicName(topic, language)),
  ].join(' ');
}

function described(
  { topic, options }: Pick<Subscription, 'topic' | 'options'>,
  form: 'short' | 'long',
  language: Call['language'],
): string {
  const text = SUBSCRIBE_TEXTS[language];
  const { name, about } = TOPIC_TEXTS[language][topic];
  const distance = topic === 'blitz' ? text.within(options.kilometers ?? DEFAULT_KILOMETERS) : '';
  const limit = options.colour === 'red' ? text.onlyRed : distance;
  return form === 'short' ? `${name}${limit}` : `${name}${limit} (${about})`;
}

/** `22-07h` of `22:00-07:00`. */
function hours(quietHours: string): string {
  return `${quietHours.replaceAll(':00', '')}h`;
}
