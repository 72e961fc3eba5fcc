import { beforeEach, describe, expect, it } from 'vitest';
import { MovingTransport } from '../../src/radio/moving-transport.js';
import type { Transport } from '../../src/radio/transport.js';

const HOME = '192.168.1.38:4403';
const FOUND = '192.168.1.50:4403';

let tried: string[];
let transport: MovingTransport;

beforeEach(() => {
  tried = [];
  transport = new MovingTransport(placeAt(HOME));
});

function placeAt(address: string): Transport {
  return {
    address,
    identities: async () => [address, 'Meshtastic.local:4403'],
    open: () => {
      tried.push(address);
      return Promise.reject(new Error('nobody is there'));
    },
  };
}

async function attempt(times = 1): Promise<string[]> {
  tried = [];
  for (let count = 0; count < times; count++)
    await expect(transport.open(new AbortController().signal)).rejects.toThrow();
  return tried;
}

describe('the way to a node that may move', () => {
  it('leads to where the node is expected for as long as it was found nowhere else', async () => {
    expect(await attempt(2)).toEqual([HOME, HOME]);
    expect(transport).toMatchObject({ address: HOME, home: HOME, found: undefined, movedFrom: undefined });
    expect(await transport.identities()).toEqual([HOME, 'Meshtastic.local:4403']);
  });

  it('leads in turn to where it was found and to where it is expected', async () => {
    transport.follow(placeAt(FOUND));
    expect(await attempt(3)).toEqual([FOUND, HOME, FOUND]);
    expect(transport).toMatchObject({ address: FOUND, found: FOUND, movedFrom: HOME });
    expect(await transport.identities()).toEqual([HOME, 'Meshtastic.local:4403', FOUND]);
  });

  it('begins where the node was met last', async () => {
    transport.follow(placeAt(FOUND));
    await attempt();
    transport.met();
    expect(await attempt(3)).toEqual([FOUND, HOME, FOUND]);
  });

  it('forgets where it was found when it is met where it is expected', async () => {
    transport.follow(placeAt(FOUND));
    await attempt(2);
    transport.met();
    expect(await attempt(2)).toEqual([HOME, HOME]);
    expect(transport.found).toBeUndefined();
  });

  it('forgets where it was found when somebody else is there', async () => {
    transport.follow(placeAt(FOUND));
    await attempt();
    transport.metStranger();
    expect(await attempt(2)).toEqual([HOME, HOME]);
  });

  it('goes on trying the expected place in turn when somebody else lives there: ours may come back', async () => {
    transport.follow(placeAt(FOUND));
    await attempt(2);
    transport.metStranger();
    expect(await attempt(3)).toEqual([FOUND, HOME, FOUND]);
    transport.metStranger();
    expect(await attempt(2)).toEqual([HOME, HOME]);
  });

  it('knows where it met the node, whatever was found meanwhile', async () => {
    transport.follow(placeAt(FOUND));
    await attempt();
    transport.follow(placeAt('192.168.1.60:4403'));
    transport.met();
    expect(transport.found).toBe(FOUND);
  });

  it('goes on trying the only place that it knows, whoever is there', async () => {
    await attempt();
    transport.metStranger();
    expect(await attempt()).toEqual([HOME]);
  });
});
