import { resolve } from 'node:path';
import { NoBackupError } from '../../mesh/history-care.js';
import { UserError } from '../../util/errors.js';
import { longSize } from '../amounts.js';
import type { Call, Reply, Texts } from '../command.js';
import type { BotContext, CommandDefinition } from '../context.js';
import { usageError } from '../usage.js';

interface BackupTexts {
  done(file: string, size: string): string;
  exists(file: string): string;
  failed(reason: string): string;
}

const TEXTS: Texts<BackupTexts> = {
  en: {
    done: (file, size) => `${file}: ${size}, read through and sound`,
    exists: (file) => `${file} exists already: name another file`,
    failed: (reason) => `no backup was made: ${reason}`,
  },
  fr: {
    done: (file, size) => `${file} : ${size}, relu en entier et sain`,
    exists: (file) => `${file} existe déjà : nommez un autre fichier`,
    failed: (reason) => `aucune sauvegarde n'a été faite : ${reason}`,
  },
};

/** A card that is slow copies a full history for minutes. */
const DEADLINE_MS = 600_000;

export const backup: CommandDefinition = {
  name: 'backup',
  aliases: ['sauvegarde'],
  role: 'admin',
  places: ['console'],
  group: 'you',
  isMinor: true,
  args: { min: 1, max: Number.POSITIVE_INFINITY },
  deadlineMs: DEADLINE_MS,
  texts: {
    en: {
      name: 'backup',
      usage: 'FILE',
      summary: 'copies the database to a file on this machine',
      example: '/backup /mnt/usb/meshbot.db',
    },
    fr: {
      name: 'sauvegarde',
      usage: 'FICHIER',
      summary: 'copie la base dans un fichier de cette machine',
      example: '/sauvegarde /mnt/usb/meshbot.db',
    },
  },
  options: {
    en: { FILE: 'a new file; an existing one is never replaced' },
    fr: { FICHIER: "un nouveau fichier ; un ancien n'est jamais remplacé" },
  },
  see: ['db'],
  create: (context) => ({ run: (call) => copy(context, call) }),
};

async function copy({ historyCare }: BotContext, call: Call): Promise<Reply> {
  const [, quoted] = /^"([^"]*)"$/.exec(call.rest.trim()) ?? [];
  const path = quoted ?? call.rest.trim();
  if (path === '' || /\p{Cc}/u.test(path)) throw usageError(backup, call);
  const file = resolve(path);
  const text = TEXTS[call.language];
  try {
    return text.done(file, longSize(await historyCare.backup(file), call.language));
  } catch (error) {
    if (!(error instanceof NoBackupError)) throw error;
    throw new UserError(error.reason === undefined ? text.exists(file) : text.failed(error.reason));
  }
}
