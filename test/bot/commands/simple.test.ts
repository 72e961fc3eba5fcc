import { describe, expect, it } from 'vitest';
import { DEFAULT_BOT_SETTINGS } from '../../../src/bot/settings.js';
import { toChannelIndex, toNodeNum } from '../../../src/mesh/ids.js';
import type { DeliveryFailure } from '../../../src/mesh/radio.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aConsoleRequest, aReport, aText, NOW, without } from '../../support/builders.js';

const STRANGER = { id: 'mesh:!00000001', name: '!00000001', role: 'any', nodeNum: toNodeNum(1) } as const;

async function console(desk: Desk, text: string, changes = {}): Promise<string | undefined> {
  return (await desk.bot.router.handle(aConsoleRequest(text, changes)))?.pages[0];
}

describe('/help', () => {
  it('lists what there is on one page, in groups', async () => {
    const english = await aDesk().ask('/help');
    expect(english).toBe(
      'MeshBot\nNet my nodes info trace hop propag neighbors keys\nSky weather rain astro\nStat stats top histo\nHere sys link\nYou missed lang\n/help CMD = details',
    );
    const french = await aDesk().ask('/aide', { language: 'fr' });
    expect(french).toBe(
      'MeshBot\nRéseau moi noeuds info trace sauts portee voisins cles\nCiel meteo pluie astre\nStat stats top histo\nIci sys lien\nVous loupe langue\n/aide CMD = détail',
    );
  });

  it('leaves out what the asker may not use, and what is switched off', async () => {
    expect(await aDesk().ask('/h', { user: STRANGER })).not.toContain('echo');
    const commands = { ...DEFAULT_BOT_SETTINGS.commands, disabled: ['sys', 'cpu', 'link', 'diag'] };
    expect(await aDesk({ commands }).ask('/?')).not.toContain('Here');
    const noEcho = { ...DEFAULT_BOT_SETTINGS.commands, echo: { mesh: false, cooldownSeconds: 60 } };
    expect(await aDesk({ commands: noEcho }).ask('/help')).not.toContain('echo');
  });

  it('tells about one command, by any of its words', async () => {
    expect(await aDesk().ask('/help noeuds')).toBe(
      '/nodes [page|all|new|NAME]: nodes I hear directly. Ex: /nodes all. Also noeuds. See /info /my',
    );
    expect(await aDesk().ask('/aide /nodes', { language: 'fr' })).toBe(
      '/noeuds [page|tous|nouveaux|NOM] : les nœuds que je reçois en direct. Ex : /noeuds tous. Aussi nodes. Voir /info /moi',
    );
    expect(await aDesk().ask('/help echo')).toBe(
      '/echo text: posts your text on the channel. Ex: /echo hello',
    );
    expect(await aDesk().ask('/help lang')).toBe(
      '/lang en|fr|auto: the language I answer you in. Also langue',
    );
  });

  it('tells about no command that does not exist or is not for the asker', async () => {
    expect(await aDesk().ask('/help pinng')).toBe('Unknown: /pinng. Did you mean /ping? /help');
    expect(await aDesk().ask('/help echo', { user: STRANGER })).toBe('Unknown: /echo. /help');
    expect(await console(aDesk(), 'help echo')).toBe('/echo works by DM or channel.');
    expect(await console(aDesk(), 'help echo', { language: 'fr' })).toBe('/echo marche en DM ou canal.');
    expect(await aDesk().ask('/help a b')).toBe('Usage: /help [command]. Ex: /help ping');
  });

  it('has a line for each group at the console', async () => {
    const text = await console(aDesk(), 'help');
    expect(text?.split('\n')).toEqual([
      'MeshBot',
      'The mesh and its nodes: my nodes fullnodes info trace hop propag neighbors keys ping',
      'Weather and warnings: weather rain astro',
      'Statistics: stats top histo packets traffic channel nodeinfo health db',
      'This place, its node and me: sys cpu link diag',
      'You, your messages and me: help missed lang whoami legend more',
      expect.stringMatching(/^For admins: announce quiet block .*/),
      '/help NAME explains one of them, /help all has a line for each.',
    ]);
    const french = await console(aDesk(), 'aide', { language: 'fr' });
    expect(french).toMatch(/\nMétéo et alertes : meteo pluie astre\n.*\n\/aide NOM explique /s);
  });

  it('has a line for each command on a wide screen, with roles', async () => {
    const text = await console(aDesk(), 'help all');
    expect(text).toMatch(/^MeshBot\n\nThe mesh and its nodes\n\/my NODE: how I hear a node\n/);
    expect(text).toContain('\n\nYou, your messages and me\n/help [command]: what I can do\n');
    expect(text).toContain('\n\nFor admins\n/announce [chN] text: says a text to everybody on a channel\n');
    expect(text).not.toContain('/echo');
    expect(text).toMatch(/\n\nYou are console$/);
    const french = await console(aDesk(), 'aide tout', { language: 'fr' });
    expect(french).toMatch(/\n\nMétéo et alertes\n\/meteo .*\n\nVous êtes console$/s);
    const desk = aDesk();
    const long = (await desk.answer('/help', { isBrief: false }))?.pages[0];
    expect(long).toContain('/echo text: posts your text on the channel (known)');
  });

  it('leaves out the heading of a group that has nothing to show', async () => {
    const commands = { ...DEFAULT_BOT_SETTINGS.commands, disabled: ['sys', 'cpu', 'link', 'diag'] };
    expect(await console(aDesk({ commands }), 'help')).not.toContain('This place');
  });

  it('says on a wide screen what the options stand for', async () => {
    expect(await console(aDesk(), 'help rain')).toBe(
      [
        '/rain [place]: the next 24 hours',
        'place: a town, a post code, 45.19,5.72, or @NODE that tells its position; without it, here',
        'Ex: /rain Lyon',
        'Also pluie',
        'See /weather /astro',
      ].join('\n'),
    );
    expect(await console(aDesk(), 'aide histo', { language: 'fr' })).toContain(
      "\nHEURES : jusqu'où remonter : 6, 6h ou 2j ; sinon 12h\ntexte, pos, noeud, tele : ce type seulement ; sinon texte\ntout : tous les types\n",
    );
    expect(await console(aDesk(), 'help block')).toContain(
      '\nNODE: short or long name, !id, or the last 4 digits of it\nHOURS: for how long, as 6, 6h or 2d; else 24h\nlist: who is blocked, and until when\noff NODE: ends it now\n',
    );
  });

  it('gives up the minor commands when there are more than fit', async () => {
    const { help } = await import('../../../src/bot/commands/help.js');
    const desk = aDesk();
    const many = Array.from({ length: 16 }, (_, index) => {
      const name = `command${String(index).padStart(3, '0')}`;
      const texts = { name, summary: 'x', usage: '', example: '' };
      return {
        ...help,
        name,
        aliases: [],
        isMinor: index > 3,
        texts: { en: texts, fr: texts },
        run: () => '',
      };
    });
    const registry = { commands: many, find: () => undefined, nearest: () => undefined };
    const { run } = help.create({ settings: desk.settings, registry: () => registry } as never);
    const { signal } = new AbortController();
    const request = aConsoleRequest('help', { isBrief: true });
    const text = await run({ request, language: 'en', args: [], rest: '', signal });
    expect(text).toBe('MeshBot\nYou command000 command001 command002 command003\n/help CMD = details');
    expect(byteLength(String(text))).toBeLessThanOrEqual(200);
  });
});

