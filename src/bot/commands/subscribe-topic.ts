import type { Topic } from '../../mesh/user-store.js';
import { UserError } from '../../util/errors.js';
import type { Call } from '../command.js';
import { readTopic, topicName, topicsFor } from '../topics.js';
import { SUBSCRIBE_TEXTS } from './subscribe-texts.js';

/** The topic that is meant; throws `UserError` with those that there are for this asker. */
export function topicIn(word: string, { request, language }: Call): Topic {
  const allowed = topicsFor(request.user.role);
  const topic = readTopic(word);
  if (topic && allowed.includes(topic)) return topic;
  const names = allowed.map((each) => topicName(each, language)).join(', ');
  throw new UserError(SUBSCRIBE_TEXTS[language].noTopic(names));
}
