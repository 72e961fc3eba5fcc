import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh, type Portnums, Telemetry } from '@meshtastic/protobufs';
import { BROADCAST_NUM } from '../../mesh/ids.js';
import type { NodeEntry } from './node-entry.js';
import type { NodeTable } from './node-table.js';
import { Port } from './packets.js';

/** Fibonacci hashing: ids that look made up and stay the same. */
const SPREAD = 0x9e37_79b1;

/** What 2.8 left out of its thin node infos, as packets of their nodes (firmware 2.8-dev src/mesh/PhoneAPI.cpp:1217-1290). */
export function replayOf(table: NodeTable): Mesh.MeshPacket[] {
  return table.all().flatMap((entry) => [...positionOf(entry), ...telemetryOf(entry)]);
}

function positionOf(entry: NodeEntry): Mesh.MeshPacket[] {
  if (!entry.position) return [];
  return [replayed(entry, Port.POSITION_APP, toBinary(Mesh.PositionSchema, entry.position))];
}

function telemetryOf(entry: NodeEntry): Mesh.MeshPacket[] {
  if (!entry.metrics) return [];
  const message = create(Telemetry.TelemetrySchema, {
    time: entry.lastHeard,
    variant: { case: 'deviceMetrics', value: entry.metrics },
  });
  return [replayed(entry, Port.TELEMETRY_APP, toBinary(Telemetry.TelemetrySchema, message))];
}

function replayed(entry: NodeEntry, portnum: Portnums.PortNum, payload: Uint8Array): Mesh.MeshPacket {
  return create(Mesh.MeshPacketSchema, {
    from: entry.num,
    to: BROADCAST_NUM,
    id: Math.imul(entry.num ^ portnum, SPREAD) >>> 0,
    channel: entry.channel,
    rxTime: entry.lastHeard,
    rxSnr: entry.snr,
    viaMqtt: entry.viaMqtt,
    transportMechanism: Mesh.MeshPacket_TransportMechanism.TRANSPORT_LORA,
    payloadVariant: { case: 'decoded', value: create(Mesh.DataSchema, { portnum, payload }) },
  });
}