describe('/ping', () => {
  const ping = (
    changes: Parameters<typeof aText>[1],
    ...gone: ('rxSnr' | 'rxRssi' | 'hopsAway' | 'hopStart')[]
  ) =>
    aDesk().ask('/ping', { packet: without(aText('/ping', changes), ...gone) as ReturnType<typeof aText> });

  it('leaves out what is not known', async () => {
    expect(await ping({}, 'rxRssi')).toBe('Pong Alpha! Direct, SNR 6.3 dB 🟢 14:05:31');
    expect(await ping({}, 'rxSnr', 'rxRssi')).toBe('Pong Alpha! Direct ⚪ 14:05:31');
    expect(await ping({}, 'hopsAway')).toBe('Pong Alpha! hops ?, heard at SNR 6.3 dB. 14:05:31');
    expect(await ping({ hopsAway: 1 }, 'rxSnr')).toBe('Pong Alpha! 1 hop. 14:05:31');
    expect(await ping({ hopsAway: 1, relayNode: 0x99 }, 'rxSnr')).toBe(
      'Pong Alpha! 1 hop, last relay …99. 14:05:31',
    );
  });

  it('says MQTT without a signal', async () => {
    expect(await ping({ viaMqtt: true })).toBe('Pong Alpha! via MQTT 14:05:31');
  });

  it('counts in French', async () => {
    const packet = without(aText('/ping', { hopsAway: 1 }), 'rxSnr') as ReturnType<typeof aText>;
    expect(await aDesk().ask('/ping', { packet, language: 'fr' })).toBe('Pong Alpha ! 1 saut. 14:05:31');
    const unknown = without(packet, 'hopsAway') as ReturnType<typeof aText>;
    expect(await aDesk().ask('/ping', { packet: unknown, language: 'fr' })).toBe(
      'Pong Alpha ! sauts ?. 14:05:31',
    );
  });

  it('does not take us or the asker for the relay', async () => {
    const desk = aDesk();
    const packet = aText('/ping', { hopsAway: 1, relayNode: 0xdc });
    expect(await desk.ask('/ping', { packet })).toContain('last relay …dc');
    desk.radio.own = undefined;
    expect(await desk.ask('/test', { packet })).toContain('last relay …dc');
  });

  it('tells the state of things at the console', async () => {
    const desk = aDesk();
    desk.radio.facts = { lastFrameAgoMs: 4000 };
    await desk.clock.advance(51 * 3_600_000);
    expect(await console(desk, 'ping')).toBe('Pong. Bot up 2d 3h, node Base answered 4 s ago, queue 0.');
    desk.radio.facts = { state: 'waiting' };
    expect(await console(desk, 'ping')).toBe('Pong. Bot up 2d 3h, node link down, queue 0.');
    expect(await console(desk, 'ping', { language: 'fr' })).toBe(
      'Pong. Bot actif 2j 3h, lien radio coupé, file 0.',
    );
    desk.radio.facts = { lastFrameAgoMs: 4000 };
    expect(await console(desk, 'ping', { language: 'fr' })).toBe(
      'Pong. Bot actif 2j 3h, nœud Base a répondu il y a 4 s, file 0.',
    );
  });
});

