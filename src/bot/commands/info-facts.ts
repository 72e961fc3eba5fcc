import type { MeshNode } from '../../mesh/node-db.js';
import type { BotContext } from '../context.js';
import { span } from '../format.js';
import type { Language } from '../request.js';
import { INFO_TEXTS, type KeyState } from './info-texts.js';

/** The key that the node tells now, held against the first one that we ever saw. */
export function keyStateOf({ firstKey, user }: MeshNode): KeyState {
  if (!firstKey) return 'missing';
  const told = user?.publicKey;
  return told && Buffer.compare(told, firstKey.key) !== 0 ? 'changed' : 'ok';
}

const DAY_MS = 24 * 3_600_000;

/** Packets of a day, or of the shorter time that the bot has been running. */
export function packetCount(context: BotContext, { nodeNum }: MeshNode, language: Language): string {
  const { nodes, clock } = context;
  const up = context.upMs();
  const period = up < DAY_MS ? span(up, language) : '24h';
  const count = nodes.receptions.packetsSince(nodeNum, clock.now() - Math.min(up, DAY_MS));
  return INFO_TEXTS[language].packets(count, period);
}
