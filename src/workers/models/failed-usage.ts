/** Tokens that a failed answer cost: carried in the error, because they are billed all the same. */
import { isMiraError } from '../../domain/errors.ts';
import { type ModelUsage, NO_USAGE } from './language-model.ts';

/** The form in which usage stands in an error's context. */
export const usageContext = (usage: ModelUsage): Record<keyof ModelUsage, number> => ({ ...usage });

/** What an error says was used; nothing when it does not say. */
export function failedUsage(error: unknown): ModelUsage {
  if (!isMiraError(error)) return NO_USAGE;
  const number = (key: keyof ModelUsage): number => {
    const value = error.context[key];
    return typeof value === 'number' ? value : 0;
  };
  return {
    inputTokens: number('inputTokens'),
    cachedInputTokens: number('cachedInputTokens'),
    outputTokens: number('outputTokens'),
    thinkingTokens: number('thinkingTokens'),
  };
}

export const addUsage = (a: ModelUsage, b: ModelUsage): ModelUsage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  thinkingTokens: a.thinkingTokens + b.thinkingTokens,
});
