import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { metrics as section } from '../../src/config/metrics-schema.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { Metrics } from '../../src/web/metrics.js';
import { MetricsServer } from '../../src/web/metrics-server.js';
import { ALPHA, aReport, NOW } from '../support/builders.js';
import { FakeRadio } from '../support/fake-radio.js';
import { RecordingLog } from '../support/recording-log.js';

let radio: FakeRadio;
let alerts: string[];
let metrics: Metrics;
let log: RecordingLog;

beforeEach(() => {
  radio = new FakeRadio();
  alerts = [];
  log = new RecordingLog();
  const nodes = new NodeDb();
  nodes.learn(aReport({ nodeNum: ALPHA }), NOW);
  metrics = new Metrics({
    radio,
    nodes,
    version: '1.2.3',
    services: () => [
      { name: 'weather', state: 'ok' },
      { name: 'llm', state: 'down' },
      { name: 'lightning', state: 'off' },
    ],
    alerts: () => alerts,
  });
});

describe('the page', () => {
  it('tells how the link, the outbox, the mesh, services and alerts are', async () => {
    radio.facts = {
      sinceMs: 1500,
      lastFrameAgoMs: 400,
      packets: 12,
      texts: 3,
      outageTotals: { count: 2, totalMs: 42_000, longestMs: 40_000 },
      outbox: { queued: 1, inFlight: 1, delivered: 7, unconfirmed: 2, failed: 1, expired: 0 },
    };
    alerts = ['node-silent', 'link', 'node-silent'];
    const page = await metrics.page();
    for (const line of [
      'meshbot_info{version="1.2.3",firmware="2.7.26.54e0d8d"} 1',
      'meshbot_link_state{state="ready"} 1',
      'meshbot_link_state{state="waiting"} 0',
      'meshbot_link_state_seconds 1.5',
      'meshbot_link_last_frame_age_seconds 0.4',
      'meshbot_link_heartbeat_seconds Nan',
      'meshbot_link_outages_total 2',
      'meshbot_link_outage_seconds_total 42',
      'meshbot_outbox_messages{place="in_flight"} 1',
      'meshbot_outbox_ended_total{outcome="unconfirmed"} 2',
      'meshbot_packets_received_total 12',
      'meshbot_texts_received_total 3',
      'meshbot_nodes 1',
      'meshbot_service_up{service="weather"} 1',
      'meshbot_service_up{service="llm"} 0',
      'meshbot_alerts_raised{alert="node-silent"} 2',
    ])
      expect(page).toContain(`${line}\n`);
    expect(page).not.toContain('lightning');
    expect(page).toContain('process_resident_memory_bytes');
  });

  it('is read anew each time: what is over is gone, what is counted elsewhere is not counted twice', async () => {
    radio.facts = { packets: 12 };
    alerts = ['link'];
    await metrics.page();
    radio.facts = { packets: 13 };
    alerts = [];
    const page = await metrics.page();
    expect(page).toContain('meshbot_packets_received_total 13\n');
    expect(page).not.toContain('alert="link"');
  });
});

describe('the server', () => {
  let server: MetricsServer;

  afterEach(() => server.stop());

  async function start(port = 0, page?: () => Promise<string>) {
    const told = page ? { page, contentType: 'text/plain' } : metrics;
    server = new MetricsServer({ metrics: told, host: '127.0.0.1', port, log });
    await server.start();
    return `http://127.0.0.1:${server.port}`;
  }

  it('answers Prometheus, and nobody who wants something else', async () => {
    const url = await start();
    const answer = await fetch(`${url}/metrics?x=1`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toContain('meshbot_info');
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(405);
    expect(log.find('metrics')).toMatchObject([{ level: 'info', fields: { url: `${url}/metrics` } }]);
  });

  it('makes one page for a connection, however much is asked over it', async () => {
    let pages = 0;
    const url = await start(0, async () => `page ${++pages}\n`);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(500));
    socket.on('error', () => {});
    socket.resume();
    await once(socket, 'close');
    expect(pages).toBe(1);
  });

  it('says so when something goes wrong with us', async () => {
    const url = await start(0, () => Promise.reject(new Error('boom')));
    expect((await fetch(`${url}/metrics`)).status).toBe(500);
    expect(log.find('metrics failed')).toHaveLength(1);
  });

  it('does without when its port is taken, and says what to do', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    await start(typeof address === 'object' && address ? address.port : 0);
    expect(server.port).toBeUndefined();
    expect(log.find('metrics unavailable')).toMatchObject([
      { level: 'error', fields: { reason: expect.stringContaining('EADDRINUSE') } },
    ]);
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('the configuration', () => {
  it.each([
    [9464, { host: '127.0.0.1', port: 9464 }],
    ['9464', { host: '127.0.0.1', port: 9464 }],
    ['0.0.0.0:9464', { host: '0.0.0.0', port: 9464 }],
    ['[::1]:9464', { host: '::1', port: 9464 }],
  ])('reads %j', (listen, read) => {
    expect(section.parse({ listen })).toEqual({ listen: read });
  });

  it.each([['99999'], ['host'], [-1], ['a b:1'], [true]])('refuses %j', (listen) => {
    expect(section.safeParse({ listen }).success).toBe(false);
  });

  it('opens nothing unless it is asked to', () => {
    expect(section.parse(undefined)).toEqual({});
  });
});
