import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { encodeFrame } from '../../radio/frame.js';
import type { Clock, Stop } from '../../util/clock.js';
import type { EventLog } from '../event-log.js';
import type { PhoneApi } from '../phone-api.js';
import type { Switches } from '../switches.js';
import type { Hooks } from './hooks.js';
import { InputParser } from './input-parser.js';
import { Outlet, type Shape } from './outlet.js';
import { nextPollAt } from './poll-times.js';
import type { Wire } from './wire.js';

/** Everything that the clients of one front have in common. */
export interface ClientParts {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly hooks: Hooks;
  readonly switches: () => Readonly<Switches>;
  readonly shape: () => Shape;
  readonly onEnd: (client: Client, how: ClientEnd) => void;
}

/**
 * `fin` and `rst` end the connection for both sides; `lost` is a client that went away; `ghost` is a node that went
 * away: its end of the wire stays open and swallows whatever comes.
 */
export type ClientEnd = 'fin' | 'rst' | 'lost' | 'ghost';

/** One accepted connection: turns in which the node reads everything and then writes everything. */
export class Client {
  readonly wire: Wire;
  readonly #parts: ClientParts;
  readonly #api: PhoneApi;
  readonly #outlet: Outlet;
  readonly #parser: InputParser;
  readonly #pushed: Mesh.FromRadio[] = [];
  #end: ClientEnd | undefined;
  #isInTurn = false;
  /** Something happened in a turn, after the node was last asked for a message. */
  #isWoken = false;
  #lastByteAt: number;
  #lastContactAt: number;
  #stopPoll: Stop | undefined;
  #stopIdle: Stop | undefined;
  #interrupt: (() => void) | undefined;

