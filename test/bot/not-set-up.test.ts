import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/bot/commands/index.js';
import { createSchema } from '../../src/config/schema.js';
import { aDesk } from '../support/bot-desk.js';
import { ALPHA, aConsoleRequest } from '../support/builders.js';

const ADMIN = { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin', nodeNum: ALPHA } as const;

it.each([
  ['/bot', 'llm.enabled'],
  ['/vigi', 'vigilance.enabled'],
  ['/power', 'esphome.enabled'],
  ['/blitz', 'lightning.enabled'],
])(
  'tells whoever may change the configuration what switches %s on, and the mesh in few words',
  async (line, key) => {
    const desk = aDesk({}, false);
    const say = async (request: ReturnType<typeof aConsoleRequest>) =>
      (await desk.bot.router.handle(request))?.pages[0];
    expect(await say(aConsoleRequest(line))).toBe(
      `${line} is not set up here. To switch it on: ${key} in the configuration.`,
    );
    expect(await say(aConsoleRequest(line, { language: 'fr' }))).toMatch(
      new RegExp(`n'est pas configurée ici\\. Pour l'activer : ${key} dans la configuration\\.$`),
    );
    expect(await desk.ask(line, { user: ADMIN })).toBe(`${line} is not set up here.`);
    const user = { id: 'telegram:1', name: 'Somebody', role: 'known' } as const;
    expect(await say(aConsoleRequest(line, { platform: 'telegram', user }))).toBe(
      `${line} is not set up here.`,
    );
  },
);

it('names keys that the configuration knows', () => {
  const config = createSchema(COMMANDS.map(({ name }) => name)).parse({ node: { address: 'node.local' } });
  for (const { name, switchedOnBy } of COMMANDS) {
    if (switchedOnBy === undefined) continue;
    const value = switchedOnBy.split('.').reduce<unknown>((section, key) => {
      return (section as Readonly<Record<string, unknown>>)[key];
    }, config);
    expect([name, value]).not.toEqual([name, undefined]);
  }
});
