import type { LinkSource } from '../../mesh/link-sums.js';
import type { Texts } from '../command.js';

export interface DbTexts {
  head(size: string, counts: readonly [packets: string, texts: string, nodes: string]): string;
  since(day: string): string;
  keeps(packetDays: number, textDays: number): string;
  disk(free: string | undefined): string;
  checked(at: string, isOk: boolean): string;
  readonly unchecked: string;
  lost(rows: string): string;
  info(schema: number, tables: number, indexes: number, rows: string): string;
  links(period: string, count: number): string;
  noLinks(period: string): string;
  nothing(period: string): string;
  sureClean(found: { packets: string; texts: string; period: string; size: string; code: string }): string;
  cleaned(packets: string, texts: string, free: string): string;
  sureVacuum(size: string, free: string, code: string): string;
  diskFull(free: string, needed: string): string;
  vacuumed(before: string, after: string, took: string): string;
  readonly refused: string;
  readonly long: LongDbTexts;
}

interface LongDbTexts {
  head(size: string, free: string): string;
  keeps(packets: number, texts: number, sums: number): string;
  ceiling(size: string): string;
  waiting(queued: number, lost: number): string;
  readonly tables: readonly [table: string, rows: string];
  readonly links: readonly [source: string, links: string, seen: string, last: string];
  readonly sources: Readonly<Record<LinkSource, string>>;
  readonly approximate: string;
}

export const DB_TEXTS: Texts<DbTexts> = {
  en: {
    head: (size, [packets, texts, nodes]) =>
      `DB ${size}: ${packets} pkt, ${texts} msg, ${nodes} ${nodes === '1' ? 'node' : 'nodes'}`,
    since: (day) => `since ${day}`,
    keeps: (packetDays, textDays) => `Keeps pkt ${packetDays}d msg ${textDays}d`,
    disk: (free) => `Disk free ${free ?? '?'}`,
    checked: (at, isOk) => (isOk ? `check ok ${at}` : `DAMAGED, found ${at}`),
    unchecked: 'check for damage still to come',
    lost: (rows) => `⚠ ${rows} rows lost while the disk took none`,
    info: (schema, tables, indexes, rows) =>
      `DB schema ${schema}, ${tables} tables, ${indexes} ${indexes === 1 ? 'index' : 'indexes'}, ${rows} rows`,
    links: (period, count) => `Seen ${period}: ${count} ${count === 1 ? 'link' : 'links'}`,
    noLinks: (period) => `No link seen in ${period}.`,
    nothing: (period) => `Nothing is older than ${period}.`,
    sureClean: ({ packets, texts, period, size, code }) =>
      `Would delete ${packets} pkt and ${texts} msg older than ${period} (${size}). Confirm within 2 min: /yes ${code}`,
    cleaned: (packets, texts, free) =>
      `Cleaned ${packets} pkt, ${texts} msg. /db vacuum would now save ${free}.`,
    sureVacuum: (size, free, code) =>
      `Compact the database, ${size}, ${free} of it free? Confirm within 2 min: /yes ${code}`,
    diskFull: (free, needed) => `Not enough disk: ${free} free, ${needed} needed.`,
    vacuumed: (before, after, took) => `Vacuum ok: ${before} to ${after} in ${took}s.`,
    refused: 'The disk took no more, I stopped half-way. Nothing else was harmed.',
    long: {
      head: (size, free) => `Database: ${size}, ${free} of it free for reuse`,
      keeps: (packets, texts, sums) => `Keeps packets ${packets} d, messages ${texts} d, sums ${sums} d`,
      ceiling: (size) => `Warned of above ${size}`,
      waiting: (queued, lost) => `Waiting for the disk: ${queued} rows; lost: ${lost}`,
      tables: ['Table', 'Rows'],
      links: ['Source', 'Links', 'Seen', 'Last'],
      sources: {
        direct: 'd heard here directly',
        neighbor: 'n neighbour info',
        trace: 't traceroute',
        mqtt: 'm neighbour info over MQTT',
      },
      approximate: 'Rows of large tables are estimates.',
    },
  },
  fr: {
    head: (size, [packets, texts, nodes]) =>
      `Base ${size} : ${packets} pqt, ${texts} msg, ${nodes} ${nodes === '0' || nodes === '1' ? 'nœud' : 'nœuds'}`,
    since: (day) => `depuis ${day}`,
    keeps: (packetDays, textDays) => `Garde pqt ${packetDays}j msg ${textDays}j`,
    disk: (free) => `Disque libre ${free ?? '?'}`,
    checked: (at, isOk) => (isOk ? `test ok ${at}` : `ABÎMÉE, vu ${at}`),
    unchecked: 'test de la base à venir',
    lost: (rows) => `⚠ ${rows} lignes perdues, le disque n'en prenait plus`,
    info: (schema, tables, indexes, rows) =>
      `Base schéma ${schema}, ${tables} tables, ${indexes} index, ${rows} lignes`,
    links: (period, count) => `Vus ${period} : ${count} ${count < 2 ? 'lien' : 'liens'}`,
    noLinks: (period) => `Aucun lien vu en ${period}.`,
    nothing: (period) => `Rien n'a plus de ${period}.`,
    sureClean: ({ packets, texts, period, size, code }) =>
      `Effacerait ${packets} pqt et ${texts} msg de plus de ${period} (${size}). Confirmez sous 2 min : /oui ${code}`,
    cleaned: (packets, texts, free) =>
      `Nettoyé : ${packets} pqt, ${texts} msg. /db vacuum gagnerait ${free}.`,
    sureVacuum: (size, free, code) =>
      `Compacter la base, ${size} dont ${free} libres ? Confirmez sous 2 min : /oui ${code}`,
    diskFull: (free, needed) => `Disque trop plein : ${free} libres, ${needed} nécessaires.`,
    vacuumed: (before, after, took) => `Compactage ok : ${before} à ${after} en ${took}s.`,
    refused: "Le disque n'en prend plus, je me suis arrêté à mi-chemin. Rien d'autre n'est touché.",
    long: {
      head: (size, free) => `Base de données : ${size}, dont ${free} libres pour la suite`,
      keeps: (packets, texts, sums) =>
        `Garde les paquets ${packets} j, les messages ${texts} j, les sommes ${sums} j`,
      ceiling: (size) => `Alerte au-delà de ${size}`,
      waiting: (queued, lost) => `En attente du disque : ${queued} lignes ; perdues : ${lost}`,
      tables: ['Table', 'Lignes'],
      links: ['Source', 'Liens', 'Vus', 'Dernier'],
      sources: {
        direct: 'd reçu ici en direct',
        neighbor: 'n voisinage',
        trace: 't traceroute',
        mqtt: 'm voisinage par MQTT',
      },
      approximate: 'Les lignes des grandes tables sont estimées.',
    },
  },
};
