/** Keeps a conversation within its share of the context window: old tool results shrink to digests. */
import { READ_EVIDENCE } from './read-evidence.ts';
import { closeUntrusted } from './untrusted.ts';
import { estimateTokens, type Message, type ModelRequest } from '../models/language-model.ts';

const DIGEST_CHARACTERS = 400;
/**
 * Once a conversation has outgrown its share, it is shortened to this part of it at once: a little in
 * each turn would change its beginning in each turn, and the provider's cache goes by beginnings.
 */
const SHORTEN_TO = 0.7;
/** The newest steps stay whole: the model is working on them. */
const WHOLE_STEPS = 2;

/**
 * Shortens the oldest tool results first when the request does not fit `maxTokens`, until it fits with
 * room to spare or nothing is left to shorten. Calls and results stay in pairs, and a model's own
 * turns stay as they are: providers refuse a history with holes.
 */
export function fitHistory(
  request: Pick<ModelRequest, 'system' | 'messages' | 'tools'>,
  maxTokens: number,
): readonly Message[] {
  if (estimateTokens(request) <= maxTokens) return request.messages;
  const messages = [...request.messages];
  const steps = messages.flatMap((message, index) => (message.role === 'tool' ? [index] : []));
  for (const index of steps.slice(0, -WHOLE_STEPS)) {
    if (estimateTokens({ ...request, messages }) <= maxTokens * SHORTEN_TO) break;
    shorten(index);
  }
  // A window too small for two steps keeps the newest one whole.
  if (estimateTokens({ ...request, messages }) > maxTokens) {
    for (const index of steps.slice(-WHOLE_STEPS, -1)) shorten(index);
  }
  return messages;

  function shorten(index: number): void {
    const message = messages[index];
    if (message?.role !== 'tool') return;
    messages[index] = {
      role: 'tool',
      results: message.results.map((result) => ({
        ...result,
        text: digest(result.text, result.evidence),
      })),
    };
  }
}

/** A digest of a digest would only lose more. */
function digest(text: string, evidence: string | undefined): string {
  if (text.length <= DIGEST_CHARACTERS + 200) return text;
  const again = evidence === undefined ? '' : `; ${READ_EVIDENCE} ${evidence} shows it again`;
  return `${closeUntrusted(text.slice(0, DIGEST_CHARACTERS))}\n[shortened to save room${again}]`;
}
