import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import type { Packet } from '../../src/mesh/packet.js';
import type { Transport } from '../../src/radio/transport.js';
import { Chance } from '../../src/sim/random.js';
import { Simulation } from '../../src/sim/simulation.js';
import { ALPHA, aConsoleRequest } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

const HOUR_MS = 3_600_000;
const HOURS = 72;

/** What each command tells of three days of the demo's mesh, against a count of the packets that came. */
describe('three days of the mesh', () => {
  const clock = new FakeClock();
  const simulation = new Simulation({ clock, seed: 'three days', nodes: 10, front: 'memory' });
  const dataDir = mkdtempSync(join(tmpdir(), 'three-days-'));
  const log = new RecordingLog();
  const heard: Packet[] = [];
  let app: App;

  beforeAll(async () => {
    await simulation.start();
    const chance = new Chance('three days').stream('bot');
    const transport: Transport = {
      address: 'simulation:4403',
      identities: () => Promise.resolve(['three-days']),
      open: async () => simulation.connectMemory(),
    };
    const config = loadConfig({ env: {}, overrides: { nodeAddress: 'simulation:4403', dataDir } });
    app = createApp({ config, clock, log, random: () => chance.next(), transport });
    app.radio.on('packet', (packet) => {
      if (packet.from !== simulation.world.base.nodeNum) heard.push(packet);
    });
    await app.start();
    await clock.advance(HOURS * HOUR_MS);
  }, 200_000);

  afterAll(async () => {
    const stopping = app.stop();
    await clock.advance(3000);
    await stopping;
    await simulation.stop();
    rmSync(dataDir, { recursive: true });
    expect(clock.pending()).toEqual([]);
  });

  async function brief(line: string): Promise<string> {
    const request = aConsoleRequest(line, { isBrief: true, receivedAt: clock.now() });
    return (await app.bot.router.handle(request))?.pages.join('\n') ?? '';
  }

  const since = (hours: number) =>
    heard.filter(({ receivedAt }) => receivedAt >= clock.now() - hours * HOUR_MS);
  const counted = <Key>(keys: readonly Key[]) => {
    const counts = new Map<Key, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...counts].sort(([, a], [, b]) => b - a);
  };
  const shortName = (nodeNum: number) =>
    app.nodes.all().find((node) => node.nodeNum === nodeNum)?.user?.shortName ?? '';
  const isDirect = ({ hopsAway, viaMqtt }: Packet) => hopsAway === 0 && !viaMqtt;

  it('is enough of a mesh to count', () => {
    expect(heard.length).toBeGreaterThan(3000);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('/packets counts each kind', async () => {
    const words: Record<string, string> = {
      telemetry: 'tele',
      position: 'pos',
      nodeInfo: 'node',
      traceroute: 'trace',
      neighborInfo: 'nb',
    };
    const kinds = counted(heard.map(({ kind }) => words[kind] ?? kind));
    const said = await brief(`/packets ${HOURS}`);
    expect(said).toContain(`: ${heard.length}\n`);
    for (const [kind, count] of kinds)
      expect(` ${said.replaceAll('\n', ' ')} `).toContain(` ${kind} ${count} `);
  });

  it('/top ranks those who sent most', async () => {
    const [first, second] = counted(heard.map(({ from }) => from));
    const said = await brief(`/top ${HOURS} 5`);
    expect(said).toContain(`, ${heard.length} pkt`);
    expect(said).toContain(`\n1 ${shortName(first?.[0] ?? 0)} ${first?.[1]} `);
    expect(said).toContain(`\n2 ${shortName(second?.[0] ?? 0)} ${second?.[1]} `);
  });

  it('/stats sums up', async () => {
    const nodes = new Set(heard.map(({ from }) => from)).size;
    const texts = heard.filter(({ kind }) => kind === 'text').length;
    expect(await brief(`/stats ${HOURS}`)).toMatch(
      new RegExp(`: ${heard.length} pkt ${nodes} nodes .*${texts} msg\\n`),
    );
  });

  it('/hop tells how far packets came', async () => {
    const known = heard.filter(({ hopsAway }) => hopsAway !== undefined);
    const share = (hops: number) =>
      `${hops}:${Math.round((100 * known.filter(({ hopsAway }) => hopsAway === hops).length) / known.length)}%`;
    const said = await brief(`/hop ${HOURS}`);
    const unknown = heard.length - known.length;
    expect(said).toContain(`, ${known.length} pkt${unknown > 0 ? `, ${unknown} unknown` : ''}\n`);
    expect(said).toContain(`${share(0)} ${share(1)}`);
  });

  it('/nodes lists whom the node hears itself', async () => {
    const direct = new Set(heard.filter(isDirect).map(({ from }) => from));
    const said = await brief('/nodes');
    expect(said).toContain(`Direct 3d: ${direct.size} nodes`);
    for (const nodeNum of direct) if (shortName(nodeNum)) expect(said).toContain(shortName(nodeNum));
  });

  it('/histo counts by hour', async () => {
    const recent = since(48);
    const nodes = new Set(recent.map(({ from }) => from)).size;
    expect(await brief('/histo all 48')).toContain(`All 48h: ${recent.length} pkt ${nodes} nodes`);
  });

  it('/traffic counts what was said on the channel, the newest first', async () => {
    const said = since(24).filter(
      (packet) => packet.kind === 'text' && !packet.isDirect && packet.channel === 0,
    );
    expect(await brief('/traffic 24')).toContain(`${said.length} msg 24h`);
  });

  it('/my and /info tell how one node is heard', async () => {
    const ofAlpha = since(24).filter(({ from }) => from === ALPHA);
    const direct = ofAlpha.filter(isDirect).flatMap(({ rxSnr }) => rxSnr ?? []);
    const mean = direct.reduce((sum, snr) => sum + snr, 0) / direct.length;
    expect(await brief('/my ALPH')).toContain(`(mean ${mean.toFixed(1)}, n ${direct.length})`);
    expect(await brief('/info ALPH')).toContain(`${ofAlpha.length} pkt 24h`);
  });

  it('/neighbors knows the links that were told, heard and traced', async () => {
    const recent = since(48);
    const own = simulation.world.base.nodeNum;
    const direct = new Set(recent.filter(isDirect).map(({ from }) => [own, from].sort().join()));
    const told = new Set(
      recent.flatMap((packet) =>
        packet.kind === 'neighborInfo'
          ? packet.neighbors.map(({ nodeNum }) => [packet.nodeNum, nodeNum].sort().join())
          : [],
      ),
    );
    const said = await brief('/neighbors');
    expect(said).toMatch(new RegExp(`^n \\d+ d ${direct.size} `, 'm'));
    // What the node hears itself counts as that, also when a neighbour tells of it.
    const byWord = [...told].filter((link) => !direct.has(link)).length;
    expect(Number(/^n (\d+) /m.exec(said)?.[1])).toBe(byWord);
  });

  it('/channel tells the mean of what the nodes told', async () => {
    const used = heard.flatMap((packet) =>
      packet.kind === 'telemetry' && packet.telemetry.variant === 'device'
        ? (packet.telemetry.metrics.channelUtilization ?? [])
        : [],
    );
    const nodes = new Set(
      heard.flatMap((packet) =>
        packet.kind === 'telemetry' &&
        packet.telemetry.variant === 'device' &&
        packet.telemetry.metrics.channelUtilization !== undefined
          ? [packet.from]
          : [],
      ),
    ).size;
    const said = await brief(`/channel ${HOURS}`);
    expect(said).toContain(`${nodes} nodes`);
    const mean = used.reduce((sum, percent) => sum + percent, 0) / used.length;
    expect(Math.abs(Number(/mean ([\d.]+)%/.exec(said)?.[1]) - mean)).toBeLessThan(0.5);
  });

  it('/db counts what is kept', async () => {
    const texts = heard.filter(({ kind }) => kind === 'text').length;
    expect(await brief('/db')).toMatch(
      new RegExp(`: ${(heard.length / 1000).toFixed(1)}k pkt, ${texts} msg, `),
    );
  });
});
