import type { MeshNode } from '../../mesh/mesh-node.js';
import { join } from '../compose.js';
import type { BotContext } from '../context.js';
import { decimal, span } from '../format.js';
import { lastHours } from '../hours.js';
import { LONG_KINDS } from '../kind-words.js';
import { shortNameOf } from '../node-names.js';
import { otherEnd, radioLinks, SOURCE_LETTERS, snrOf } from '../radio-links.js';
import { RECORDS, recorded, rememberedOf } from '../records.js';
import type { Language } from '../request.js';
import { whenIn } from '../when.js';
import { INFO_TEXTS } from './info-texts.js';

/** Our own node keeps its key to itself. */
export function keyState(
  { keys, radio }: BotContext,
  { nodeNum }: MeshNode,
  language: Language,
): string | undefined {
  if (nodeNum === radio.own?.nodeNum) return undefined;
  const { trusted, pending } = keys.of(nodeNum);
  return INFO_TEXTS[language].key(trusted ? (pending ? 'changed' : 'ok') : 'missing');
}

const TRAFFIC_HOURS = 24;
const NEIGHBOR_HOURS = 48;
const MOST_NEIGHBORS = 10;

/** Packets of a day; nothing is counted of our own node. */
export function packetCount(context: BotContext, node: MeshNode, language: Language): string | undefined {
  return fromRecords(context, node, language, () => {
    const { packets } = dayOf(context, node);
    return INFO_TEXTS[language].packets(packets, rememberedOf(context, TRAFFIC_HOURS, language));
  });
}

/** The same for a wide screen, by kind. */
export function traffic(context: BotContext, node: MeshNode, language: Language): string | undefined {
  return fromRecords(context, node, language, () => {
    const { packets, kinds, airtimeMs } = dayOf(context, node);
    const head = INFO_TEXTS[language].packets(packets, rememberedOf(context, TRAFFIC_HOURS, language));
    const byKind = kinds.map(({ kind, packets: count }) => `${LONG_KINDS[language][kind]} ${count}`);
    return join([
      head,
      ...byKind,
      packets > 0 ? INFO_TEXTS[language].long.onAir(span(airtimeMs, language)) : '',
    ]);
  });
}

/** Whom it hears, or who hears it, the best first. */
export function neighbors(context: BotContext, node: MeshNode, language: Language): string | undefined {
  const { history, clock, nodes } = context;
  const answer = recorded(() => history.links(lastHours(NEIGHBOR_HOURS, clock.now()), node.nodeNum));
  if (!answer.answer) return away(context, answer.awaySince, language);
  const links = radioLinks(answer.answer).sort((a, b) => snrOf(b) - snrOf(a));
  if (links.length === 0) return undefined;
  const named = links.slice(0, MOST_NEIGHBORS).map((link) => {
    const name = shortNameOf(nodes, otherEnd(link, node.nodeNum));
    return `${name} ${decimal(snrOf(link), 1, language)}${SOURCE_LETTERS[link.sights[0].source]}`;
  });
  const more = links.length - named.length;
  return `${rememberedOf(context, NEIGHBOR_HOURS, language)}, ${links.length}: ${join([...named, more > 0 ? `+${more}` : ''])}`;
}

function dayOf({ history, clock }: BotContext, { nodeNum }: MeshNode) {
  return history.trafficOf(nodeNum, lastHours(TRAFFIC_HOURS, clock.now()));
}

function fromRecords(
  context: BotContext,
  { nodeNum }: MeshNode,
  language: Language,
  ask: () => string,
): string | undefined {
  if (nodeNum === context.radio.own?.nodeNum) return undefined;
  const { answer, awaySince } = recorded(ask);
  return answer ?? (awaySince === undefined ? undefined : away(context, awaySince, language));
}

function away({ clock }: BotContext, since: number, language: Language): string {
  return RECORDS[language].partAway(whenIn(since, clock.now(), language));
}
