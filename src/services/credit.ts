import { cleanName, cutToBytes } from '../util/text.js';
import { type JsonRecord, recordIn, textIn } from './json.js';

const MAX_CREDIT_BYTES = 24;

/** Another server than the official one may name itself (`meta.source`); else it is named by its address. */
export function creditOf(answer: JsonRecord, host: string, official: { host: string; name: string }): string {
  if (host === official.host) return official.name;
  return cutToBytes(cleanName(textIn(recordIn(answer['meta'])['source']) ?? host), MAX_CREDIT_BYTES);
}
