import type { ChannelIndex } from '../mesh/ids.js';
import { channelName } from '../mesh/own-node.js';
import type { Radio } from '../mesh/radio.js';

/** The channel as people call it, `ch1` where our node did not tell. */
export function channelNameOf({ own }: Pick<Radio, 'own'>, index: ChannelIndex): string {
  const found = own?.channels.find((channel) => channel.index === index);
  return own && found ? channelName(found, own.modem) : `ch${index}`;
}
