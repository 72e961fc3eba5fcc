import type { NodeNum } from '../../mesh/ids.js';
import type { MeshNode } from '../../mesh/mesh-node.js';
import type { TextPacket } from '../../mesh/packet.js';
import { UserError } from '../../util/errors.js';
import { cleanName, cutToBytes } from '../../util/text.js';
import type { Call } from '../command.js';
import { join } from '../compose.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { FAILURE_WORDS } from '../delivery-words.js';
import { findNode, nodeNumIn } from '../find-node.js';
import { decimal, wait } from '../format.js';
import { formatRelayByte, relayCandidates, shortNameOf } from '../node-names.js';
import { hasRole } from '../permissions.js';
import { COMMON } from '../texts.js';
import { type TraceResult, Tracer } from '../tracer.js';
import { usageError } from '../usage.js';
import { describeTrace } from './trace-route.js';
import { TRACE_TEXTS } from './trace-texts.js';

/** The longest queue, each one to its end, and the own answer. */
const DEADLINE_MS = 7 * 60_000;
const MAX_CANDIDATES = 3;

export const trace: CommandDefinition = {
  name: 'trace',
  aliases: ['chemin'],
  role: 'any',
  places: ['direct', 'listed-channel', 'telegram', 'console'],
  group: 'net',
  transmits: true,
  args: { min: 0, max: 1 },
  deadlineMs: DEADLINE_MS,
  texts: {
    en: {
      name: 'trace',
      usage: '[node]',
      summary: 'the way of your message, or the way to a node',
      example: '/trace BRAV',
    },
    fr: {
      name: 'trace',
      usage: '[noeud]',
      summary: "le chemin de votre message, ou celui d'un nœud",
      example: '/trace BRAV',
    },
  },
  textsWithoutNode: {
    en: { name: 'trace', usage: 'NODE', summary: 'the way to a node', example: '/trace BRAV' },
    fr: { name: 'trace', usage: 'NOEUD', summary: "le chemin jusqu'à un nœud", example: '/trace BRAV' },
  },
  see: ['ping', 'info'],
  create: (context) => {
    const tracer = new Tracer({ ...context, settings: context.settings.commands.trace });
    return {
      stop: () => tracer.stop(),
      takesNode: ({ nodeNum }) => nodeNum !== context.radio.own?.nodeNum,
      cooldownMs: (call) => cooldownMs(context, tracer, call),
      run: (call) => (call.args[0] === undefined ? passive(context, call) : active(context, tracer, call)),
    };
  },
};

/** Only what goes on the air costs a pause. */
function cooldownMs({ nodes, settings }: BotContext, tracer: Tracer, { args, language }: Call): number {
  const [text] = args;
  if (text === undefined) return 0;
  try {
    if (tracer.has(findNode(nodes, text, language).nodeNum)) return 0;
  } catch {
    return 0;
  }
  return settings.commands.trace.cooldownSeconds * 1000;
}

function passive(context: BotContext, call: Call): string {
  const { language } = call;
  const { packet } = call.request;
  if (!packet) throw usageError(trace, call);
  const text = TRACE_TEXTS[language];
  const { hopsAway, hopStart, hopLimit, rxSnr, rxRssi } = packet;
  const start = hopsAway === undefined ? undefined : hopStart;
  const way = packet.viaMqtt ? 'via MQTT' : text.way(hopsAway);
  const signal = join(
    [
      rxSnr === undefined ? undefined : `SNR ${decimal(rxSnr, 1, language)}`,
      rxRssi === undefined ? undefined : `RSSI ${rxRssi}`,
    ],
    ' ',
  );
  const isByRadio = signal && !packet.viaMqtt;
  return text.passive(
    `${way} ${text.limits(start, hopLimit)}`,
    lastRelay(context, packet, (byte, names) => text.relay(byte, names)),
    isByRadio ? text.signal(signal) : undefined,
  );
}

function lastRelay(
  { nodes, radio }: BotContext,
  { relayNode, hopsAway, from }: TextPacket,
  say: (byte: string, names: string) => string,
): string | undefined {
  if (relayNode === undefined || hopsAway === 0) return undefined;
  const candidates = relayCandidates(nodes, relayNode, radio.own ? [from, radio.own.nodeNum] : [from]);
  const names = candidates.slice(0, MAX_CANDIDATES).map((nodeNum) => shortNameOf(nodes, nodeNum));
  const others = candidates.length > MAX_CANDIDATES ? ['…'] : [];
  return say(formatRelayByte(relayNode), [...names, ...others].join('/'));
}

async function active(context: BotContext, tracer: Tracer, call: Call): Promise<string> {
  const { language, request } = call;
  const text = TRACE_TEXTS[language];
  if (!hasRole(request.user.role, 'known')) throw new UserError(COMMON[language].proofMissing);
  const { nodeNum } = target(context, call);
  if (nodeNum === context.radio.own?.nodeNum) throw new UserError(text.ownNode);
  const fullMs = tracer.has(nodeNum) ? 0 : tracer.fullMs();
  if (fullMs > 0) throw new UserError(text.full(wait(fullMs)));
  return inWords(context, call, { nodeNum, result: await tracer.trace(nodeNum) });
}

/** A number alone is no reason to send: nobody would answer. */
function target({ nodes }: BotContext, { args, language }: Call): MeshNode {
  const text = args[0] ?? '';
  const isKnown = nodes.all().some((node) => node.nodeNum === nodeNumIn(text));
  const node = isKnown || nodeNumIn(text) === undefined ? findNode(nodes, text, language) : undefined;
  if (node?.lastHeard !== undefined) return node;
  const name = node ? shortNameOf(nodes, node.nodeNum) : cutToBytes(cleanName(text), 20);
  throw new UserError(TRACE_TEXTS[language].neverHeard(name));
}

function inWords(
  context: BotContext,
  call: Call,
  { nodeNum, result }: { nodeNum: NodeNum; result: TraceResult },
): string {
  const { language } = call;
  const text = TRACE_TEXTS[language];
  const seconds = context.settings.commands.trace.answerSeconds;
  if (result.kind === 'answered') return describeTrace(context, call, result);
  if (result.kind === 'no answer') return text.noAnswer(shortNameOf(context.nodes, nodeNum), seconds);
  return text.notSent(result.reason === 'expired' ? text.expired : FAILURE_WORDS[language][result.reason]);
}
