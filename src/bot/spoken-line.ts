/** What somebody without a node of his own says on the mesh: `ALPH: good evening`. */
import type { PairedPerson } from '../mesh/user-store.js';
import { UserError } from '../util/errors.js';
import { byteLength, cleanName, cutToBytes, splitGraphemes } from '../util/text.js';
import type { Texts } from './command.js';
import { isNodesName, isSameName, type NodeNames } from './name-on-mesh.js';
import type { Asker, Language } from './request.js';
import { COMMON } from './texts.js';

const TEXTS: Texts<{ readonly isCommand: string }> = {
  en: { isCommand: 'A text for the mesh must not begin like a command.' },
  fr: { isCommand: 'Un texte pour le réseau ne commence pas comme une commande.' },
};

const NAME_LETTERS = 4;
/** Four signs may be made of many. */
const NAME_BYTES = 16;

interface People {
  readonly people: readonly PairedPerson[];
  person(userId: string): PairedPerson | undefined;
}

/** The short name that he chose, else one made of what he is called; never one of somebody else, or of a node. */
export function authorOf(users: People, { id, name }: Asker, mesh: NodeNames): string {
  const chosen = users.person(id)?.shortName;
  if (chosen !== undefined) return chosen;
  const signs = splitGraphemes(cleanName(name)).filter((sign) => /^[\p{L}\p{N}]/u.test(sign));
  const made = cutToBytes(signs.slice(0, NAME_LETTERS).join('').toUpperCase(), NAME_BYTES);
  const isTaken = users.people.some(({ shortName }) => isSameName(shortName ?? '', made));
  return made === '' || isTaken || isNodesName(mesh, made) ? id.slice(-NAME_LETTERS) : made;
}

export interface LineRules {
  readonly prefixes: readonly string[];
  readonly maxBytes: number;
  readonly language: Language;
}

/** Throws `UserError` for what does not fit one packet, or would be a command to somebody. */
export function spokenLine(
  author: string,
  text: string,
  { prefixes, maxBytes, language }: LineRules,
): string {
  const said = cleanName(text);
  const line = cleanName(`${author}: ${said}`);
  const bytes = byteLength(line);
  if (bytes > maxBytes) throw new UserError(COMMON[language].textTooLong(bytes, maxBytes));
  const isCommand = prefixes.some((prefix) => said.startsWith(prefix) || line.startsWith(prefix));
  if (isCommand) throw new UserError(TEXTS[language].isCommand);
  return line;
}
