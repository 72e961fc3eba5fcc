import type { Topic } from '../../mesh/user-store.js';
import type { Call, Reply } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { topicName, topicNames, topicsOf } from '../topics.js';
import { SUBSCRIBE_TEXTS } from './subscribe-texts.js';
import { topicIn } from './subscribe-topic.js';

export const unsubscribe: CommandDefinition = {
  name: 'unsubscribe',
  aliases: ['unsub', 'desabonner'],
  switchedOnBy: 'alerts.enabled',
  role: 'known',
  places: ['direct', 'telegram', 'console'],
  group: 'you',
  isMinor: true,
  args: { min: 1, max: 1 },
  texts: SUBSCRIBE_TEXTS.unsubscribe,
  options: {
    en: { TOPIC: 'one that you get', all: 'every one of them' },
    fr: { SUJET: 'un de ceux que vous avez', tout: 'tous à la fois' },
  },
  see: ['subscribe'],
  create: (context) => ({
    isAvailable: () => context.alerts !== undefined,
    offers: ({ request, language }) => [
      ...topicsOf(request.user.role).map((topic) => topicName(topic, language)),
      language === 'fr' ? 'tout' : 'all',
    ],
    run: (call) => {
      const [word = ''] = call.args;
      const isAll = /^(all|tout)$/i.test(word);
      return remove(context, call, isAll ? undefined : topicIn(word, call));
    },
  }),
};

function remove({ users }: BotContext, { request, language }: Call, topic: Topic | undefined): Reply {
  const text = SUBSCRIBE_TEXTS[language];
  const { id } = request.user;
  const mine = users.subscriptionsOf(id);
  const gone = mine.filter((each) => topic === undefined || each.topic === topic);
  for (const each of gone) users.unsubscribe(id, each.topic);
  const left = topicNames(users.subscriptionsOf(id), language);
  if (gone.length === 0) return text.hadNot(left);
  return text.unsubscribed(topicNames(gone, language), left);
}
