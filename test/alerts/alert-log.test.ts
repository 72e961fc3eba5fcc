import { describe, expect, it } from 'vitest';
import { AlertLog } from '../../src/alerts/alert-log.js';
import { RecordingLog } from '../support/recording-log.js';

const HILL = { alert: 'remote-node-down', subject: 'hill' } as const;
const CAVE = { alert: 'remote-node-down', subject: 'cave' } as const;

function linesOf(log: RecordingLog) {
  return log.lines.map(({ level, msg }) => `${level}: ${msg}`);
}

describe('alert log', () => {
  it('tells once when a matter begins and once when it ends', () => {
    const log = new RecordingLog();
    const alerts = new AlertLog(log);
    alerts.raise(HILL, { reason: 'refused' });
    alerts.raise(HILL, { reason: 'refused' });
    alerts.clear(HILL);
    alerts.clear(HILL);
    expect(linesOf(log)).toEqual(['warn: alert raised', 'info: alert cleared']);
    expect(log.lines[0]?.fields).toEqual({ ...HILL, reason: 'refused' });
  });

  it('leaves to others what they tell in lines of their own', () => {
    const log = new RecordingLog();
    const alerts = new AlertLog(log);
    alerts.raise({ alert: 'link-down' }, {});
    alerts.clear({ alert: 'link-down' });
    expect(linesOf(log)).toEqual(['debug: alert raised', 'debug: alert cleared']);
  });

  it('tells a matter that comes back again', () => {
    const log = new RecordingLog();
    const alerts = new AlertLog(log);
    alerts.raise(HILL, {});
    alerts.clear(HILL, { downSeconds: 3 });
    alerts.raise(HILL, {});
    expect(linesOf(log)).toHaveLength(3);
  });

  it('tells matters of one name apart by their subject', () => {
    const log = new RecordingLog();
    const alerts = new AlertLog(log);
    alerts.raise(HILL, {});
    alerts.raise(CAVE, {});
    alerts.clear(CAVE);
    expect(log.lines.map(({ fields }) => fields['subject'])).toEqual(['hill', 'cave', 'cave']);
  });
});