  constructor(wire: Wire, api: PhoneApi, parts: ClientParts) {
    this.wire = wire;
    this.#api = api;
    this.#parts = parts;
    this.#parser = new InputParser(() => parts.switches().parser);
    this.#outlet = new Outlet({
      clock: parts.clock,
      wire,
      settings: parts.switches,
      shape: parts.shape,
    });
    this.#lastByteAt = parts.clock.uptime();
    this.#lastContactAt = this.#lastByteAt;
  }

  begin(): void {
    this.#watchIdle();
    this.wire.listen({
      onReadable: () => this.wake(),
      onRoom: () => this.#outlet.wake(),
      onPeerEnd: () => {
        this.#outlet.wake();
        this.wake();
      },
    });
    this.wake();
  }

  /** There may be something to read or to write: the next poll will look. */
  wake(): void {
    this.#isWoken = true;
    if (this.#end || this.#isInTurn || this.#stopPoll) return;
    const { clock, switches } = this.#parts;
    const now = clock.uptime();
    const at = nextPollAt(switches(), this.#lastByteAt, now);
    this.#stopPoll = clock.after('front.poll', at - now, () => {
      this.#stopPoll = undefined;
      void this.#turn();
    });
  }

  /** A message that does not come from the node: a behaviour's. */
  push(message: Mesh.FromRadio): void {
    this.#pushed.push(message);
    this.wake();
  }

  /** Bytes past all hooks, behind what was written. */
  inject(bytes: Uint8Array): void {
    this.#outlet.flush();
    this.wire.write(bytes);
  }

  end(how: ClientEnd): void {
    if (this.#end) return;
    this.#end = how;
    this.#stopPoll?.();
    this.#stopIdle?.();
    if (how === 'fin') this.#outlet.flush();
    this.#outlet.end();
    this.#interrupt?.();
    if (how === 'fin') this.wire.fin();
    if (how === 'rst') this.wire.rst();
    this.#api.end();
    this.#parts.onEnd(this, how);
  }

  async #turn(): Promise<void> {
    if (this.#parts.hooks.isFrozen) return;
    this.#isInTurn = true;
    this.#read();
    await this.#writeAll();
    this.#isInTurn = false;
    if (this.#isWoken && !this.#parts.hooks.isFrozen) this.wake();
  }

  #read(): void {
    const { clock, events, hooks, switches } = this.#parts;
    if (this.#end) return;
    const bytes = this.wire.readAll();
    if (bytes.length === 0) return;
    this.#lastByteAt = clock.uptime();
    events.count('bytesIn', bytes.length);
    for (const chunk of hooks.input(bytes)) {
      for (const payload of this.#parser.push(chunk)) this.#receive(payload);
    }
    if (this.#api.wantsClose && switches().disconnectCloses) {
      events.add('front', 'goodbye');
      this.end('fin');
    }
  }

  /** Even a malformed message counts as contact (firmware 2.7.26 src/mesh/PhoneAPI.cpp:178). */
  #receive(payload: Uint8Array): void {
    if (this.#end) return;
    const { clock, events, hooks } = this.#parts;
    this.#lastContactAt = clock.uptime();
    events.count('framesIn');
    const message = decodeToRadio(payload);
    if (!message) {
      events.count('malformedIn');
      return;
    }
    for (const passed of hooks.toRadio(message)) this.#api.receive(passed);
  }

  async #writeAll(): Promise<void> {
    const { hooks, switches } = this.#parts;
    while (!this.#end && !hooks.isFrozen) {
      this.#isWoken = this.wire.unreadBytes > 0;
      const message = this.#pushed.shift() ?? this.#api.next();
      if (!message) return;
      for (const passed of hooks.fromRadio(message)) await this.#writeMessage(passed);
      if (switches().turn === 'frame-by-frame') this.#read();
    }
  }

  async #writeMessage(message: Mesh.FromRadio): Promise<void> {
    const { events, hooks } = this.#parts;
    await this.#pause('front.hold', hooks.holdMs(message));
    if (this.#end) return;
    events.count('framesOut');
    const frame = encodeFrame(toBinary(Mesh.FromRadioSchema, message));
    for (const bytes of hooks.output(frame)) {
      if (this.#end) return;
      events.count('bytesOut', bytes.length);
      this.#judge(await this.#outlet.write(bytes));
    }
    await this.#finishWrite();
  }

  #judge(outcome: Awaited<ReturnType<Outlet['write']>>): void {
    if (this.#end || outcome === 'written') return;
    const { events, switches } = this.#parts;
    events.add('front', outcome === 'short' ? 'short-write' : 'write-failed');
    if (outcome === 'broken') this.end('lost');
    else if (switches().shortWrite === 'closes') this.end('fin');
  }

  /** Writing takes time, and the flush behind each frame throws unread input away (arduino-esp32 2.x WiFiClient). */
  async #finishWrite(): Promise<void> {
    const { events, switches } = this.#parts;
    await this.#pause('front.write', switches().writeMsPerFrame);
    if (this.#end || !switches().rxDiscard || this.wire.unreadBytes === 0) return;
    events.count('bytesDiscarded', this.wire.readAll().length);
  }

  #pause(name: string, ms: number): Promise<void> {
    if (ms <= 0 || this.#end) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = this.#parts.clock.after(name, ms, resolve);
      this.#interrupt = () => {
        stop();
        resolve();
      };
    });
  }

  #watchIdle(): void {
    const { clock, events, switches } = this.#parts;
    const limitMs = switches().idleSeconds * 1000;
    if (limitMs <= 0) return;
    const leftMs = this.#lastContactAt + limitMs - clock.uptime();
    if (leftMs > 0) {
      this.#stopIdle = clock.after('front.idle', leftMs, () => this.#watchIdle());
      return;
    }
    events.add('front', 'idle-timeout');
    this.end('fin');
  }
}

function decodeToRadio(payload: Uint8Array): Mesh.ToRadio | undefined {
  try {
    return fromBinary(Mesh.ToRadioSchema, payload);
  } catch {
    return undefined;
  }
}
