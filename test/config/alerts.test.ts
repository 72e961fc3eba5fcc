import { expect, it } from 'vitest';
import { alertsSettings } from '../../src/app/alert-settings.js';
import { loadConfig } from '../../src/config.js';

it('alerts come with the numbers of the manual, in milliseconds where they are times', () => {
  const settings = alertsSettings(loadConfig({ env: {}, overrides: { nodeAddress: '192.168.1.38' } }));
  expect(settings.cpuHot).toEqual({
    enabled: true,
    raise: 60,
    clear: 57,
    holdMs: 300_000,
    clearMs: 300_000,
    remindMs: 3_600_000,
    critical: { raise: 68, clear: 65, holdMs: 30_000, clearMs: 300_000, remindMs: 3_600_000 },
  });
  expect(settings).toMatchObject({
    enabled: true,
    quietHours: '22:00-07:00',
    channels: [],
    maxSubscribers: 50,
    watchNodes: [],
    selfTest: true,
    vigilance: { remindMs: 43_200_000, red: { remindMs: 14_400_000 } },
    lightning: { raise: 5, withinMs: 900_000, ttlMs: 1_200_000 },
  });
});

it('watched nodes are known by their ids', () => {
  const env = { MESHBOT_ALERTS__WATCH_NODES: '["!16fad3dc"]' };
  const { alerts } = loadConfig({ env, overrides: { nodeAddress: '192.168.1.38' } });
  expect(alerts.watchNodes).toEqual([0x16fad3dc]);
});

it.each(['22-07', '25:00-07:00', '22:00'])('quiet hours such as %s are refused', (hours) => {
  const env = { MESHBOT_ALERTS__QUIET_HOURS: hours };
  expect(() => loadConfig({ env, overrides: { nodeAddress: '192.168.1.38' } })).toThrow('22:00-07:00');
});
