/** Tokens that a failed answer cost: carried in the error, because they are billed all the same. */
import { isMiraError, MiraError } from '../../domain/errors.ts';
import { type ModelUsage, NO_USAGE, type Used } from './language-model.ts';

/** The form in which usage stands in an error's context. */
export const usageContext = (usage: ModelUsage): Record<keyof ModelUsage, number> => ({ ...usage });

/** The same failure, which says what was used before it. */
export const withUsage = (error: MiraError, usage: ModelUsage): MiraError =>
  new MiraError(error.code, error.message, {
    retry: error.retry,
    context: { ...error.context, ...usageContext(usage) },
    cause: error,
  });

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

/** What a call that failed in the end has used; it was one request where the error does not say. */
export function failedUse(error: unknown): Used {
  const { attempts, waitedMs } = isMiraError(error) ? error.context : {};
  return {
    usage: failedUsage(error),
    attempts: typeof attempts === 'number' ? attempts : 1,
    waitedMs: typeof waitedMs === 'number' ? waitedMs : 0,
  };
}
