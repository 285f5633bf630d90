/** Which entries of a report's timeline a person should see first. */
import type { TimelineEntry } from './analysis.ts';
import type { Report } from './report.ts';
import { DAY_MS, toMs } from './time.ts';

export interface CuratedTimeline {
  readonly entries: readonly TimelineEntry[];
  /** How many older entries were left out; the report's JSON has them all. */
  readonly earlier: number;
}

/** The causal chain without what the summary tells already; nothing when a single step is left of it. */
export function untoldSteps(report: Pick<Report, 'causalChain' | 'summary'>): readonly string[] {
  const steps = report.causalChain.filter((step) => !report.summary.includes(step));
  return steps.length > 1 ? steps : [];
}

/**
 * The last day before the onset and what came after it, and of the time before only what a claim
 * cites: a month of releases would hide the six minutes that matter.
 */
export function curateTimeline(report: Report): CuratedTimeline {
  const cited = new Set(
    report.claims.flatMap(({ citations }) => citations.map(({ evidence }) => evidence)),
  );
  const begin = report.onsetAt ?? report.alerts[0]?.firedAt ?? null;
  const fromMs = begin === null ? Number.NEGATIVE_INFINITY : toMs(begin) - DAY_MS;
  const entries = report.timeline.filter(
    ({ at, evidence }) => toMs(at) >= fromMs || (evidence !== null && cited.has(evidence)),
  );
  return { entries, earlier: report.timeline.length - entries.length };
}
