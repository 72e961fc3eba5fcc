import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Program, STAGE_MS, Stage, tell } from '../support/processes.js';

interface Received {
  readonly to: string;
  readonly text: string;
  readonly replyId?: number;
  readonly acknowledged: boolean;
}

interface SimulatedNode {
  readonly id: string;
  readonly longName: string;
  readonly shortName: string;
}

/** A mesh on which nobody speaks unless told, and with enough people in direct reach. */
const QUIET_MESH = ['--seed', '22', '--nodes', '40', '--pace', '0.001', '--control', 'control.sock'];
/** One for each outage: a mesh that begins anew draws the same packet ids, and those a bot has seen it drops. */
const QUESTIONS: readonly (readonly [asker: string, question: string, answer: RegExp])[] = [
  ['BRAV', '/ping', /^Pong Bravo! Direct, SNR -?\d+\.\d dB, RSSI -\d+ dBm/],
  ['CHAR', '/whoami', /^Charlie CHAR !3c9d1e42\nProof: PKI, key /],
  ['DELT', '/nonsense', /^Unknown: \/nonsense/],
  ['OSCR', '/lang fr', /^Langue : français\./],
  ['FOXT', '/more', /^Nothing to continue\./],
  ['🦊', '/more', /^Nothing to continue\./],
  ['PAPA', '/whoami', /^P.+ PAPA !aa88c330\nProof: PKI, key /],
  ['<b>', '/ping', /^Pong <b>Romeo<\/b>! Direct, /],
  ['WHIS', '/lang', /^Language: English\./],
  ['N32', '/ping', /^Pong Node 32! Direct, /],
];

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.build();
}, STAGE_MS);

afterAll(() => stage.end());

const control = (command: string) => tell(join(stage.folder, 'control.sock'), command);

async function startNode(port = 0) {
  const node = await stage.simulatedNode(...QUIET_MESH, '--port', String(port));
  // What a node throws away comes again after 3 s: that is another story.
  await control('switch rxDiscard false');
  return node;
}

async function person(shortName: string): Promise<SimulatedNode> {
  const nodes = (await control('nodes'))['nodes'] as SimulatedNode[];
  const found = nodes.find((node) => node.shortName === shortName);
  if (!found) throw new Error(`nobody is called ${shortName}`);
  return found;
}

/** The text of the answer, once the asker has acknowledged it. */
async function ask({ id }: SimulatedNode, question: string): Promise<string> {
  const { id: questionId } = await control(`dm ${id} ${question}`);
  const answers = async () => {
    const received = (await control('received'))['received'] as Received[];
    return received.filter((text) => text.replyId === questionId && text.acknowledged);
  };
  await expect.poll(answers, { timeout: 15_000 }).toHaveLength(1);
  const [answer] = await answers();
  expect(answer?.to).toBe(id);
  return answer?.text ?? '';
}

/** Everything at info or above but the answers themselves. */
function linesOfLife(bot: Program): string[] {
  const answering = ['command', 'delivery'];
  return bot.log.filter(({ msg }) => !answering.includes(msg)).map(({ level, msg }) => `${level} ${msg}`);
}

it('answers direct messages, and answers again after each of ten deaths of its node', async () => {
  const first = await startNode();
  const bot = stage.start(['run', '--node', first.address, '--data', 'data']);
  await bot.shows('"link ready"');
  expect(await ask(await person('ALPH'), '/ping')).toMatch(/^Pong Alpha! Direct, /);

  let { sim } = first;
  for (const [index, [asker, question, answer]] of QUESTIONS.entries()) {
    await sim.end('SIGKILL');
    const again = await startNode(first.port);
    await expect.poll(() => bot.logged('link restored'), { timeout: 10_000 }).toHaveLength(index + 1);
    const readyAt = Date.parse(bot.logged('link ready').at(-1)?.time ?? '');
    expect(readyAt - again.listeningAt).toBeLessThan(2000);
    expect(await ask(await person(asker), question)).toMatch(answer);
    sim = again.sim;
  }

  const outages = QUESTIONS.flatMap(() => ['warn link lost', 'info link ready', 'info link restored']);
  expect(linesOfLife(bot)).toEqual(['info starting', 'info link ready', ...outages]);
  expect(bot.logged('command')).toHaveLength(1 + QUESTIONS.length);
  const { out } = await stage.run(['status', '--json', '--data', 'data']);
  expect(JSON.parse(out)).toMatchObject({ link: { state: 'ready', outages: { count: QUESTIONS.length } } });
  const askedToStopAt = Date.now();
  expect(await bot.end('SIGTERM')).toBe(0);
  expect(Date.now() - askedToStopAt).toBeLessThan(5000);
  expect(bot.err).toBe('');
}, 90_000);

it('ends in good order when its terminal is closed', async () => {
  const { sim, address } = await stage.simulatedNode('--nodes', '4');
  const bot = stage.start(['run', '--node', address, '--data', 'closed']);
  await bot.shows('"link ready"');
  // The shell tells of it, and the system as well.
  bot.child.kill('SIGHUP');
  await new Promise((resolve) => setTimeout(resolve, 2));
  await bot.end('SIGHUP');
  expect(bot.child.signalCode).toBe('SIGHUP');
  expect(bot.log.at(-1)).toMatchObject({ msg: 'stopped' });
  await sim.end('SIGTERM');
});
