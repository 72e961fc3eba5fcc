import { create, toBinary } from '@bufbuild/protobuf';
import { Mesh, Telemetry } from '@meshtastic/protobufs';
import { BROADCAST_NUM } from '../../mesh/ids.js';
import type { Stop } from '../../util/clock.js';
import type { ClientQueues } from './client-queues.js';
import type { NodeContext } from './context.js';
import type { NodeInfoModule } from './node-info.js';
import type { NodeTable } from './node-table.js';
import type { OwnTelemetry } from './own-telemetry.js';
import { BROADCAST_NO_LORA, ownPacket, type PacketFields, Port, Priority } from './packets.js';
import type { Router } from './router.js';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
/** The first announcement leaves the network time to set itself up (firmware src/modules/NodeInfoModule.cpp). */
const FIRST_NODE_INFO_MS = 30_000;
const NODE_INFO_MS = 3 * HOUR_MS;
const FIRST_POSITION_MS = 90_000;
const NEIGHBOR_INFO_MS = 6 * HOUR_MS;
const MAX_NEIGHBORS = 10;
/** How often a switched-off telemetry looks whether it is on again. */
const OFF_MS = 60_000;

export interface OwnTrafficParts {
  readonly context: NodeContext;
  readonly queues: ClientQueues;
  readonly router: Router;
  readonly table: NodeTable;
  readonly telemetry: OwnTelemetry;
  readonly nodeInfo: NodeInfoModule;
  readonly position: () => Mesh.Position | undefined;
}

/** What the node says of its own accord, to its client and to the mesh. */
export class OwnTraffic {
  readonly #parts: OwnTrafficParts;
  readonly #stops = new Map<string, Stop>();
  #localStatsAt: number | undefined;
  #deviceToMeshAt: number | undefined;

  constructor(parts: OwnTrafficParts) {
    this.#parts = parts;
  }

  start(): void {
    const { clock } = this.#parts.context;
    this.#localStatsAt = undefined;
    this.#deviceToMeshAt = clock.uptime();
    this.#telemetryAgain();
    this.#repeat('nodeInfo', FIRST_NODE_INFO_MS, NODE_INFO_MS, () => {
      this.#parts.nodeInfo.announce({ to: BROADCAST_NUM, wantsReplies: false });
    });
    this.#repeat('position', FIRST_POSITION_MS, HOUR_MS, () => this.#sendPosition());
    this.#repeat('neighborInfo', NEIGHBOR_INFO_MS, NEIGHBOR_INFO_MS, () => this.#sendNeighbors());
  }

  stop(): void {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
  }

  #repeat(name: string, firstMs: number, everyMs: number, task: () => void): void {
    const run = () => {
      this.#repeat(name, everyMs, everyMs, task);
      task();
    };
    this.#stops.set(name, this.#parts.context.clock.after(`node.${name}`, firstMs, run));
  }

  #telemetryAgain(): void {
    const { clock, switches } = this.#parts.context;
    const ms = switches.ownTelemetrySeconds * SECOND_MS || OFF_MS;
    const run = () => {
      this.#telemetryAgain();
      if (switches.ownTelemetrySeconds > 0) this.#tellMetrics();
    };
    this.#stops.set('telemetry', clock.after('node.telemetry', ms, run));
  }

  /** To the mesh once an hour, else to the client while nothing waits for it (firmware 2.7.26 src/modules/Telemetry/DeviceTelemetry.cpp:24-47). */
  #tellMetrics(): void {
    const { context, queues, telemetry } = this.#parts;
    const now = context.clock.uptime();
    if (now - (this.#deviceToMeshAt ?? 0) >= HOUR_MS) {
      this.#deviceToMeshAt = now;
      this.#broadcast(Port.TELEMETRY_APP, toBinary(Telemetry.TelemetrySchema, telemetry.device()));
      this.#tellClient(telemetry.device());
      return;
    }
    if (queues.hasPackets) return;
    this.#tellClient(telemetry.device());
    const gapMs = context.switches.localStatsSeconds * SECOND_MS;
    if (this.#localStatsAt !== undefined && now - this.#localStatsAt < gapMs) return;
    this.#localStatsAt = now;
    this.#tellClient(telemetry.localStats());
  }

  #tellClient(telemetry: Telemetry.Telemetry): void {
    const payload = toBinary(Telemetry.TelemetrySchema, telemetry);
    this.#parts.queues.pushPacket(this.#packet({ to: BROADCAST_NUM, portnum: Port.TELEMETRY_APP, payload }));
  }

  #sendPosition(): void {
    const position = this.#parts.position();
    if (position) this.#broadcast(Port.POSITION_APP, toBinary(Mesh.PositionSchema, position));
  }

  /** Its own neighbours reach the client and stay off the air (firmware src/modules/NeighborInfoModule.cpp). */
  #sendNeighbors(): void {
    const { context, queues, router, table } = this.#parts;
    if (!context.switches.neighborModule) return;
    const direct = table.all().filter((entry) => entry.hopsAway === 0 && !entry.viaMqtt);
    const message = create(Mesh.NeighborInfoSchema, {
      nodeId: context.nodeNum,
      lastSentById: context.nodeNum,
      nodeBroadcastIntervalSecs: NEIGHBOR_INFO_MS / SECOND_MS,
      neighbors: direct.slice(0, MAX_NEIGHBORS).map(({ num, snr }) => ({ nodeId: num, snr })),
    });
    const payload = toBinary(Mesh.NeighborInfoSchema, message);
    const packet = this.#packet({ to: BROADCAST_NO_LORA, portnum: Port.NEIGHBORINFO_APP, payload });
    queues.pushPacket(packet);
    router.sendToMesh(packet, 'node');
  }

  #broadcast(portnum: PacketFields['portnum'], payload: Uint8Array): void {
    this.#parts.router.sendToMesh(this.#packet({ to: BROADCAST_NUM, portnum, payload }), 'node');
  }

  #packet(fields: PacketFields): Mesh.MeshPacket {
    return ownPacket(this.#parts.context, { ...fields, priority: Priority.BACKGROUND });
  }
}
