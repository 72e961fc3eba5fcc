import { expect, it } from 'vitest';
import { allCommands } from '../../src/bot/registry.js';
import { byteLength } from '../../src/util/text.js';
import { aStory } from '../support/story.js';
import { wordsFor } from '../support/talk.js';

const WINDOW_MS = 301_000;
const NO_NODE = (text: string) => `No node "${text}". Try /nodes or its !id.`;

const ADMINS = (command: string) => `Sorry, /${command} is for admins.`;

/** Each command with arguments that are too many, too few, out of range or of no sense, and what is said to them. */
const LINES: Readonly<Record<string, readonly (readonly [line: string, answer: string | RegExp])[]>> = {
  help: [
    ['/help nosuch', 'Unknown: /nosuch. /help'],
    ['/help ping pong', /^Usage: \/help/],
    ['/help /', /^Unknown: \/\./],
  ],
  ping: [['/ping now', 'Usage: /ping. Ex: /ping']],
  echo: [
    ['/echo', /^Usage: \/echo text/],
    ['/echo \u0007\u200b', /^Usage: \/echo text/],
    [`/echo ${'é'.repeat(76)}`, 'Text too long: 152 bytes, 150 max.'],
    ['/echo /ping', 'An echo must not begin like a command.'],
  ],
  my: [['/my BRAV', /^Usage: \/my/]],
  nodes: [
    ['/nodes 0', /^Usage: \/nodes/],
    ['/nodes -1', /^Usage: \/nodes/],
    ['/nodes 99999999999', /^Usage: \/nodes/],
    ['/nodes 9999', /\/\d\)$|^Direct 3d/],
    ['/nodes 1 2', /^Usage: \/nodes/],
  ],
  info: [
    ['/info', /^Usage: \/info NODE/],
    ['/info ""', NO_NODE('')],
    ['/info !00000000', NO_NODE('!00000000')],
    ['/info !ffffffff', NO_NODE('!ffffffff')],
    ['/info 4294967295', NO_NODE('4294967295')],
    ['/info 99999999999999999999', NO_NODE('99999999999999999999')],
    [`/info ${'🦊'.repeat(40)}`, NO_NODE('🦊'.repeat(10))],
    ['/info __proto__', NO_NODE('__proto__')],
    ['/info ALPH BRAV', /^Usage: \/info NODE/],
  ],
  weather: [['/weather 91,181', '/weather is not set up here.']],
  rain: [[`/rain ${'🌧'.repeat(40)}`, '/rain is not set up here.']],
  astro: [
    ['/astro xyzzy', 'No place "xyzzy". Try a town, a post code or lat,lon.'],
    ['/astro 91,0', 'No place "91,0". Try a town, a post code or lat,lon.'],
    ['/astro 0,-181', 'No place "0,-181". Try a town, a post code or lat,lon.'],
    ['/astro @nosuch', NO_NODE('nosuch')],
    [`/astro ${'🌒'.repeat(40)}`, `No place "${'🌒'.repeat(10)}". Try a town, a post code or lat,lon.`],
  ],
  sys: [['/sys 5', 'Usage: /sys. Ex: /sys']],
  link: [['/link now', /^Usage: \/link/]],
  legend: [['/legend 1', 'Usage: /legend. Ex: /legend']],
  whoami: [['/whoami me', 'Usage: /whoami. Ex: /whoami']],
  lang: [
    ['/lang de', /^Usage: \/lang/],
    ['/lang constructor', /^Usage: \/lang/],
    ['/lang en fr', /^Usage: \/lang/],
  ],
  more: [
    ['/more', 'Nothing to continue.'],
    ['/more 2', 'Usage: /more. Ex: /more'],
  ],
  trace: [
    ['/trace ALPH BRAV', /^Usage: \/trace/],
    ['/trace !00000000', '!00000000 was never heard; I do not trace unknown nodes.'],
    ['/trace !ffffffff', '!ffffffff was never heard; I do not trace unknown nodes.'],
    ['/trace BASE', 'That is my own node.'],
    ['/trace nosuch', NO_NODE('nosuch')],
  ],
  alerts: [
    ['/alerts test', ADMINS('alerts test')],
    ['/alerts nonsense', 'Usage: /alerts [test NAME]'],
  ],
  announce: [
    ['/announce', ADMINS('announce')],
    ['/announce ch9 hi', ADMINS('announce')],
  ],
  blitz: [['/blitz 5', '/blitz is not set up here.']],
  bot: [[`/bot ${'é'.repeat(90)}`, '/bot is not set up here.']],
  channel: [
    ['/channel 0', /^Usage: \/channel \[HOURS 1-168\]/],
    ['/channel x', /^Usage: \/channel/],
    ['/channel 24 5 6', /^Usage: \/channel/],
  ],
  clear: [['/clear now', '/clear is not set up here.']],
  cpu: [['/cpu 5', 'Usage: /cpu. Ex: /cpu']],
  db: [
    ['/db nonsense', /^Usage: \/db \[stats/],
    ['/db clean 5', ADMINS('db clean')],
    ['/db stats 5 6', /^Usage: \/db/],
  ],
  diag: [['/diag nosuch', /^No service "nosuch"\. I know: node, weather/]],
  graphs: [['/graphs 49', '/graphs is not set up here.']],
  histo: [
    ['/histo 0', /^Usage: \/histo/],
    ['/histo nonsense', /^Usage: \/histo/],
    ['/histo 999 text', /^Usage: \/histo/],
  ],
  hop: [
    ['/hop 169', /^Usage: \/hop \[HOURS, 1-168\]/],
    ['/hop -1', /^Usage: \/hop/],
    ['/hop 1 2', /^Usage: \/hop/],
  ],
  keys: [
    ['/keys nosuch', NO_NODE('nosuch')],
    ['/keys accept BRAV', ADMINS('keys accept')],
  ],
  neighbors: [['/neighbors nosuch', NO_NODE('nosuch')]],
  packets: [['/packets 0', /^Usage: \/packets/]],
  power: [['/power now', '/power is not set up here.']],
  propag: [
    ['/propag 721', /^Usage: \/propag \[HOURS, 1-720\]/],
    ['/propag 24 11', /^Usage: \/propag/],
    ['/propag 24 5 6', /^Usage: \/propag/],
  ],
  stats: [
    ['/stats nonsense', 'No statistic "nonsense". There are: global top packets channel histo traffic hop'],
    ['/stats top 3 21', /^Usage: \/top/],
    ['/stats 169', /^Usage: \/stats/],
  ],
  subscribe: [
    ['/subscribe nosuch', 'Topics: link. Ex: /subscribe link'],
    ['/subscribe blitz 500', 'blitz is not set up here: I could not warn you. Topics: link'],
    ['/subscribe link pink', /^Usage: \/subscribe/],
  ],
  top: [
    ['/top 0', /^Usage: \/top/],
    ['/top 3 21', /^Usage: \/top/],
  ],
  traffic: [['/traffic 25', /^Usage: \/traffic/]],
  unsubscribe: [
    ['/unsubscribe', /^Usage: \/unsubscribe/],
    ['/unsubscribe nosuch', /^Topics: /],
  ],
  vigi: [['/vigi 99', '/vigi is not set up here.']],
  yes: [
    ['/yes', ADMINS('yes')],
    ['/yes QQQQ', ADMINS('yes')],
  ],
  tell: [
    ['/tell', /^Usage: \/tell NODE text/],
    ['/tell BRAV', /^Usage: \/tell/],
    ['/tell nosuch hi', NO_NODE('nosuch')],
    ['/tell cancel 0', 'No letter #0 of yours. /tell list'],
    [`/tell BRAV ${'é'.repeat(76)}`, 'Text too long: 152 bytes, 150 max.'],
  ],
  missed: [
    ['/missed 25', /^Usage: \/missed \[HOURS 1-24\]/],
    ['/missed 1 2', /^Usage: \/missed/],
  ],
  quiet: [['/quiet 99999', ADMINS('quiet')]],
  block: [['/block', ADMINS('block')]],
  rebootnode: [['/rebootnode now', ADMINS('rebootnode')]],
  restart: [['/restart now', ADMINS('restart')]],
  reboot: [['/reboot now', '/reboot is not set up here.']],
  trust: [['/trust BRAV', '/trust works by console.']],
  untrust: [['/untrust BRAV', '/untrust works by console.']],
  unpair: [['/unpair Bravo', '/unpair works by console.']],
  users: [['/users', '/users works by console.']],
  audit: [['/audit 5', '/audit works by console.']],
  backup: [['/backup /tmp/x', '/backup works by console.']],
  nodeinfo: [['/nodeinfo BRAV 999', '/nodeinfo works by console.']],
  fullnodes: [['/fullnodes 999', '/fullnodes works by console.']],
  health: [['/health 999', '/health works by console.']],
  mqtt: [['/mqtt 999', '/mqtt works by console.']],
  say: [['/say ch9', '/say works by Telegram.']],
  relay: [['/relay now', '/relay works by Telegram.']],
  start: [['/start 1 2 3', /./]],
  pair: [['/pair 1 2 3', /./]],
};

