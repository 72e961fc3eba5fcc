import type { Stop } from '../../util/clock.js';
import type { BehaviorKind } from './kind.js';

const AWAY_SECONDS = 8;

/** An unreachable MQTT broker makes the node restart its Wi-Fi again and again (firmware 2.7.26 src/mqtt/MQTT.cpp:625-637). */
export const wifiRestart: BehaviorKind = {
  name: 'wifi-restart',
  usage: '130',
  drawSeconds: 300,
  create({ args, front, every, after, undo }) {
    const everyMs = args.atLeast(0, 130, 1) * 1000;
    let comeBack = () => {};
    const goAway = () => {
      const stops: Stop[] = [front.refuse(), front.vanish()];
      comeBack = () => {
        for (const stop of stops) stop();
      };
      after(AWAY_SECONDS * 1000, comeBack);
    };
    undo(() => comeBack());
    return { start: () => every(everyMs, goAway) };
  },
};
