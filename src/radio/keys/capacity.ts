/**
 * The database holds 10 nodes on STM32WL and 80 or more elsewhere (firmware 2.7.26 src/mesh/mesh-pb-constants.h:44-67);
 * how many more depends on a flash size that nobody tells.
 */
const TINY = 10;
const SMALL = 80;
const TINY_MODELS: readonly string[] = ['RAK3172', 'WIO_E5'];

/**
 * Favourites that the node may have before we add none: half of what it holds at least. In 2.7 a table full of
 * protected nodes ends in a reboot (firmware 2.7.26 src/mesh/NodeDB.cpp:2096-2133).
 */
export function maxFavorites(hwModel: string, nodesTold: number): number {
  const capacity = TINY_MODELS.includes(hwModel) ? TINY : SMALL;
  return Math.floor(Math.max(capacity, nodesTold) / 2);
}
