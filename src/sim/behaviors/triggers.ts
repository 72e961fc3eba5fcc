import type { Mesh } from '@meshtastic/protobufs';
import type { Clock, Stop } from '../../util/clock.js';
import type { Behavior } from '../behavior.js';
import type { Stream } from '../random.js';
import { HandshakeCounter } from './frames.js';

type Variant = NonNullable<Mesh.FromRadio['payloadVariant']['case']>;

/** When a behaviour starts, other than at a time: each fits again and again, `frame` once. */
export type Trigger =
  | { readonly on: 'connection' }
  /** Before the first message of that kind in each handshake. */
  | { readonly on: 'handshake'; readonly step: Variant }
  /** Before the n-th frame from now on. */
  | { readonly on: 'frame'; readonly number: number }
  | { readonly on: 'every'; readonly seconds: number }
  /** With that probability at each frame. */
  | { readonly on: 'chance'; readonly share: number };

export interface TriggerParts {
  readonly clock: Clock;
  readonly stream: Stream;
  readonly fire: () => void;
}

/** What watches for the trigger: hooks, and a timer where time decides. */
export function watchFor(trigger: Trigger, parts: TriggerParts): { hooks: Behavior; stop: Stop } {
  const stop =
    trigger.on === 'every'
      ? parts.clock.every('behavior.trigger', trigger.seconds * 1000, parts.fire)
      : () => {};
  return { hooks: { name: `on ${trigger.on}`, ...hooksOf(trigger, parts) }, stop };
}

function hooksOf(trigger: Trigger, { stream, fire }: TriggerParts): Omit<Behavior, 'name'> {
  switch (trigger.on) {
    case 'connection':
      return {
        onAccept() {
          fire();
          return 'accept';
        },
      };
    case 'handshake':
      return atStep(trigger.step, fire);
    case 'frame':
      return atFrames((count) => count === trigger.number, fire);
    case 'chance':
      return atFrames(() => stream.chance(trigger.share), fire);
    case 'every':
      return {};
  }
}

function atFrames(isDue: (count: number) => boolean, fire: () => void): Omit<Behavior, 'name'> {
  let count = 0;
  return {
    onHold() {
      count += 1;
      if (isDue(count)) fire();
      return 0;
    },
  };
}

function atStep(step: Variant, fire: () => void): Omit<Behavior, 'name'> {
  const counter = new HandshakeCounter();
  let hasFired = false;
  return {
    onHold(message) {
      const place = counter.place(message);
      if (place === 1) hasFired = false;
      if (place !== undefined && message.payloadVariant.case === step && !hasFired) {
        hasFired = true;
        fire();
      }
      return 0;
    },
  };
}
