/** Feedback: what a person says about a report, after the incident. */
import { z } from 'zod';
import { CauseCategory, Verdict } from './analysis.ts';
import { IsoTime } from './time.ts';

const text = (max: number) => z.string().trim().min(1).max(max);

/** What it really was. */
export const Correction = z.strictObject({
  verdict: Verdict,
  commit: z
    .string()
    .regex(/^[0-9a-f]{7,40}$/i, 'must be a commit id, 7 to 40 hex digits')
    .optional(),
  category: CauseCategory.optional(),
  note: text(2_000).optional(),
});
export type Correction = z.infer<typeof Correction>;

const fields = z.strictObject({
  verdict: z.enum(['confirm', 'wrong']),
  correction: Correction.optional(),
  note: text(2_000).optional(),
  by: text(200),
});

/** What a person sends. */
export const FeedbackInput = fields.refine(
  ({ verdict, correction }) => verdict === 'wrong' || correction === undefined,
  { path: ['correction'], message: 'goes with the verdict wrong' },
);
export type FeedbackInput = z.infer<typeof FeedbackInput>;

export const Feedback = fields.extend({ at: IsoTime });
export type Feedback = z.infer<typeof Feedback>;

/** One line for people: `wrong, says ann: root cause, commit abc1234 (it was the flag)`. */
export function feedbackLine({ verdict, correction, note, by }: Feedback): string {
  const facts =
    correction === undefined
      ? []
      : [
          correction.verdict.replaceAll('_', ' '),
          ...(correction.category ? [correction.category.replaceAll('_', ' ')] : []),
          ...(correction.commit ? [`commit ${correction.commit.slice(0, 10)}`] : []),
        ];
  const words = [correction?.note, note].filter((part) => part !== undefined).join(' ');
  return `${verdict === 'confirm' ? 'confirmed' : 'wrong'}, says ${by}${facts.length > 0 ? `: ${facts.join(', ')}` : ''}${words === '' ? '' : ` (${words})`}`;
}
