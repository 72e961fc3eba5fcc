import type { LlmOutcome, LlmService } from '../../services/llm/llm.js';
import { UserError } from '../../util/errors.js';
import { byteLength, cleanName, fold } from '../../util/text.js';
import { forChat, forMesh, type Said } from '../chat-length.js';
import type { Call, Reply } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { decimal, timeOfDay } from '../format.js';
import { askerKey, type Request } from '../request.js';
import { COMMON } from '../texts.js';
import { usageError } from '../usage.js';
import { BOT_TEXTS, PROMPTS } from './bot-texts.js';

type Llm = Pick<LlmService, 'ask' | 'placeOf' | 'cancel'>;

const MESH_QUESTION_BYTES = 190;
const CHAT_QUESTION_BYTES = 2000;
/** Words that withdraw a question, in every language. */
const STOP_WORDS: ReadonlySet<string> = new Set(['stop', 'cancel', 'annuler']);
/** A question has a time of its own, which the configuration keeps below this. */
const DEADLINE_MS = 330_000;
/** The longest word for the next page. */
const LONGEST_MORE = '/suite';

export const bot: CommandDefinition = {
  name: 'bot',
  aliases: ['ia', 'ai'],
  switchedOnBy: 'llm.enabled',
  role: 'known',
  places: ['direct', 'listed-channel', 'telegram', 'console'],
  group: 'you',
  args: { min: 0, max: Number.POSITIVE_INFINITY },
  deadlineMs: DEADLINE_MS,
  texts: {
    en: {
      name: 'bot',
      usage: 'question|stop',
      summary: 'asks the language model',
      example: '/bot range of LoRa',
    },
    fr: {
      name: 'ia',
      usage: 'question|stop',
      summary: 'interroge le modèle de langage',
      example: '/ia portée de LoRa',
    },
  },
  options: {
    en: { question: 'what you want to know, in your own words', stop: 'takes back the question that waits' },
    fr: { question: 'ce que vous voulez savoir, en toutes lettres', stop: 'retire la question qui attend' },
  },
  see: ['clear'],
  create: (context) => ({
    isAvailable: () => context.outside?.llm !== undefined,
    cooldownMs: (call) => (isQuestion(call) ? context.settings.commands.bot.cooldownSeconds * 1000 : 0),
    note: (language) => (context.settings.chat.isLocal ? undefined : BOT_TEXTS[language].leavesHouse),
    run: (call) => {
      const llm = context.outside?.llm;
      if (!llm) throw new UserError(COMMON[call.language].notSetUp(bot.texts[call.language].name));
      if (isQuestion(call)) return answer(context, call, llm);
      return call.rest.trim() === '' ? place(call, llm) : withdraw(call, llm);
    },
  }),
};

function isQuestion({ rest }: Call): boolean {
  const text = rest.trim();
  return text !== '' && !STOP_WORDS.has(fold(text));
}

function place(call: Call, llm: Llm): string {
  const before = llm.placeOf(askerKey(call.request.user));
  if (before === undefined) throw usageError(bot, call);
  return BOT_TEXTS[call.language].working(before);
}

function withdraw({ request, language }: Call, llm: Llm): string {
  const { withdrawn, noneToStop } = BOT_TEXTS[language];
  return llm.cancel(askerKey(request.user)) ? withdrawn : noneToStop;
}

async function answer(context: BotContext, call: Call, llm: Llm): Promise<Reply> {
  const { request, language, signal } = call;
  const { chats, settings } = context;
  const question = checkedQuestion(call);
  const kind = request.isBrief ? 'mesh' : 'chat';
  const outcome = await llm.ask({
    person: askerKey(request.user),
    messages: [
      { role: 'system', content: PROMPTS[language][kind] },
      ...chats.of(request),
      { role: 'user', content: question },
    ],
    maxTokens: settings.chat.maxTokens[kind],
    timeoutMs: settings.chat.timeoutMs[kind],
    signal,
  });
  if (outcome.kind === 'cancelled') return { silence: 'withdrawn' };
  if (outcome.kind !== 'answer') throw new UserError(inWords(outcome, call));
  const text = shortened(outcome, request, context);
  chats.add(request, question, text);
  const remembered = BOT_TEXTS[language].context(chats.of(request).length);
  return { text: request.isBrief ? text : `${text}\n\n${remembered}`, priority: 'chat' };
}

function checkedQuestion({ rest, request, language }: Call): string {
  const question = cleanName(rest);
  const bytes = byteLength(question);
  const max = request.isBrief ? MESH_QUESTION_BYTES : CHAT_QUESTION_BYTES;
  if (bytes > max) throw new UserError(COMMON[language].textTooLong(bytes, max));
  return question;
}

function shortened(said: Said, { isBrief }: Request, { settings }: BotContext): string {
  const { maxPages } = settings.commands;
  return isBrief ? forMesh(said, { more: LONGEST_MORE, maxPages }) : forChat(said);
}

function inWords(outcome: Exclude<LlmOutcome, { kind: 'answer' | 'cancelled' }>, { language }: Call): string {
  const text = BOT_TEXTS[language];
  const short = (value: number) => decimal(value, 1, language).replace(/[.,]0$/, '');
  switch (outcome.kind) {
    case 'hot':
      return text.hot(decimal(tenth(outcome.celsius, Math.ceil), 1, language), short(outcome.limit));
    case 'weak':
      return text.weak(decimal(tenth(outcome.volts, Math.floor), 1, language), short(outcome.limit));
    case 'full':
      return text.full(outcome.before);
    case 'twice':
      return text.working(outcome.before);
    case 'down':
      return text.down(timeOfDay(outcome.since));
    case 'late':
      return text.late(Math.round(outcome.afterMs / 1000));
    case 'nothing':
      return text.nothing;
  }
}

/** Rounded away from the limit, so that nobody reads that 12.5 V are below 12.5. What a sum loses does not count. */
function tenth(value: number, round: (tenths: number) => number): number {
  return round(Number((value * 10).toFixed(6))) / 10;
}
