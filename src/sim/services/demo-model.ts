/**
 * A server of the OpenAI kind as a demo without internet plays it: it thinks nothing, and each of its answers says that
 * it is a demo.
 */
import type { IncomingMessage, RequestListener } from 'node:http';
import { PlayedService, sendJson } from './http-server.js';

type Language = 'en' | 'fr';

interface Answer {
  readonly about: RegExp;
  readonly texts: Readonly<Record<Language, string>>;
}

const ANSWERS: readonly Answer[] = [
  {
    about: /\b(far|reach|range|port[ée]e|loin|distance)\b/i,
    texts: {
      en: 'LoRa often reaches 2-10 km in town and 50+ km with clear line of sight.',
      fr: 'LoRa porte souvent à 2-10 km en ville et à 50+ km en vue directe.',
    },
  },
  {
    about: /\b(antenna|antenne|height|hauteur)\b/i,
    texts: {
      en: 'Antenna height matters more than power.',
      fr: "La hauteur d'antenne compte plus que la puissance.",
    },
  },
  {
    about: /\b(hello|hi|bonjour|salut|coucou)\b/i,
    texts: { en: 'Hello! Nice to hear you.', fr: 'Bonjour ! Content de vous entendre.' },
  },
];

const OTHERWISE: Answer['texts'] = {
  en: 'I am no real model and only know a few sentences. Ask me how far LoRa reaches.',
  fr: 'Je ne suis pas un vrai modèle et ne sais que quelques phrases. Demandez-moi la portée de LoRa.',
};

const MARKS: Readonly<Record<Language, string>> = { en: '(demo)', fr: '(démo)' };

/** Longer than any question. */
const MAX_BODY_BYTES = 65_536;

/** Plays `/health`, `/v1/models` and `/v1/chat/completions`. */
export function createDemoModel(): PlayedService {
  const answer: RequestListener = (request, response) => {
    if (request.url === '/health') sendJson(response, { status: 'ok' });
    else if (request.url === '/v1/models') sendJson(response, { data: [{ id: 'demo', object: 'model' }] });
    else if (request.url === '/v1/chat/completions') {
      bodyOf(request).then(
        (body) => sendJson(response, completion(body)),
        () => response.destroy(),
      );
    } else sendJson(response, { error: { message: 'no such page' } }, 404);
  };
  return new PlayedService('demo model', answer);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** As models do, it thinks aloud first. */
function completion(body: string): unknown {
  const language: Language = /\bfrançais\b/.test(body) ? 'fr' : 'en';
  const question = body.slice(body.lastIndexOf('"role":"user"'));
  const texts = ANSWERS.find(({ about }) => about.test(question))?.texts ?? OTHERWISE;
  const content = `<think>${question.length} signs.</think>${texts[language]} ${MARKS[language]}`;
  return {
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
    usage: { prompt_tokens: body.length, completion_tokens: content.length },
  };
}
