import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { Simulation } from '../../src/sim/simulation.js';
import { EXIT } from '../../src/util/errors.js';
import { HurriedClock } from '../support/hurried-clock.js';
import { Pty, plugInto } from '../support/pty.js';
import { TestIo } from '../support/test-io.js';

/** The library and the wake bytes take their time whatever the clock says. */
const clock = new HurriedClock(4);
const OF_NETWORKS = /\b(DNS|name server|network|Wi-Fi|socket|API|host|900 s)\b/;

let runDir: string;
let simulation: Simulation;
let cable: Pty;

beforeEach(async () => {
  runDir = mkdtempSync(join(tmpdir(), 'diag-by-cable-'));
  simulation = new Simulation({ clock, seed: 'diag', front: 'memory', traffic: false });
  await simulation.start();
  cable = new Pty();
});

afterEach(async () => {
  await cable.unplug();
  await simulation.stop();
  rmSync(runDir, { recursive: true });
});

function start(...argv: string[]) {
  const io = new TestIo({ clock, env: { MESHBOT_RUN_DIR: runDir } });
  const ended = runCli(['diag', ...argv], io);
  return { io, ended };
}

describe('meshbot diag of a cable', () => {
  it('tells how a node there does, and when it was pulled out', async () => {
    plugInto(simulation, cable);
    const { io, ended } = start(cable.path);
    await io.shows('ready');
    await io.shows('status');
    await cable.unplug();
    await io.shows('lost');
    await io.shows('not connected');
    io.abort();
    expect(await ended).toBe(EXIT.done);
    expect(io.written).toContain(`watched      serial:${cable.path}, mode link`);
    expect(io.written).toMatch(/^losses +unplugged 1$/m);
    expect(io.written).toMatch(/^verdict +unplugged: once the port went away while it was open/m);
    expect(io.written).not.toMatch(OF_NETWORKS);
  });

  it.each([
    ['/dev/ttyACM-none', /^verdict +not reachable: no such serial port\. Is the cable in/m],
    ['/dev/null', /^verdict +not reachable: no such serial port/m],
  ])('ends with 69 where nothing is: %s', async (path, verdict) => {
    const { io, ended } = start(path);
    expect(await ended).toBe(EXIT.unavailable);
    expect(io.written).toMatch(verdict);
    expect(io.written).toMatch(/^connections +none, failed tries: unplugged 1$/m);
    expect(io.written).not.toMatch(OF_NETWORKS);
  });

  it('takes the log that a node prints unasked for no sign of a wrong port', async () => {
    const { io, ended } = start(cable.path, '--mode', 'raw', '--duration', '60');
    await io.shows('connected');
    await cable.send(Buffer.from('INFO  | ??:??:?? 40 [DeviceTelemetry] air_util_tx=0.31\r\n'));
    await io.shows('noise');
    io.abort();
    expect(await ended).toBe(EXIT.done);
    expect(io.written).toMatch(/^verdict +healthy: .*says nothing by cable, or prints its log$/m);
    expect(io.written).not.toMatch(OF_NETWORKS);
  });
});
