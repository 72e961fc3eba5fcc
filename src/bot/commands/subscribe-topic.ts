import type { Topic } from '../../mesh/user-store.js';
import { UserError } from '../../util/errors.js';
import type { Call } from '../command.js';
import type { BotContext } from '../context.js';
import { readTopic, topicName, topicsOf } from '../topics.js';
import { SUBSCRIBE_TEXTS } from './subscribe-texts.js';

/** The topic that is meant; throws `UserError` with those that there are for this asker. */
export function topicIn(word: string, { request, language }: Call): Topic {
  const allowed = topicsOf(request.user.role);
  const topic = readTopic(word);
  if (topic && allowed.includes(topic)) return topic;
  const names = allowed.map((each) => topicName(each, language));
  throw new UserError(SUBSCRIBE_TEXTS[language].noTopic(names));
}

/** The same for one that this bot can warn of: nobody shall rely on a warning that never comes. */
export function warnedTopicIn(word: string, call: Call, context: BotContext): Topic {
  const { request, language } = call;
  const topic = readTopic(word);
  const warned = warnedTopics(context, call);
  if (topic && warned.includes(topic)) return topic;
  const names = warned.map((each) => topicName(each, language));
  const text = SUBSCRIBE_TEXTS[language];
  const isMissing = topic && topicsOf(request.user.role).includes(topic);
  throw new UserError(isMissing ? text.notHere(topicName(topic, language), names) : text.noTopic(names));
}

/** What this bot warns of, as far as the asker may hear it. */
export function warnedTopics({ alerts }: BotContext, { request }: Pick<Call, 'request'>): readonly Topic[] {
  const watched = new Set(alerts?.topics);
  return topicsOf(request.user.role).filter((topic) => watched.has(topic));
}
