import { afterEach, beforeEach, it, vi } from 'vitest';
import { AlertStory, HOUR, MINUTE } from '../support/alert-story.js';
import { askingDevice, PlayedDevice } from '../support/played-device.js';
import { ChangingServer, HOSTILE } from '../support/played-http.js';

/** Hours pass second by second, so that sockets have their turns. */
vi.setConfig({ testTimeout: 90_000 });

let story: AlertStory;
let server: ChangingServer;
const device = new PlayedDevice();

beforeEach(async () => {
  server = await ChangingServer.open(device.answer);
  measure(13.1);
  story = await AlertStory.begin({
    section: 'batteryLow',
    topic: 'link',
    settings: { remindSeconds: 3600 },
    config: (config) => askingDevice(config, server.url),
  });
});

afterEach(async () => {
  await story.end();
  await server.close();
});

function measure(volts: number): void {
  device.change('Battery Voltage', { value: volts, state: `${volts} V` });
}

const LOW = /^🪫 Battery low: 12\.1V \(limit 12\.2\)\. \/power$/;

it('tells of a low battery, and that it is charged again', async () => {
  await story.showWhole({
    alert: 'battery-low',
    begin: () => measure(12.1),
    raised: { text: LOW, withinMs: 12 * MINUTE },
    reminded: { text: LOW, afterMs: HOUR },
    end: () => measure(13.4),
    cleared: {
      text: /^🔋 Battery ok: 13\.4V, was low 1h\d\d, down to 12\.1V\.$/,
      withinMs: 32 * MINUTE,
    },
  });
});

it('tells of a battery that is nearly empty at once, and never that it is charged while nobody measures it', async () => {
  measure(12.1);
  await story.pass(12 * MINUTE);
  story.expectTold([LOW]);
  measure(11.7);
  await story.pass(7 * MINUTE);
  const empty = /^🔴 Battery nearly empty: 11\.7V \(limit 11\.8\)\. \/power$/;
  story.expectTold([LOW, empty]);
  server.answer = HOSTILE['accepts and never answers']?.answer ?? (() => {});
  await story.pass(2.3 * HOUR);
  const unknown = /^❓ battery 11\.7V: no news since \d\d:\d\d, I can no longer check\.$/;
  story.expectTold([LOW, empty, unknown]);
  server.answer = device.answer;
  measure(13.4);
  await story.pass(2 * HOUR);
  const regained = /^battery 13\.4V: I am checking again, and will tell when it is over\.$/;
  story.expectTold([
    LOW,
    empty,
    unknown,
    regained,
    /^🔋 Battery ok: 13\.4V, was low 2h\d\d, down to 11\.7V\.$/,
  ]);
});