describe('/whoami', () => {
  it('says that nothing is proved', async () => {
    expect(await aDesk().ask('/whoami', { user: STRANGER })).toBe(
      '!00000001\nProof: none (not an encrypted DM with the key I know)\nRole any, lang en\nLeft 999 of 1000 (5 min)',
    );
    expect(await aDesk().ask('/qui', { user: STRANGER, language: 'fr' })).toContain(
      'Preuve : aucune (pas un DM chiffré avec la clé connue)\nRôle public, langue fr',
    );
  });

  it('knows the local user', async () => {
    expect(await console(aDesk(), 'whoami')).toBe(
      'console\nProof: you are on this machine\nRole admin, lang en\nNo limits',
    );
    expect(await console(aDesk(), 'qui', { language: 'fr' })).toBe(
      'console\nPreuve : vous êtes sur cette machine\nRôle admin, langue fr\nSans limites',
    );
  });

  it('proves nothing about somebody without a node', async () => {
    const user = { id: 'mesh:x', name: 'x', role: 'known' } as const;
    expect(await aDesk().ask('/whoami', { user })).toContain('x\nProof: none');
  });
});

describe('/lang', () => {
  it('lasts until it is taken back', async () => {
    const desk = aDesk();
    expect(await desk.ask('/lang')).toBe('Language: English. /lang fr pour le français.');
    await desk.ask('/lang FR');
    expect(await desk.ask('/ping')).toMatch(/^Pong Alpha !/);
    expect(await desk.ask('/lang xx')).toBe('Usage : /langue en|fr|auto');
    expect(await desk.ask('/langue auto')).toBe('Language: English. /lang fr pour le français.');
    expect(await desk.ask('/test')).toMatch(/^Pong Alpha!/);
  });
});

