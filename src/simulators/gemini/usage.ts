/** Token counts in the right order of size, with the cache that long equal prefixes hit. */
import { createHash } from 'node:crypto';
import type { GenerateCall, Part } from './wire.ts';

const CHARACTERS_PER_TOKEN = 4;
/** Shorter prefixes are not cached. */
const MIN_CACHED_TOKENS = 1024;
const KEEP = 2_000;

export const tokensOf = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);

export interface UsageMeter {
  /** Counts one request and remembers its prefixes. */
  usage(call: GenerateCall, parts: readonly Part[]): Record<string, number>;
}

export function createUsageMeter(): UsageMeter {
  /** Hash of a prefix → its tokens; the oldest are forgotten. */
  const prefixes = new Map<string, number>();
  return {
    usage({ model, request }, parts) {
      const hash = createHash('sha1').update(model);
      let prompt = 0;
      let cached = 0;
      const pieces = [request.systemInstruction, request.tools, ...request.contents];
      for (const piece of pieces) {
        const text = piece === undefined ? '' : JSON.stringify(piece);
        prompt += text === '' ? 0 : tokensOf(text);
        const key = hash.update(text).copy().digest('base64');
        if (prompt < MIN_CACHED_TOKENS) continue;
        if (prefixes.has(key)) cached = prompt;
        prefixes.delete(key);
        prefixes.set(key, prompt);
      }
      while (prefixes.size > KEEP) prefixes.delete(prefixes.keys().next().value!);
      const candidates = parts.length === 0 ? 0 : tokensOf(JSON.stringify(parts));
      const thoughts = 40 + Math.ceil(candidates / 4);
      return {
        promptTokenCount: prompt,
        ...(cached > 0 ? { cachedContentTokenCount: cached } : {}),
        candidatesTokenCount: candidates,
        thoughtsTokenCount: thoughts,
        totalTokenCount: prompt + candidates + thoughts,
      };
    },
  };
}
