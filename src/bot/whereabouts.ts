import { bearingDegrees, distanceMeters } from '../mesh/geo.js';
import type { NodeNum } from '../mesh/ids.js';
import type { MeshNode } from '../mesh/mesh-node.js';
import type { Position } from '../mesh/packet.js';
import type { BotContext } from './context.js';
import { compass, distance, longDistance } from './format.js';
import type { Language } from './request.js';

const EXACT_BITS = 32;

/** Whether the node shares less than its exact position. */
export function isBlurred({ precisionBits }: Position): boolean {
  return precisionBits !== undefined && precisionBits < EXACT_BITS;
}

/** `2.3km`, `~2.3km` when the position is blurred; undefined when one end is unknown. */
export function distanceTo(context: BotContext, node: MeshNode, language: Language): string | undefined {
  const meters = metersTo(context, node);
  return meters === undefined ? undefined : tilde(node) + distance(meters, language);
}

/** `2.3km NE` */
export function whereIs(context: BotContext, node: MeshNode, language: Language): string | undefined {
  const far = distanceTo(context, node, language);
  return far && `${far} ${direction(context, node, language)}`;
}

/** `2.3 km`, `~2.3 km` */
export function longDistanceTo(context: BotContext, node: MeshNode, language: Language): string | undefined {
  const meters = metersTo(context, node);
  return meters === undefined ? undefined : tilde(node) + longDistance(meters, language);
}

/** `2.3 km NE` */
export function longWhereIs(context: BotContext, node: MeshNode, language: Language): string | undefined {
  const far = longDistanceTo(context, node, language);
  return far && `${far} ${direction(context, node, language)}`;
}

function metersTo(context: BotContext, { position }: MeshNode): number | undefined {
  const home = context.home();
  return home && position && distanceMeters(home, position);
}

function direction(context: BotContext, { position }: MeshNode, language: Language): string {
  const home = context.home();
  return home && position ? compass(bearingDegrees(home, position), language) : '';
}

function tilde({ position }: MeshNode): string {
  return position && isBlurred(position) ? '~' : '';
}

/** Where a node stands, as far as it shares it; our own one is at home. */
export function spotOf(context: Whereabouts, nodeNum: NodeNum): Position | undefined {
  if (nodeNum === context.radio.own?.nodeNum) return context.home();
  return context.nodes.get(nodeNum)?.position;
}

/** `2.3km`, `~2.3km` when one end is blurred; undefined when one is unknown. */
export function distanceBetween(
  context: Whereabouts,
  ends: readonly [NodeNum, NodeNum],
  language: Language,
): string | undefined {
  const meters = metersBetween(context, ends);
  return meters === undefined ? undefined : tildeBetween(context, ends) + distance(meters, language);
}

/** `2.3 km` */
export function longDistanceBetween(
  context: Whereabouts,
  ends: readonly [NodeNum, NodeNum],
  language: Language,
): string | undefined {
  const meters = metersBetween(context, ends);
  return meters === undefined ? undefined : tildeBetween(context, ends) + longDistance(meters, language);
}

function tildeBetween(context: Whereabouts, ends: readonly NodeNum[]): string {
  const spots = ends.map((nodeNum) => spotOf(context, nodeNum));
  return spots.some((spot) => spot && isBlurred(spot)) ? '~' : '';
}

export function metersBetween(
  context: Whereabouts,
  [one, other]: readonly [NodeNum, NodeNum],
): number | undefined {
  const [a, b] = [spotOf(context, one), spotOf(context, other)];
  return a && b && distanceMeters(a, b);
}

type Whereabouts = Pick<BotContext, 'nodes' | 'radio' | 'home'>;
