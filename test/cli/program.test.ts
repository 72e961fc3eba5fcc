import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { EXIT } from '../../src/util/errors.js';
import { TestIo } from '../support/test-io.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'program-'));
  file = join(folder, 'meshbot.yaml');
});

afterEach(() => rmSync(folder, { recursive: true }));

async function cli(...argv: string[]) {
  const io = new TestIo();
  const exitCode = await runCli(argv, io);
  return { exitCode, out: io.written, err: io.complaints };
}

describe('meshbot', () => {
  it('tells its version', async () => {
    expect(await cli('--version')).toEqual({
      exitCode: EXIT.done,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      err: '',
    });
  });

  it('lists every subcommand in its help', async () => {
    const { exitCode, out } = await cli('--help');
    expect(exitCode).toBe(EXIT.done);
    const names = [
      'run',
      'diag',
      'demo',
      'sim',
      'check-config',
      'config-schema',
      'config-example',
      'console',
      'status',
      'send',
    ];
    for (const name of names) expect(out).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
  });

  it.each([
    ['run', ['--config', '--node', '--data', 'serial:/dev/ttyACM0']],
    ['diag', ['--mode', '--duration', '--last', '--data', '--json', 'serial:/dev/ttyACM0']],
    ['init', ['--node', '--config', '--language', '--yes', 'serial:/dev/ttyACM0']],
    ['install-service', ['--config', '--user', '--data', '--write', '--unit']],
    ['export', ['--format', '--since', '--until', '--output', '--data']],
    ['sim', ['--port', '--nodes', '--seed', '--firmware', '--profile', '--behave', '--control']],
    ['demo', ['--seed', '--seconds', '--nodes']],
    ['status', ['--json', '--data']],
    ['send', ['--to', '--channel', '--wait', '--data']],
    ['console', ['--data']],
    ['backup', ['--data']],
  ])('tells the options of %s in its help', async (name, words) => {
    const { exitCode, out } = await cli(name, '--help');
    expect(exitCode).toBe(EXIT.done);
    for (const word of words) expect(out).toContain(word);
  });

  it.each([
    [['watch', '--help'], /unknown command 'watch'/],
    [['statsu', '-h'], /Did you mean status\?/],
    [
      ['statsu'],
      /unknown command 'statsu'\n\(Did you mean status\?\)\n"meshbot --help" tells what is right\.\n$/,
    ],
    [['nonsense'], /unknown command 'nonsense'\n"meshbot --help" tells what is right\.\n$/],
    [
      ['status', '--jsn'],
      /unknown option '--jsn'(?:.|\n)*\n"meshbot status --help" tells what is right\.\n$/,
    ],
    [['send'], /missing required argument 'text'/],
    [['send', 'a', 'b'], /too many arguments/],
    [['send', 'a', '--channel', '9'], /It must be a channel index from 0 to 7\./],
    [['sim', '--firmware', '3'], /It must be 2\.7 or 2\.8/],
    [['sim', '--port', '0', '--profile', '1.0'], /2\.7-s3/],
    [['sim', '--port', '0', '--behave', 'nonsense@5'], /nonsense/],
  ])('ends wrong usage with 2 and says what is right: %j', async (argv, words) => {
    const { exitCode, err } = await cli(...argv);
    expect(err).toMatch(words);
    expect(exitCode).toBe(EXIT.usage);
  });
});

describe('meshbot check-config', () => {
  it('is content with a good file', async () => {
    writeFileSync(file, 'node: { address: radio.local }\n');
    expect(await cli('check-config', file)).toEqual({
      exitCode: EXIT.done,
      out: `${file} is fine.\n`,
      err: '',
    });
  });

  it('tells warnings and is content', async () => {
    writeFileSync(file, 'node: { address: radio.local }\nlink: { silenceSeconds: 30 }\n');
    const { exitCode, out } = await cli('check-config', file);
    expect(exitCode).toBe(EXIT.done);
    expect(out).toMatch(/^warning: link\.silenceSeconds: below 40/);
  });

  it('ends with 78 and tells every problem', async () => {
    writeFileSync(file, 'node: { adress: x }\nlanguage: de\n');
    const { exitCode, out, err } = await cli('check-config', file);
    expect({ exitCode, out }).toEqual({ exitCode: EXIT.config, out: '' });
    expect(err.split('\n')).toEqual([
      'The configuration is wrong:',
      expect.stringMatching(/^ {2}node\.address: is missing/),
      '  node.adress: unknown key. Did you mean node.address?',
      '  language: must be one of en, fr, not "de"',
      '',
    ]);
  });

  it('ends with 78 when the named file is missing', async () => {
    expect(await cli('check-config', file)).toMatchObject({
      exitCode: EXIT.config,
      err: `The configuration is wrong:\n  ${file}: there is no such file. "meshbot init" finds your node and writes one, "meshbot config-example" prints one to fill in\n`,
    });
  });
});

describe('meshbot config-example and config-schema', () => {
  it('print an example that is fine once the address is there', async () => {
    const { out } = await cli('config-example');
    writeFileSync(file, out.replace('  address:\n', '  address: radio.local\n'));
    expect(await cli('check-config', file)).toMatchObject({ exitCode: EXIT.done });
  });

  it('print JSON', async () => {
    const { out } = await cli('config-schema');
    expect(JSON.parse(out)).toMatchObject({ title: 'MeshBot configuration' });
  });
});

describe('a command that needs the running bot', () => {
  it.each([[['status']], [['console']], [['send', 'hello']]])(
    'ends with 69 and names the folder where it looked: %j',
    async (argv) => {
      const { exitCode, err } = await cli(...argv, '--data', folder);
      expect(exitCode).toBe(EXIT.unavailable);
      expect(err).toBe(
        `meshbot: no bot is running on the data folder ${folder}. Start one with "meshbot run", or name another folder with --data DIR.\n`,
      );
    },
  );

  it('says when the folder is no folder', async () => {
    writeFileSync(file, '');
    expect(await cli('status', '--data', file)).toMatchObject({ exitCode: EXIT.unavailable });
  });
});

describe('without any configuration', () => {
  it('says how to come to one', async () => {
    const cwd = process.cwd();
    const home = process.env['HOME'];
    process.chdir(folder);
    process.env['HOME'] = folder;
    const [checked, ran] = [await cli('check-config'), await cli('run')];
    process.chdir(cwd);
    process.env['HOME'] = home;
    for (const { exitCode, err } of [checked, ran]) {
      expect(exitCode).toBe(EXIT.config);
      expect(err).toContain('"meshbot init" finds your node and');
      expect(err).toContain('"meshbot config-example');
    }
  });
});

describe('meshbot run', () => {
  it('ends with 78 when nobody named a node', async () => {
    writeFileSync(file, 'language: en\n');
    expect(await cli('run', '--config', file)).toMatchObject({
      exitCode: EXIT.config,
      err: expect.stringContaining(`Write your node's address into ${file}, below "node:"`),
    });
  });

  it('ends with 78 when the data folder cannot be used', async () => {
    writeFileSync(file, '');
    expect(await cli('run', '--node', '127.0.0.1:1', '--data', join(file, 'data'))).toMatchObject({
      exitCode: EXIT.config,
      err: expect.stringContaining('lies in something that is a file, not a folder'),
    });
  });
});
