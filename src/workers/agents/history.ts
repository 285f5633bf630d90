/** Keeps a conversation within its share of the context window: old tool results shrink to digests. */
import { estimateTokens, type Message, type ModelRequest } from '../models/language-model.ts';

const DIGEST_CHARACTERS = 400;
/** The newest steps stay whole: the model is working on them. */
const WHOLE_STEPS = 2;

/**
 * Shortens the oldest tool results first, until the request fits `maxTokens` or nothing is left to
 * shorten. Calls and results stay in pairs, and a model's own turns stay as they are: providers
 * refuse a history with holes.
 */
export function fitHistory(
  request: Pick<ModelRequest, 'system' | 'messages' | 'tools'>,
  maxTokens: number,
): readonly Message[] {
  const messages = [...request.messages];
  const steps = messages.flatMap((message, index) => (message.role === 'tool' ? [index] : []));
  for (const index of steps.slice(0, Math.max(0, steps.length - WHOLE_STEPS))) {
    if (estimateTokens({ ...request, messages }) <= maxTokens) break;
    const message = messages[index];
    if (message?.role !== 'tool') continue;
    messages[index] = {
      role: 'tool',
      results: message.results.map((result) => ({ ...result, text: digest(result.text) })),
    };
  }
  return messages;
}

function digest(text: string): string {
  if (text.length <= DIGEST_CHARACTERS) return text;
  return `${text.slice(0, DIGEST_CHARACTERS)}\n[shortened to save room; the evidence stays citable by its id]`;
}
