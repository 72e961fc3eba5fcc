import type { Mesh } from '@meshtastic/protobufs';
import type { Behavior } from '../behavior.js';
import type { BehaviorContext } from './kind.js';

/** The node ends its handshakes in another way than a sound one: so many of them, 0 for always. */
export function endsHandshake(
  { args, finish }: Pick<BehaviorContext, 'args' | 'finish'>,
  end: (nonce: number) => Mesh.FromRadio | 'handled',
): Pick<Behavior, 'onFromRadio'> {
  let timesLeft = args.number(0, 1) || Number.POSITIVE_INFINITY;
  return {
    onFromRadio(message) {
      const { payloadVariant } = message;
      if (payloadVariant.case !== 'configCompleteId') return message;
      timesLeft -= 1;
      if (timesLeft === 0) finish();
      return end(payloadVariant.value);
    },
  };
}
