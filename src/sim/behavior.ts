import type { Mesh } from '@meshtastic/protobufs';
import type { AirPacket, Heard } from './air.js';

/** What a front lets a behaviour do to the connection in the slot. */
export interface SlotControl {
  readonly hasClient: boolean;
  /** Closes cleanly. */
  fin(): void;
  /** Resets. */
  rst(): void;
  /** Bytes straight to the client, past all hooks. */
  inject(bytes: Uint8Array): void;
}

/** `handled` swallows the value; an array multiplies it; the value itself, changed or not, passes it on. */
export type HookResult<Value> = Value | readonly Value[] | 'handled';

/**
 * A fault or quirk, as hooks around world, node and front. Hooks run in the order of starting. A behaviour
 * keeps its own state, takes time from the simulation's clock and chance from its own stream.
 */
export interface Behavior {
  readonly name: string;
  start?(): void;
  stop?(): void;
  /** A client is about to be accepted. */
  onAccept?(): 'accept' | 'close' | 'ignore';
  onInput?(bytes: Uint8Array): HookResult<Uint8Array>;
  onToRadio?(message: Mesh.ToRadio): HookResult<Mesh.ToRadio>;
  onFromRadio?(message: Mesh.FromRadio): HookResult<Mesh.FromRadio>;
  /** How many ms the front waits before it writes this message. */
  onHold?(message: Mesh.FromRadio): number;
  /** One encoded frame, before it is written. */
  onOutput?(frame: Uint8Array): HookResult<Uint8Array>;
  /** The node's antenna is about to take a packet in. */
  onHeard?(heard: Heard): HookResult<Heard>;
  /** The node's transmitter has sent a packet. */
  onTransmit?(packet: AirPacket): HookResult<AirPacket>;
  /** Before each turn and each frame; `frozen` means that nothing is read or written in it. */
  onTurn?(): 'go' | 'frozen';
}
