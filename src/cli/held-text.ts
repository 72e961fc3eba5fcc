import type { NodeHolder } from '../radio/node-lock.js';

type Held = (key: string, holder: NodeHolder) => string;

/** Another process has the node that somebody wants to look at: what a running bot has noted is there all the same. */
export const HELD_TEXTS: Readonly<Record<'en' | 'fr', Held>> = {
  en: (key, { pid, command, dataDir }) =>
    dataDir === undefined
      ? `${key} is already held by process ${pid} (${command}). A node serves one client: stop that process first.`
      : `${key} is already held by process ${pid} (${command}, data folder ${dataDir}). A node serves one client: stop that process first, or see what it has noted: ${lastOf(dataDir)}`,
  fr: (key, { pid, command, dataDir }) =>
    dataDir === undefined
      ? `${key} est déjà tenu par le processus ${pid} (${command}). Un nœud ne sert qu'un client : arrêtez d'abord ce processus.`
      : `${key} est déjà tenu par le processus ${pid} (${command}, dossier ${dataDir}). Un nœud ne sert qu'un client : arrêtez d'abord ce processus, ou voyez ce qu'il a noté : ${lastOf(dataDir)}`,
};

function lastOf(dataDir: string): string {
  return `meshbot diag --last --data ${/^[\w./~-]+$/.test(dataDir) ? dataDir : `'${dataDir}'`}`;
}
