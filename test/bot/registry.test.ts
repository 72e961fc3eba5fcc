import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/bot/commands/index.js';
import { optionLines } from '../../src/bot/options.js';
import { allCommands, Registry } from '../../src/bot/registry.js';
import { LANGUAGES } from '../../src/bot/request.js';
import { wordsOf } from '../../src/bot/words.js';
import { fold } from '../../src/util/text.js';
import { aDesk } from '../support/bot-desk.js';

const { registry } = aDesk().bot;

describe('the registry', () => {
  it('has every command file in its list', () => {
    const folder = new URL('../../src/bot/commands/', import.meta.url);
    const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
    const names = COMMANDS.map((command) => command.name);
    const isPart = (file: string) => names.some((name) => file.startsWith(`${name}-`));
    const forgotten = files.filter((file) => file !== 'index' && !names.includes(file) && !isPart(file));
    expect(forgotten).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(names));
  });

  it('has all commands of the catalogue so far, with all their aliases', () => {
    const words = Object.fromEntries(
      allCommands().map((command) => [command.name, command.aliases.join(' ')]),
    );
    expect(words).toEqual({
      help: 'aide h ?',
      ping: 'test',
      whoami: 'qui',
      lang: 'langue',
      more: 'suite m',
      legend: 'legende',
      echo: '',
      my: 'moi',
      nodes: 'noeuds',
      info: 'i',
      trace: 'chemin',
      hop: 'hops sauts',
      propag: 'portee range',
      neighbors: 'voisins nb neighbours',
      keys: 'cles',
      weather: 'meteo wx',
      rain: 'pluie',
      blitz: 'foudre orage lightning',
      astro: 'astre sun',
      alerts: 'alertes',
      subscribe: 'sub abonner',
      unsubscribe: 'unsub desabonner',
      power: 'energie',
      graphs: 'graphes',
      sys: 'systeme',
      cpu: '',
      link: 'lien',
      stats: 'st',
      top: '',
      histo: '',
      packets: 'paquets',
      traffic: 'trafic',
      channel: 'canal',
      db: 'base',
      yes: 'oui confirm',
      bot: 'ia ai',
      announce: 'annonce',
      clear: 'oubli clearcontext',
      diag: 'diagnostic',
      vigi: 'vigilance',
      start: '',
      pair: '',
      rebootnode: 'redemarrernoeud',
      restart: 'redemarrer',
      reboot: 'rebootpi',
      tell: 'dire mail msg',
      missed: 'loupe',
      quiet: 'silence',
      block: 'bloquer',
      trust: 'confiance',
      untrust: 'mefiance',
      unpair: 'desappairer',
      users: 'utilisateurs',
      audit: '',
      backup: 'sauvegarde',
      nodeinfo: 'infonoeud',
      health: 'sante',
      fullnodes: 'tousnoeuds',
      mqtt: '',
      say: 'parler',
      relay: 'relais',
    });
  });

  it('has each word once', () => {
    const words = COMMANDS.flatMap(wordsOf).map(fold);
    expect(new Set(words).size).toBe(words.length);
  });

  it('refuses a word that is taken, whatever its accents', () => {
    const [first] = registry.commands;
    if (!first) throw new Error('no command');
    const twin = { ...first, name: 'twin', aliases: ['HÉLP'] };
    expect(() => new Registry([first, twin])).toThrow('"help" names both /help and /twin');
  });

  it('has texts in every language, under a name that is found', () => {
    for (const { command, texts } of everyText()) {
      expect(texts.summary).not.toBe('');
      expect(registry.find(texts.name)).toBe(command);
    }
  });

  it('has examples that call the command, and points to commands that exist', () => {
    for (const { command, texts } of everyText()) {
      const examples = texts.example.split(', ').filter(Boolean);
      for (const example of examples)
        expect(registry.find(example.slice(1).split(' ')[0] ?? '')).toBe(command);
      for (const other of command.see ?? []) expect(registry.find(other)).toBeDefined();
    }
  });

  it.each([
    ['NŒUDS', 'nodes'],
    ['noeuds', 'nodes'],
    ['Nodes!', 'nodes'],
    ['légende', 'legend'],
    ['?', 'help'],
  ])('finds %s as %s', (word, name) => {
    expect(registry.find(word)?.name).toBe(name);
  });

  it.each(['mylife', 'topology', 'weatherx', 'pin', ''])('does not know %j', (word) => {
    expect(registry.find(word)).toBeUndefined();
  });

  it('explains every word of a usage that stands for something else', () => {
    const unexplained = everyText().flatMap(({ command, language, texts: { usage } }) => {
      const labels = optionLines(command, usage, language).map((line) => line.split(/ ?: /)[0] ?? '');
      const explained = new Set(labels.flatMap((label) => label.split(/[, ]+/)));
      const words = usage.match(/(?<!\p{L})\p{Lu}+(?!\p{L})|(?<=\[)\p{Ll}+(?=\])/gu) ?? [];
      return words
        .filter((word) => !explained.has(word))
        .map((word) => `${language} /${command.name} ${word}`);
    });
    expect(unexplained).toEqual([]);
  });

  it('guesses the word that was meant, in the language of the asker', () => {
    expect(registry.nearest('pingg', 'en', registry.commands)).toBe('ping');
    expect(registry.nearest('noeud', 'fr', registry.commands)).toBe('noeuds');
    expect(registry.nearest('zzzzzz', 'en', registry.commands)).toBeUndefined();
    expect(registry.nearest('pingg', 'en', [])).toBeUndefined();
  });
});

function everyText() {
  return registry.commands.flatMap((command) =>
    LANGUAGES.map((language) => ({ command, language, texts: command.texts[language] })),
  );
}
