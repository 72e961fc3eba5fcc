import type { BehaviorContext, BehaviorKind } from './kind.js';

/**
 * The node restarts. An ESP32 says nothing about it (firmware 2.7.26 src/Power.cpp:762-766): its connections are
 * silent while it is away, and reset at the first write afterwards; with `fin` they end in order.
 */
export const reboot: BehaviorKind = {
  name: 'reboot',
  usage: '12,silent',
  drawSeconds: 12,
  create(context) {
    const { args, node, switches, finish, after } = context;
    const awaySeconds = args.number(0, switches.values.awaySeconds);
    const silent = switches.values.rebootEnds === 'silent' ? 'silent' : 'fin';
    const isSilent = args.choice(1, [silent, 'silent', 'fin']) === 'silent';
    return {
      start() {
        leave(context, isSilent);
        node.stop();
        after(awaySeconds * 1000, finish);
      },
      stop: () => node.reboot(),
    };
  },
};

function leave({ front, undo }: BehaviorContext, isSilent: boolean): void {
  undo(front.refuse());
  if (isSilent) undo(front.vanish());
  else front.fin();
}
