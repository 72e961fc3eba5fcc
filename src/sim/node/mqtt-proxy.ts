import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh, Mqtt } from '@meshtastic/protobufs';
import { formatNodeId } from '../../mesh/ids.js';
import type { AirPacket } from '../air.js';
import type { ChannelTable } from './channels.js';
import type { ClientQueues } from './client-queues.js';
import type { NodeContext } from './context.js';
import type { Settings } from './settings.js';

const DEFAULT_ROOT = 'msh';

export interface MqttProxyParts {
  readonly context: NodeContext;
  readonly queues: ClientQueues;
  readonly channels: ChannelTable;
  readonly settings: Settings;
}

/** With `mqtt.proxy_to_client_enabled` the client carries the node's MQTT traffic (firmware src/mqtt/MQTT.cpp). */
export class MqttProxy {
  readonly #parts: MqttProxyParts;

  constructor(parts: MqttProxyParts) {
    this.#parts = parts;
  }

  /** Hands a packet of an uplinked channel to the client, for the broker; still encrypted. */
  offer(packet: AirPacket, channel: number): void {
    const { channels, context, queues, settings } = this.#parts;
    const { mqtt } = settings;
    if (!mqtt?.enabled || !mqtt.proxyToClientEnabled) return;
    if (packet.viaMqtt || !channels.get(channel)?.settings?.uplinkEnabled) return;
    const channelId = channels.nameOf(channel);
    const gatewayId = formatNodeId(context.nodeNum);
    const envelope = create(Mqtt.ServiceEnvelopeSchema, {
      packet: encryptedOf(packet),
      channelId,
      gatewayId,
    });
    queues.pushProxied(
      create(Mesh.MqttClientProxyMessageSchema, {
        topic: `${mqtt.root || DEFAULT_ROOT}/2/e/${channelId}/${gatewayId}`,
        payloadVariant: { case: 'data', value: toBinary(Mqtt.ServiceEnvelopeSchema, envelope) },
      }),
    );
  }
}

function encryptedOf({ from, to, id, channelHash, hopLimit, hopStart, payload }: AirPacket): Mesh.MeshPacket {
  return create(Mesh.MeshPacketSchema, {
    from,
    to,
    id,
    channel: channelHash,
    hopLimit,
    hopStart,
    payloadVariant: { case: 'encrypted', value: payload },
  });
}
