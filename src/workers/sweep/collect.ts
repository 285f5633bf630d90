/** Makes the sweep's calls and keeps the books: what was answered, what could not be, what has to wait. */
import { z } from 'zod';
import type { Observations } from '../../domain/observation.ts';
import type { ToolOutcome, ToolSession } from '../mcp-client/tool-session.ts';
import type { SweepCall } from '../stages/outputs.ts';
import { cut } from '../text.ts';
import { mergeAnswer } from './merge.ts';
import type { SweepQuery } from './plan.ts';

export interface Sweep {
  readonly observations: Observations;
  readonly calls: readonly SweepCall[];
}

export interface CollectResult extends Sweep {
  /** How long to wait until the quota that was missing is forecast to be back; null: none was missing. */
  readonly retryAfterMs: number | null;
}

/** Codes that say "not now": the question keeps until later. */
const QUOTA_CODES = new Set(['rate_limited', 'limiter_unavailable']);
const DEFAULT_RETRY_MS = 30_000;

/** The proxy's limits do the real pacing; this bounds what one stage has in flight. */
const CONCURRENCY = 6;

/**
 * Asks the questions that have no answer yet.
 * @param patient - true: questions that lack quota are left for later; false: they are given up and
 * recorded under `notChecked`
 * @param allowed - false when the ceiling on tool calls is reached; asked before each call
 */
export async function collect(
  sweep: Sweep,
  queries: readonly SweepQuery[],
  session: ToolSession,
  { patient, allowed }: { readonly patient: boolean; readonly allowed: () => boolean },
): Promise<CollectResult> {
  const answered = new Set(sweep.calls.map(({ key }) => key));
  const open = queries.filter(
    ({ key }, index) =>
      !answered.has(key) && queries.findIndex((query) => query.key === key) === index,
  );
  const outcomes = await inParallel(open, CONCURRENCY, async (query) => ({
    query,
    outcome: allowed()
      ? await session.call(query.tool, query.args, { purpose: query.purpose })
      : null,
  }));

  let { observations } = sweep;
  const calls = [...sweep.calls];
  let retryAfterMs: number | null = null;
  for (const { query, outcome } of outcomes) {
    if (
      outcome !== null &&
      patient &&
      outcome.problem !== null &&
      QUOTA_CODES.has(outcome.problem.code)
    ) {
      retryAfterMs = Math.max(retryAfterMs ?? 0, outcome.problem.retryAfterMs ?? DEFAULT_RETRY_MS);
      continue;
    }
    const { merged, problem } = absorb(observations, query, outcome);
    observations = merged;
    calls.push({
      key: query.key,
      tool: query.tool,
      purpose: query.purpose,
      callId: outcome?.callId ?? 'none',
      ok: problem === null,
      problem,
    });
  }
  return { observations, calls, retryAfterMs };
}

/** An answer becomes observations; whatever is missing from it becomes a line under `notChecked`. */
function absorb(
  observations: Observations,
  query: SweepQuery,
  outcome: ToolOutcome | null,
): { merged: Observations; problem: string | null } {
  if (outcome === null)
    return unchecked(observations, query, 'the ceiling on tool calls was reached');
  if (outcome.problem !== null)
    return unchecked(observations, query, cut(outcome.problem.message, 300));
  try {
    const merged = mergeAnswer(observations, query.tool, outcome.structured);
    if (outcome.meta?.partial) {
      return {
        merged: unchecked(merged, query, 'the upstream gave only a part of the answer').merged,
        problem: null,
      };
    }
    return { merged, problem: null };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return unchecked(observations, query, 'the tool’s answer did not have the promised form');
  }
}

const unchecked = (observations: Observations, query: SweepQuery, why: string) => ({
  merged: {
    ...observations,
    notChecked: [...observations.notChecked, { what: query.purpose, why }],
  },
  problem: why,
});

async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = Array.from({ length: items.length });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++)
      results[index] = await run(items[index] as T);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
}