it('knows odd arguments of every command', () => {
  expect(Object.keys(LINES).sort()).toEqual(
    allCommands()
      .map(({ name }) => name)
      .sort(),
  );
});

it.each(Object.entries(LINES))(
  '%s with odd arguments gets a clear answer in one packet',
  async (_name, lines) => {
    const story = await aStory();
    for (const [line, answer] of lines) {
      const said = await wordsFor(story, 'ALPH', line);
      expect(said, line).toHaveLength(1);
      expect(said[0], line).toMatch(answer);
      if (typeof answer === 'string') expect(said[0]).toBe(answer);
      expect(byteLength(said[0] ?? '')).toBeLessThanOrEqual(200);
      await story.clock.advance(WINDOW_MS);
    }
    expect(story.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    await story.end();
    expect(story.clock.pending()).toEqual([]);
  },
);

it.each([
  ['/wether', 'Unknown: /wether. /help'],
  ['/pong', 'Unknown: /pong. Did you mean /ping? /help'],
  ['/Pïng!?', /^Pong Alpha!/],
  ['/constructor', 'Unknown: /constructor. /help'],
  ['/mylife', 'Unknown: /mylife. /help'],
])('%s by direct message is answered by %s', async (line, answer) => {
  const story = await aStory();
  expect(await wordsFor(story, 'ALPH', line)).toEqual([
    typeof answer === 'string' ? answer : expect.stringMatching(answer),
  ]);
  await story.end();
});
