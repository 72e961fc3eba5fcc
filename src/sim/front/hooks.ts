import type { Mesh } from '@meshtastic/protobufs';
import type { AirPacket, Heard } from '../air.js';
import type { Behavior, HookResult } from '../behavior.js';

/** The active behaviours; every value passes through all of them in the order of starting. */
export class Hooks {
  readonly #behaviors: Behavior[] = [];

  add(behavior: Behavior): void {
    this.#behaviors.push(behavior);
  }

  remove(behavior: Behavior): void {
    const place = this.#behaviors.indexOf(behavior);
    if (place >= 0) this.#behaviors.splice(place, 1);
  }

  /** The first that does not accept decides. */
  accept(): 'accept' | 'close' | 'ignore' {
    const verdicts = this.#behaviors.map((behavior) => behavior.onAccept?.() ?? 'accept');
    return verdicts.find((verdict) => verdict !== 'accept') ?? 'accept';
  }

  get isFrozen(): boolean {
    return this.#behaviors.some((behavior) => behavior.onTurn?.() === 'frozen');
  }

  input(bytes: Uint8Array): readonly Uint8Array[] {
    return this.#pass(bytes, (behavior, value) => behavior.onInput?.(value) ?? value);
  }

  toRadio(message: Mesh.ToRadio): readonly Mesh.ToRadio[] {
    return this.#pass(message, (behavior, value) => behavior.onToRadio?.(value) ?? value);
  }

  fromRadio(message: Mesh.FromRadio): readonly Mesh.FromRadio[] {
    return this.#pass(message, (behavior, value) => behavior.onFromRadio?.(value) ?? value);
  }

  output(frame: Uint8Array): readonly Uint8Array[] {
    return this.#pass(frame, (behavior, value) => behavior.onOutput?.(value) ?? value);
  }

  heard(heard: Heard): readonly Heard[] {
    return this.#pass(heard, (behavior, value) => behavior.onHeard?.(value) ?? value);
  }

  transmit(packet: AirPacket): readonly AirPacket[] {
    return this.#pass(packet, (behavior, value) => behavior.onTransmit?.(value) ?? value);
  }

  holdMs(message: Mesh.FromRadio): number {
    return this.#behaviors.reduce((sum, behavior) => sum + (behavior.onHold?.(message) ?? 0), 0);
  }

  #pass<Value extends object>(
    value: Value,
    hook: (behavior: Behavior, value: Value) => HookResult<Value>,
  ): readonly Value[] {
    let values: readonly Value[] = [value];
    // A copy: a hook may end a behaviour, its own included.
    for (const behavior of [...this.#behaviors])
      values = values.flatMap((one) => listOf(hook(behavior, one)));
    return values;
  }
}

function listOf<Value>(result: HookResult<Value>): readonly Value[] {
  if (result === 'handled') return [];
  return Array.isArray(result) ? result : [result as Value];
}
