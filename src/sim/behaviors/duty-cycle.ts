import { fromRadio } from './frames.js';
import type { BehaviorKind } from './kind.js';

const MINUTE_MS = 60_000;
/** Even a node that has sent nothing is above this. */
const ALWAYS_EXCEEDED_PERCENT = -1;

/** The node has used up its airtime for so many minutes: ROUTING 9, `res` 9 and a notice. */
export const dutyCycle: BehaviorKind = {
  name: 'duty-cycle',
  usage: '10',
  drawSeconds: 600,
  create({ args, clock, switches, undo, finishAfter }) {
    const minutes = args.number(0, 10);
    const endsAt = clock.uptime() + minutes * MINUTE_MS;
    finishAfter(minutes * 60);
    return {
      start: () => undo(switches.override('dutyCyclePercent', ALWAYS_EXCEEDED_PERCENT)),
      onFromRadio(message) {
        if (message.payloadVariant.case !== 'clientNotification' || minutes === 0) return message;
        const notice = message.payloadVariant.value;
        const left = Math.max(1, Math.ceil((endsAt - clock.uptime()) / MINUTE_MS));
        const text = notice.message.replace(/in \d+ mins$/, `in ${left} mins`);
        return fromRadio({ case: 'clientNotification', value: { ...notice, message: text } });
      },
    };
  },
};
