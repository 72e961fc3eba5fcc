import { create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { EventLog } from '../../src/sim/event-log.js';
import { Front } from '../../src/sim/front/front.js';
import { Hooks } from '../../src/sim/front/hooks.js';
import { createMemoryConnection } from '../../src/sim/front/memory-pipe.js';
import type { PhoneApi, PhoneApiServer } from '../../src/sim/phone-api.js';
import { DEFAULT_SWITCHES, SwitchBoard, type Switches } from '../../src/sim/switches.js';
import { BareClient } from './bare-client.js';
import { FakeClock } from './fake-clock.js';

/**
 * A node without a mesh, for tests of what stands before it: it answers `want_config` with as many frames as told
 * and the end, a heartbeat with a queueStatus, and says what a test gives it.
 */
export class ScriptedServer implements PhoneApiServer {
  readonly received: Mesh.ToRadio[] = [];
  /** Frames of a handshake before its end. */
  handshakeFrames = 3;
  ends = 0;
  readonly waiting: Mesh.FromRadio[] = [];

  connect(): PhoneApi {
    const server = this;
    let wantsClose = false;
    return {
      get wantsClose() {
        return wantsClose;
      },
      receive(message) {
        server.received.push(message);
        wantsClose ||= message.payloadVariant.case === 'disconnect';
        server.waiting.push(...server.answer(message));
      },
      next: () => server.waiting.shift(),
      end: () => {
        server.ends += 1;
      },
    };
  }

  answer({ payloadVariant }: Mesh.ToRadio): Mesh.FromRadio[] {
    if (payloadVariant.case === 'heartbeat') return [statusMessage(0)];
    if (payloadVariant.case !== 'wantConfigId') return [];
    const files = Array.from({ length: this.handshakeFrames }, (_, index) => fileMessage(index));
    return [
      ...files,
      create(Mesh.FromRadioSchema, {
        payloadVariant: { case: 'configCompleteId', value: payloadVariant.value },
      }),
    ];
  }
}

export function statusMessage(meshPacketId: number): Mesh.FromRadio {
  const value = create(Mesh.QueueStatusSchema, { free: 16, maxlen: 16, meshPacketId });
  return create(Mesh.FromRadioSchema, { payloadVariant: { case: 'queueStatus', value } });
}

export function fileMessage(index: number, nameBytes = 20): Mesh.FromRadio {
  const fileName = `/${String(index).padStart(nameBytes - 1, '0')}`;
  const value = create(Mesh.FileInfoSchema, { fileName, sizeBytes: 100 });
  return create(Mesh.FromRadioSchema, { payloadVariant: { case: 'fileInfo', value } });
}

/** A front with a scripted node behind it and memory pipes before it, on a fake clock. */
export function aFront(switches: Partial<Switches> = {}) {
  const clock = new FakeClock();
  const events = new EventLog(clock);
  const hooks = new Hooks();
  const server = new ScriptedServer();
  const board = new SwitchBoard({ ...DEFAULT_SWITCHES, ...switches });
  const front = new Front({ clock, events, hooks, switches: () => board.values, server });
  const connect = () => {
    const { wire, pipe } = createMemoryConnection();
    front.admit(wire);
    return BareClient.overPipe(pipe);
  };
  return { clock, events, hooks, server, front, connect, switches: board };
}
