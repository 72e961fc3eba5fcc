import { afterEach, describe, expect, it } from 'vitest';
import { createDemoWeather } from '../../../src/sim/services/demo-weather.js';
import { FakeClock } from '../../support/fake-clock.js';

const service = createDemoWeather(new FakeClock());
afterEach(() => service.stop());

async function answerTo(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  await service.start();
  const response = await fetch(`${service.url}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('the demo weather', () => {
  it('is a whole forecast for now and four days, the same for the same hour', async () => {
    const { body } = await answerTo('/v1/forecast?latitude=45.19&longitude=5.72');
    expect(body).toMatchObject({
      current: { time: 1_773_316_800, relative_humidity_2m: 65 },
      hourly: { time: { length: 96 }, precipitation: { length: 96 } },
      daily: { time: { length: 4 }, temperature_2m_max: { length: 4 } },
    });
    await service.stop();
    expect((await answerTo('/v1/forecast')).body).toEqual(body);
  });

  it('calls every place a demo, whatever is looked up', async () => {
    const { body } = await answerTo('/v1/search?name=Lyon');
    expect(body['results']).toEqual([expect.objectContaining({ name: 'Lyon (demo)' })]);
  });

  it.each(['xyzzy', '42', '@', ''])('finds no place called "%s"', async (name) => {
    expect((await answerTo(`/v1/search?name=${name}`)).body).not.toHaveProperty('results');
  });

  it('has no other page', async () => {
    expect((await answerTo('/elsewhere')).status).toBe(404);
  });

  it('cannot start twice', async () => {
    await service.start();
    await expect(service.start()).rejects.toThrow();
  });
});
