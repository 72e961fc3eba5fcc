import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { TcpTransport } from '../../src/radio/tcp.js';
import { STAGE_MS, Stage, tell } from '../support/processes.js';
import { callsOnSocketsTo, TRACED_CALLS } from '../support/traced-sockets.js';

/** Being there is not enough: containers may forbid tracing. */
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;

describe.runIf(canTrace)('the system calls of the bot', () => {
  let stage: Stage;
  let trace: string;
  let through: string[];

  beforeAll(async () => {
    stage = await Stage.build();
    trace = join(stage.folder, 'trace');
    through = ['strace', '-f', '-e', `trace=${TRACED_CALLS}`, '-o', trace];
  }, STAGE_MS);

  afterAll(() => stage.end());

  it('set no option on the sockets to the node, in two sessions with their heartbeats', async () => {
    const { port, address } = await stage.simulatedNode('--control', 'control.sock', '--pace', '0.001');
    const control = (command: string) => tell(join(stage.folder, 'control.sock'), command);
    const framesToNode = async () => Number((await control('stats'))['framesIn'] ?? 0);
    const env = { MESHBOT_LINK__HEARTBEAT_SECONDS: '1' };
    const bot = stage.start(['run', '--node', address, '--data', 'data'], { through, env });
    for (const session of [1, 2]) {
      await expect.poll(() => bot.logged('link ready'), { timeout: 15_000 }).toHaveLength(session);
      const before = await framesToNode();
      await expect.poll(framesToNode, { timeout: 15_000 }).toBeGreaterThan(before + 1);
      if (session === 1) await control('behave fin');
    }
    expect(await bot.end('SIGTERM')).toBe(0);
    const sockets = callsOnSocketsTo(port, readFileSync(trace, 'utf8'));
    expect(sockets).toHaveLength(2);
    for (const calls of sockets) {
      expect(calls).toContain('connect');
      expect(calls.at(-1)).toBe('close');
      expect(calls).not.toContain('setsockopt');
    }
  }, 60_000);

  it('would show an option', async () => {
    const { port } = await stage.simulatedNode();
    const script = `require('node:net').connect({ port: ${port}, host: '127.0.0.1', noDelay: true }, process.exit)`;
    const [command = '', ...args] = through;
    expect(spawnSync(command, [...args, process.execPath, '-e', script]).status).toBe(0);
    const [calls] = callsOnSocketsTo(port, readFileSync(trace, 'utf8'));
    expect(calls).toContain('setsockopt');
  });
});

describe('callsOnSocketsTo', () => {
  it('tells the sockets of one descriptor apart, and follows calls that were interrupted', () => {
    const trace = [
      '7 socket(AF_UNIX, SOCK_STREAM, 0) = 5',
      '7 setsockopt(5, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0',
      '7 close(5) = 0',
      '7 socket(AF_INET, SOCK_STREAM, IPPROTO_IP <unfinished ...>',
      '8 close(9) = 0',
      '7 <... socket resumed>) = 5',
      '7 connect(5, {sa_family=AF_INET, sin_port=htons(4403), sin_addr=inet_addr("127.0.0.1")}, 16 <unfinished ...>',
      '8 accept4(4, NULL, NULL, SOCK_CLOEXEC) = 6',
      '7 <... connect resumed>) = -1 EINPROGRESS (Operation now in progress)',
      '8 setsockopt(6, SOL_TCP, TCP_NODELAY, [1], 4) = 0',
      '7 getsockopt(5, SOL_SOCKET, SO_ERROR, [0], [4]) = 0',
      '7 close(5) = 0',
      '7 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5',
      '7 connect(5, {sa_family=AF_INET, sin_port=htons(4404), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
    ].join('\n');
    expect(callsOnSocketsTo(4403, trace)).toEqual([['connect', 'getsockopt', 'close']]);
  });
});

describe('TcpTransport', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  async function aListener() {
    const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { port, close: () => once(server.close(), 'close') };
  }

  /** Every way by which Node sets an option, be it asked of the socket or given to `connect`. */
  async function watchOptions(port: number): Promise<() => number> {
    const probe = connect(port, '127.0.0.1');
    await once(probe, 'connect');
    const { _handle } = probe as unknown as { readonly _handle: Socket };
    const handles: Socket = Object.getPrototypeOf(_handle);
    probe.destroy();
    await once(probe, 'close');
    const asked = (['setNoDelay', 'setKeepAlive', 'setTimeout'] as const).map((name) =>
      vi.spyOn(Socket.prototype, name),
    );
    const done = (['setNoDelay', 'setKeepAlive'] as const).map((name) => vi.spyOn(handles, name));
    return () => [...asked, ...done].reduce((sum, { mock }) => sum + mock.calls.length, 0);
  }

  it('sets no option on its socket while it opens, writes, reads, closes and gives up', async () => {
    const { port, close } = await aListener();
    const optionsSet = await watchOptions(port);
    const transport = new TcpTransport('127.0.0.1', port);
    const connection = await transport.open(new AbortController().signal);
    await connection.write(Uint8Array.of(1));
    for await (const chunk of connection.incoming) {
      expect([...chunk]).toEqual([1]);
      break;
    }
    await connection.close();
    const attempt = new AbortController();
    const opening = transport.open(attempt.signal);
    attempt.abort();
    await expect(opening).rejects.toThrow();
    expect(optionsSet()).toBe(0);
    await close();
  });

  it.each(['noDelay', 'keepAlive', 'timeout'])('would be seen to set %s', async (option) => {
    const { port, close } = await aListener();
    const optionsSet = await watchOptions(port);
    const socket = connect({ port, host: '127.0.0.1', [option]: 1000 });
    await once(socket, 'connect');
    expect(optionsSet()).toBe(1);
    socket.destroy();
    await close();
  });
});
