import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { DEPARTMENTS } from '../../../src/mesh/departments.js';
import { HttpClient } from '../../../src/services/http.js';
import { VigilanceApi } from '../../../src/services/vigilance/api.js';
import { FRANCE, outlookOf } from '../../../src/services/vigilance/bulletin.js';
import { createDemoVigilance } from '../../../src/sim/services/demo-vigilance.js';
import { offsetMinutes } from '../../../src/util/zone.js';
import { FakeClock } from '../../support/fake-clock.js';

const clock = new FakeClock();
const service = createDemoVigilance(clock);
afterEach(() => service.stop());

describe('the demo vigilance', () => {
  it('warns of something in each department, today and tomorrow, and says that it is a demo', async () => {
    await service.start();
    const http = new HttpClient({ clock, version: '1' });
    const url = `${service.url}/cartevigilance/encours`;
    const api = new VigilanceApi({ http, clock, url, key: 'none', checkMs: 900_000 });
    const { signal } = new AbortController();
    for (const department of DEPARTMENTS.filter(({ isOverseas }) => !isOverseas)) {
      const bulletin = api.peek(department) ?? (await api.read(department, { timeoutMs: 5000, signal }));
      expect(bulletin.credit).toBe('demo data');
      const { today, tomorrow } = outlookOf(bulletin, clock.now(), 86_400_000);
      expect(today?.colour).toBe('yellow');
      expect(today?.hazards).toHaveLength(4);
      expect(tomorrow?.colour).toBeDefined();
    }
  });

  it.each(['UTC', 'America/New_York', 'Europe/Paris', 'Asia/Tokyo'])(
    'never tells a time that the clocks in %s have not reached',
    async (name) => {
      const played = createDemoVigilance(clock, { name });
      onTestFinished(() => played.stop());
      await played.start();
      const answer = (await (await fetch(`${played.url}/cartevigilance/encours`)).json()) as {
        product: { update_time: string };
      };
      const at = Date.parse(answer.product.update_time);
      const shown = at + offsetMinutes(at, FRANCE) * 60_000;
      const here = clock.now() + offsetMinutes(clock.now(), { name }) * 60_000;
      expect(here - shown).toBeGreaterThanOrEqual(0);
      expect(clock.now() - at).toBeLessThan(12 * 3_600_000);
    },
  );

  it('has no other page', async () => {
    await service.start();
    expect((await fetch(`${service.url}/elsewhere`)).status).toBe(404);
  });
});
