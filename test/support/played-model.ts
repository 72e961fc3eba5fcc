import type { IncomingMessage } from 'node:http';

/** An answer as a server of the OpenAI kind gives it. */
export function aCompletion(content: string, finishReason = 'stop') {
  return {
    choices: [{ index: 0, finish_reason: finishReason, message: { role: 'assistant', content } }],
    usage: { prompt_tokens: 80, completion_tokens: 42 },
  };
}

/** What a server was sent as JSON; an empty object for nothing. */
export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
}
