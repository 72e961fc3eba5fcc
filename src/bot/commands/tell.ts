import type { Letter } from '../../mesh/mail-store.js';
import type { MeshNode } from '../../mesh/mesh-node.js';
import { UserError } from '../../util/errors.js';
import { byteLength, cleanName, cutToBytes, fold } from '../../util/text.js';
import type { Call, Reply } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { findNode } from '../find-node.js';
import { age } from '../format.js';
import { MAX_OF_SENDER, type Mailbox } from '../mailbox.js';
import { longNameOf, shortNameOf } from '../node-names.js';
import { COMMON } from '../texts.js';
import { usageError } from '../usage.js';
import { whenIn } from '../when.js';
import { TELL_TEXTS } from './tell-texts.js';

const MAX_BYTES = 150;
/** Of the name of somebody without a node. */
const NAME_BYTES = 12;
/** The node, in quotes where its name has blanks, and the text as it stood. */
const NODE_AND_TEXT = /^(?:"([^"]*)"|(\S+))\s+([\s\S]+)$/;

type Sub = 'list' | 'cancel' | 'off' | 'on';

const SUBS: Readonly<Record<string, Sub>> = {
  list: 'list',
  liste: 'list',
  cancel: 'cancel',
  annuler: 'cancel',
  off: 'off',
  arret: 'off',
  on: 'on',
  marche: 'on',
};
const ARGS: Readonly<Record<Sub, number>> = { list: 1, cancel: 2, off: 1, on: 1 };

export const tell: CommandDefinition = {
  name: 'tell',
  aliases: ['dire', 'mail', 'msg'],
  role: 'known',
  places: ['direct', 'telegram', 'console'],
  group: 'you',
  transmits: true,
  args: { min: 1, max: Number.POSITIVE_INFINITY },
  texts: {
    en: {
      name: 'tell',
      usage: 'NODE text, list, cancel N, off, on',
      summary: 'keeps a text until a node is heard',
      example: '/tell BRAV meet at the pass?',
    },
    fr: {
      name: 'dire',
      usage: 'NOEUD texte, liste, annuler N, arret, marche',
      summary: "garde un texte jusqu'à ce qu'un nœud soit entendu",
      example: '/dire BRAV RDV au col ?',
    },
  },
  options: {
    en: {
      list: 'your letters that wait',
      'cancel N': 'takes one of them back',
      off: 'you get no letters',
      on: 'you get letters again',
    },
    fr: {
      liste: 'vos lettres en attente',
      'annuler N': 'en retire une',
      arret: 'vous ne recevez plus de lettres',
      marche: 'vous en recevez de nouveau',
    },
  },
  see: ['missed'],
  create: (context) => ({
    isAvailable: () => context.mailbox !== undefined,
    takesNode: ({ nodeNum, user }) => nodeNum !== context.radio.own?.nodeNum && !user?.isUnmessagable,
    run: (call) => {
      const { mailbox } = context;
      return mailbox ? answer({ ...context, mailbox }, call) : COMMON[call.language].notSetUp('tell');
    },
  }),
};

type Context = BotContext & { readonly mailbox: Mailbox };

function answer(context: Context, call: Call): Reply {
  const sub = SUBS[fold(call.args[0] ?? '')];
  if (!sub || call.args.length !== ARGS[sub]) return post(context, call);
  switch (sub) {
    case 'list':
      return list(context, call);
    case 'cancel':
      return cancel(context, call);
    case 'off':
    case 'on':
      return take(context, call, sub);
  }
}

function post(context: Context, call: Call): Reply {
  const { nodes, mailbox, radio, clock } = context;
  const { language, request } = call;
  const text = TELL_TEXTS[language];
  const [, quoted, word, said = ''] = NODE_AND_TEXT.exec(call.rest.trim()) ?? [];
  const body = cleanName(said);
  if (body === '') throw usageError(tell, call);
  const node = findNode(nodes, quoted ?? word ?? '', language);
  const bytes = byteLength(body);
  if (bytes > MAX_BYTES) throw new UserError(COMMON[language].textTooLong(bytes, MAX_BYTES));
  const { nodeNum: addressee } = node;
  if (addressee === radio.own?.nodeNum) throw new UserError(text.isMe);
  const name = longNameOf(nodes, addressee);
  const posted = mailbox.post({
    sender: request.user.id,
    senderName: senderName(context, call),
    addressee,
    body,
  });
  if (posted === 'unread') throw new UserError(text.unread(name));
  if (posted === 'refused') throw new UserError(text.refused(name));
  if (posted === 'full') throw new UserError(text.full(MAX_OF_SENDER));
  if (posted === 'addressee full') throw new UserError(text.addresseeFull(name));
  const { number } = posted.letter;
  if (posted.hold) return text.held(name, posted.hold, number);
  // A console that is closed hears nothing.
  const kept = request.platform === 'console' ? text.keptUntold : text.kept;
  return kept(name, heard(node, clock.now(), language), number);
}

function heard({ lastHeard }: MeshNode, now: number, language: Call['language']): string {
  const text = TELL_TEXTS[language];
  return lastHeard === undefined ? text.notHeard : text.heardAgo(age(now - lastHeard, language));
}

function senderName({ nodes, radio }: Context, { request: { user, platform } }: Call): string {
  if (user.nodeNum !== undefined) return shortNameOf(nodes, user.nodeNum);
  const own = radio.own && shortNameOf(nodes, radio.own.nodeNum);
  return (platform === 'console' && own) || cutToBytes(cleanName(user.name), NAME_BYTES) || '?';
}

function list(context: Context, { request, language }: Call): Reply {
  const text = TELL_TEXTS[language];
  const letters = context.mailbox.lettersOf(request.user.id);
  if (letters.length === 0) return text.none;
  const nameOf = request.isBrief ? shortNameOf : longNameOf;
  const lines = letters.map((letter) => {
    const written = whenIn(letter.writtenAt, context.clock.now(), language);
    const name = nameOf(context.nodes, letter.addressee);
    return text.line(letter.number, name, written, stateOf(context, letter, language));
  });
  return [text.waiting(letters.length), ...lines].join('\n');
}

function stateOf(
  { mailbox }: Context,
  { addressee, sentText, tries }: Letter,
  language: Call['language'],
): string {
  const text = TELL_TEXTS[language];
  if (sentText !== undefined) return text.onItsWay;
  const hold = mailbox.holdOf(addressee);
  return hold ? text.holds[hold] : text.tries(tries);
}

function cancel({ mailbox }: Context, { request, language, args }: Call): Reply {
  const text = TELL_TEXTS[language];
  const [, digits] = /^#?(\d{1,9})$/.exec(args[1] ?? '') ?? [];
  const number = Number(digits);
  const result = digits === undefined ? 'none' : mailbox.cancel(request.user.id, number);
  if (result === 'cancelled') return text.cancelled(number);
  throw new UserError(
    result === 'sent'
      ? text.tooLate(number)
      : text.noLetter(cutToBytes(cleanName(args[1] ?? ''), NAME_BYTES)),
  );
}

/** Only who is reached by letters can refuse them. */
function take({ mailbox }: Context, { request, language }: Call, wish: 'off' | 'on'): Reply {
  const text = TELL_TEXTS[language];
  const { nodeNum } = request.user;
  if (nodeNum === undefined) throw new UserError(text.onlyNodes);
  if (wish === 'off') mailbox.refuse(nodeNum);
  else mailbox.accept(nodeNum);
  return text[wish];
}
