/**
 * How long the node's confirmation of one packet is waited for, ms, before the same bytes go again under the same id.
 * Two confirmations wait in the node, and it answers within a turn of at most 250 ms: what takes longer was lost. A
 * quick answer is lost most easily, because a node that still writes throws away what comes meanwhile (firmware 2.7.26
 * src/mesh/StreamAPI.cpp:185), so the first repeat comes soon; it cannot be carried out twice.
 */
export const CONFIRMATION_WAITS_MS: readonly number[] = [600, 2400, 3000, 3000];
