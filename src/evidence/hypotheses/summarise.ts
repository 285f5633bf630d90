/** The analysis in two or three sentences. */
import type { Combined } from './combine.ts';
import type { Context } from './context.ts';

/** @param first - who failed first, where that is none of the services */
export function summarise(
  combined: Combined,
  context: Context,
  first: string | null = context.firstFailing,
): string {
  const since =
    context.onset === null ? '' : ` since ${new Date(context.onset.atMs).toISOString()}`;
  const what = first === null ? `Failures are seen${since}.` : `${first} fails${since}.`;
  const top = combined.ranked[0];
  const percent = `${Math.round(combined.confidence * 100)}%`;
  const why =
    top === undefined || top.reasons.length === 0
      ? ''
      : ` Reasons: ${top.reasons.slice(0, 3).join('; ')}.`;
  if (combined.verdict === 'root_cause')
    return `${what} ${top?.statement ?? ''} Confidence ${percent}.${why}`;
  if (combined.verdict === 'no_code_change')
    return `${what} ${top?.statement ?? ''} No change is to blame. Confidence ${percent}.${why}`
      .replace('; no change is to blame. No change is to blame.', '; no change is to blame.')
      .replace(
        ' without a change that explains it. No change is to blame.',
        ' without a change that explains it.',
      );
  return `${what} No explanation is strong enough.${top === undefined ? '' : ` The strongest lead (${percent}): ${top.statement}${why}`}`;
}
