import type { Config } from '../config.js';
import { channelHash, expandChannelKey } from '../mesh/crypto.js';
import type { ChannelKey, FarLink } from '../mesh/mesh-feed.js';
import type { NodeDb } from '../mesh/node-db.js';
import { channelName, type OwnNode } from '../mesh/own-node.js';
import type { Radio } from '../mesh/radio.js';
import { openEnvelope } from '../radio/envelope.js';
import { MeshFeed, type MeshFeedSettings } from '../services/mesh-feed/mesh-feed.js';
import { type Asking, type ServiceParts, switchedOff } from './asking.js';

export interface MeshFeedReadings {
  readonly radio: Pick<Radio, 'own'>;
  readonly nodes: NodeDb;
  readonly farLinks: { recordFarLinks(links: readonly FarLink[]): void };
}

const NAME = 'mesh feed';

/** What others hear of the mesh goes into the directory and the history, marked as such. */
export function createMeshFeed(asking: Asking, { radio, nodes, farLinks }: MeshFeedReadings): ServiceParts {
  const { config } = asking;
  const settings = meshFeedSettings(config);
  if (!settings) return switchedOff(NAME);
  const named = namedKeys(config);
  const meshFeed = new MeshFeed({
    ...asking,
    settings,
    nodes,
    open: openEnvelope,
    keys: () => [...named, ...ownKeys(radio.own)],
    own: () => radio.own?.nodeNum,
    onLinks: (links) => farLinks.recordFarLinks(links),
  });
  return { outside: { meshFeed }, reports: () => [meshFeed.report()], parts: [meshFeed] };
}

function meshFeedSettings({ meshtasticMqtt }: Config): MeshFeedSettings | undefined {
  const { enabled, brokerUrl: url, topics, username, password, maxDistanceKm } = meshtasticMqtt;
  if (!enabled || url === undefined) return undefined;
  const broker = {
    url,
    ...(username !== undefined && { username }),
    ...(password && { password: password.reveal() }),
  };
  return { broker, topics, maxDistanceKm };
}

function namedKeys({ meshtasticMqtt }: Config): readonly ChannelKey[] {
  return Object.entries(meshtasticMqtt.channelKeys).map(([name, secret]) =>
    keyOf(name, Buffer.from(secret.reveal(), 'base64')),
  );
}

function ownKeys(own: OwnNode | undefined): readonly ChannelKey[] {
  const channels = own?.channels.filter(({ role }) => role !== 'disabled') ?? [];
  return channels.flatMap((channel) =>
    own && channel.key ? [keyOf(channelName(channel, own.modem), channel.key)] : [],
  );
}

function keyOf(name: string, psk: Uint8Array): ChannelKey {
  const key = expandChannelKey(psk);
  return { hash: channelHash(name, key), key };
}