describe('/more', () => {
  it('goes on for a quarter of an hour, for the same asker in the same place', async () => {
    const desk = aDesk();
    for (let index = 1; index < 12; index++) {
      desk.nodes.observe(aText('hi', { from: toNodeNum(index), rxTime: NOW - 1000 }));
    }
    await desk.ask('/nodes');
    expect(await desk.ask('/more', { user: STRANGER })).toBe('Nothing to continue.');
    expect(await desk.ask('/more')).toMatch(/\(2\/3 \/more\)$/);
    await desk.clock.advance(900_000);
    expect(await desk.ask('/more')).toBe('Nothing to continue.');
  });
});

describe('/legend', () => {
  it('explains at length with the limit of the preset in use', async () => {
    expect(await console(aDesk(), 'legend')).toContain('what LongFast can still decode (-17.5 dB)');
    expect(await console(aDesk(), 'legend', { language: 'fr' })).toContain(
      'LongFast peut encore décoder (-17,5 dB)',
    );
    const desk = aDesk();
    desk.radio.own = undefined;
    expect(await console(desk, 'legend')).toContain('LongFast');
  });
});

describe('/echo', () => {
  it('posts on the primary channel, or where the owner wants it', async () => {
    const desk = aDesk();
    await desk.ask('/echo hello  there');
    expect(desk.radio.sent[0]).toMatchObject({
      to: 0xffff_ffff,
      channel: 0,
      content: { kind: 'text', text: 'ALPH: hello there' },
    });
    const settings = {
      ...DEFAULT_BOT_SETTINGS.commands,
      echo: { mesh: true, channel: toChannelIndex(1), cooldownSeconds: 0 },
    };
    const other = aDesk({ commands: settings });
    other.radio.deliveries.push({ outcome: 'sent', tookMs: 1 });
    expect(await other.ask('/echo hi')).toBe('Posted on club.');
    other.radio.deliveries.push({ outcome: 'sent', tookMs: 1 });
    expect(await other.ask('/echo ho', { language: 'fr' })).toBe('Publié sur club.');
  });

  it('posts on the channel of the question, in the name of whoever asks', async () => {
    const channels = {
      ...DEFAULT_BOT_SETTINGS.channels,
      commands: [toChannelIndex(1)],
      allow: { 1: ['echo'] },
    };
    const desk = aDesk({ channels });
    const user = { id: 'mesh:x', name: 'Xenia', role: 'known' } as const;
    await desk.ask('/echo hi', { isDirect: false, channel: toChannelIndex(1), user });
    expect(desk.radio.sent[0]).toMatchObject({ channel: 1, content: { text: 'Xenia: hi' } });
  });

  it.each([
    ['no_ack', 'No neighbour relayed it (3 tries).', "Aucun voisin ne l'a relayé (3 essais)."],
    [
      'duty_cycle',
      'Not posted: the airtime of this hour is used up.',
      "Pas publié : le temps d'antenne de l'heure est épuisé.",
    ],
  ] satisfies [DeliveryFailure, string, string][])('tells a failure: %s', async (reason, english, french) => {
    for (const [language, words] of [
      ['en', english],
      ['fr', french],
    ] as const) {
      const desk = aDesk();
      desk.radio.deliveries.push({ outcome: 'failed', reason, tookMs: 1 });
      expect(await desk.ask('/echo hi', { language })).toBe(words);
    }
  });

  it('tells that its time was over, and names a channel that is not there by its number', async () => {
    const desk = aDesk();
    desk.radio.deliveries.push({ outcome: 'expired', tookMs: 1 });
    expect(await desk.ask('/echo hi')).toBe('Not posted: no turn on the air for 5 min.');
    const french = aDesk();
    french.radio.deliveries.push({ outcome: 'expired', tookMs: 1 });
    expect(await french.ask('/echo hi', { language: 'fr' })).toBe(
      "Pas publié : pas de tour d'antenne pendant 5 min.",
    );
    const lost = aDesk();
    lost.radio.own = undefined;
    expect(await lost.ask('/echo hi')).toBe('Posted on ch0, a neighbour relayed it (2 s).');
  });

  it('refuses what is too long, empty, or like a command', async () => {
    expect(await aDesk().ask(`/echo ${'é'.repeat(76)}`)).toBe('Text too long: 152 bytes, 150 max.');
    expect(await aDesk().ask(`/echo ${'é'.repeat(76)}`, { language: 'fr' })).toBe(
      'Texte trop long : 152 octets, 150 max.',
    );
    expect(await aDesk().ask('/echo \u200b')).toBe('Usage: /echo text. Ex: /echo hello');
    expect(await aDesk().ask('/echo')).toBe('Usage: /echo text. Ex: /echo hello');
    expect(await aDesk().ask('/echo /ping')).toBe('An echo must not begin like a command.');
    expect(await aDesk().ask('/echo /ping', { language: 'fr' })).toBe(
      'Un écho ne commence pas comme une commande.',
    );
  });

  it('is off for the mesh when the owner wants that, and was never for the console', async () => {
    const commands = { ...DEFAULT_BOT_SETTINGS.commands, echo: { mesh: false, cooldownSeconds: 60 } };
    expect(await aDesk({ commands }).ask('/echo hi')).toBe('/echo is not set up here.');
    expect(await console(aDesk({ commands }), 'echo hi')).toBe('/echo works by DM or channel.');
  });
});

