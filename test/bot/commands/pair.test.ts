import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../src/bot/request.js';
import { aDesk } from '../../support/bot-desk.js';
import { aRequest } from '../../support/builders.js';

const user = { id: 'telegram:99', name: 'Alpha', role: 'any' } as const;

describe('/pair and /start', () => {
  it('admit nobody where nobody is admitted', async () => {
    const desk = aDesk();
    const request = { ...aRequest('/pair 22222222'), platform: 'telegram', user } as const;
    const answer = await desk.bot.router.handle(request);
    expect(answer?.pages[0]).toBe('/pair is not set up here.');
    const command = desk.bot.registry.find('pair');
    const call = { request, language: 'en', args: ['x'], rest: 'x', signal: AbortSignal.abort() } as const;
    expect(() => command?.run(call)).toThrow('This code is wrong or too old.');
  });

  it('greet people in their language', async () => {
    const known = { ...user, role: 'known' } as const;
    const greet = async (language: (typeof LANGUAGES)[number], who: typeof user | typeof known) => {
      const request = {
        ...aRequest('/start'),
        platform: 'telegram',
        user: who,
        language,
        isBrief: false,
      } as const;
      return (await aDesk().bot.router.handle(request))?.pages[0] ?? '';
    };
    expect(await greet('en', user)).toContain('Your id: 99');
    expect(await greet('fr', user)).toContain('Votre numéro : 99');
    for (const language of LANGUAGES) expect(await greet(language, known)).toMatch(/Alpha, .*\n\n.*\//s);
  });
});
