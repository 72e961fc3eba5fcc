import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { Mesh, Telemetry } from '@meshtastic/protobufs';
import type { Administration } from './admin.js';
import type { NodeInfoModule } from './node-info.js';
import type { NodeTable } from './node-table.js';
import type { OwnTelemetry } from './own-telemetry.js';
import { Port } from './packets.js';
import type { Answer, Question } from './question.js';
import { traceroute } from './traceroute.js';

export interface ModuleParts {
  readonly table: NodeTable;
  readonly nodeInfo: NodeInfoModule;
  readonly admin: Administration;
  readonly telemetry: OwnTelemetry;
  readonly position: () => Mesh.Position | undefined;
}

/** What the node itself does with a packet, by its port. */
export function askModules(parts: ModuleParts, question: Question): Answer {
  switch (question.data.portnum) {
    case Port.NODEINFO_APP:
      return question.fromClient ? undefined : parts.nodeInfo.receive(question);
    case Port.POSITION_APP:
      return askPosition(parts, question);
    case Port.TELEMETRY_APP:
      return askTelemetry(parts, question);
    case Port.TRACEROUTE_APP:
      return traceroute(question);
    case Port.ADMIN_APP:
      return question.isForUs ? parts.admin.receive(question) : undefined;
    default:
      return undefined;
  }
}

function askPosition(parts: ModuleParts, { packet, data, isForUs, fromClient }: Question): Answer {
  const heard = fromClient ? undefined : parse(() => fromBinary(Mesh.PositionSchema, data.payload));
  const entry = parts.table.get(packet.from);
  if (heard?.latitudeI !== undefined && entry) entry.position = heard;
  if (!data.wantResponse || !isForUs) return undefined;
  const own = parts.position();
  return own && { portnum: Port.POSITION_APP, payload: toBinary(Mesh.PositionSchema, own) };
}

function askTelemetry(parts: ModuleParts, { packet, data, isForUs, fromClient }: Question): Answer {
  const heard = parse(() => fromBinary(Telemetry.TelemetrySchema, data.payload));
  const entry = fromClient ? undefined : parts.table.get(packet.from);
  if (heard?.variant.case === 'deviceMetrics' && entry) entry.metrics = heard.variant.value;
  if (!data.wantResponse || !isForUs || !heard) return undefined;
  const own = parts.telemetry.answer(heard.variant.case);
  return own && { portnum: Port.TELEMETRY_APP, payload: toBinary(Telemetry.TelemetrySchema, own) };
}

/** Undefined for bytes that are no message. */
function parse<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