describe('/sys', () => {
  it('leaves out what the machine does not offer', async () => {
    const desk = aDesk();
    desk.host = { rssBytes: 78_000_000 };
    expect(await desk.ask('/sys')).toBe('bot 0s\nRAM bot 78MB');
    desk.host = {
      rssBytes: 78_000_000,
      load: [1, 2, 3],
      disk: { usedPercent: 99, freeBytes: 1_240_000_000 },
    };
    expect(await desk.ask('/systeme')).toBe(
      'bot 0s\nCPU load 1.00 2.00 3.00\nRAM bot 78MB\nDisk 99%, 1.2GB free',
    );
  });

  it('tells more at the console', async () => {
    const desk = aDesk();
    const text = (await console(desk, 'sys')) ?? '';
    expect(text.replace(/Database \d\.\d MB/, 'Database small')).toBe(
      [
        `MeshBot dev, Node ${process.versions.node}`,
        'Host up 12d, bot up 0s',
        'CPU 48.3 °C, load 0.10 0.20 0.15 (1, 5, 15 min)',
        'Memory 900 / 8000 MB used, the bot itself 78 MB',
        'Disk of the data folder 61 % full, 12 GB free',
        'Database small',
        'Clock: unknown whether synchronised',
      ].join('\n'),
    );
    desk.host = { rssBytes: 78_000_000 };
    expect(await console(desk, 'sys', { language: 'fr' })).toContain(
      'bot actif 0s\nCPU – °C\nle bot lui-même 78 Mo',
    );
    desk.host = {
      rssBytes: 1,
      memory: { usedBytes: 1e9, totalBytes: 2e9 },
      disk: { usedPercent: 1, freeBytes: 1e9 },
    };
    expect(await console(desk, 'sys', { language: 'fr' })).toContain(
      'Disque des données plein à 1 %, 1,0 Go libres',
    );
  });
});

describe('a name that is long', () => {
  it('leaves whoami on one page', async () => {
    const desk = aDesk();
    desk.nodes.learn(
      aReport({ nodeNum: ALPHA, user: { ...aReport().user, longName: 'é'.repeat(40) } as never }),
      NOW,
    );
    expect(byteLength((await desk.ask('/whoami')) ?? '')).toBeLessThanOrEqual(200);
  });
});
