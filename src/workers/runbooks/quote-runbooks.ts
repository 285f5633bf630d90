/** Runbooks in reports: steps stand there in the runbook's own words, or not at all. */
import type { ReportDraft, RunbookQuote } from '../../domain/report.ts';
import { foldSpace, shorten } from '../text.ts';
import type { DraftProblem } from '../verification/verify-report.ts';
import type { Runbook } from './parse-runbook.ts';

/** A runbook as a run knows it: `R1`, `R2`, … */
export interface OfferedRunbook extends Runbook {
  readonly id: string;
}

/** Steps that code takes over into the next steps when nobody chooses among them. */
const STEPS_TAKEN = 5;
const MAX_NEXT_STEPS = 10;

export function checkRunbookSteps(
  draft: ReportDraft,
  runbooks: readonly OfferedRunbook[],
): DraftProblem[] {
  return (draft.runbook_steps ?? []).flatMap(({ runbook, step }, index): DraftProblem[] => {
    const where = `runbook_steps[${index}]`;
    const known = runbooks.find(({ id }) => id === runbook);
    if (known === undefined) {
      const ids = runbooks.map(({ id }) => id).join(', ') || 'none';
      return [
        {
          where,
          fault: 'unknown_evidence',
          message: `there is no runbook ${runbook}; there are: ${ids}`,
        },
      ];
    }
    if (holds(known, step)) return [];
    return [
      {
        where,
        fault: 'quote_not_found',
        message: `"${shorten(step, 80)}" does not stand in ${runbook}: quote its step word for word`,
      },
    ];
  });
}

const holds = ({ body }: Runbook, step: string): boolean =>
  foldSpace(step) !== '' && foldSpace(body).includes(foldSpace(step));

/** The runbooks that a draft really quotes, with those steps. */
export function quotedRunbooks(
  draft: ReportDraft,
  runbooks: readonly OfferedRunbook[],
): RunbookQuote[] {
  return runbooks.flatMap((runbook) => {
    const steps = (draft.runbook_steps ?? [])
      .filter(({ runbook: id, step }) => id === runbook.id && holds(runbook, step))
      .map(({ step }) => foldSpace(step));
    const { title, path, source } = runbook;
    return steps.length === 0 ? [] : [{ title, path, source, steps: [...new Set(steps)] }];
  });
}

/**
 * A draft made by code, with what the best runbook recommends. The operator's own words become next
 * steps; those of a repository are only quoted, because whoever may push there could write them.
 */
export function withRunbookSteps(
  draft: ReportDraft,
  runbooks: readonly OfferedRunbook[],
): ReportDraft {
  const useful = runbooks.slice(0, 2);
  if (useful.length === 0) return draft;
  const quoted = useful.flatMap(({ id, steps }) =>
    steps.slice(0, STEPS_TAKEN).map((step) => ({ runbook: id, step })),
  );
  const next = useful.flatMap(({ source, title, path, steps }) =>
    source === 'folder' && steps.length > 0
      ? steps.slice(0, STEPS_TAKEN)
      : [
          `See the runbook “${title}”${source === 'repository' ? ' in the repository' : ''}: ${path}.`,
        ],
  );
  return {
    ...draft,
    next_steps: [...draft.next_steps, ...next].slice(0, MAX_NEXT_STEPS),
    runbook_steps: quoted,
  };
}
