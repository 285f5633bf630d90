/** What the logs say differently after a moment: new, grown, shrunk and vanished templates. */
import { createTemplateMiner, type LogLine, type LogTemplate } from './mine.ts';

export interface TemplateChange {
  readonly template: LogTemplate;
  readonly before: number;
  readonly after: number;
  /** Lines per minute before and after. */
  readonly rateBefore: number;
  readonly rateAfter: number;
  readonly kind: 'new' | 'grown' | 'steady' | 'shrunk' | 'vanished';
  /** How surprising the growth is: signed log-likelihood ratio of the two rates. */
  readonly surprise: number;
  /** Share of error and fatal lines after, less the share before. */
  readonly severityShift: number;
}

const BAD = new Set(['error', 'fatal']);

/**
 * Splits `lines` at `atMs` and compares the templates' rates. Lines without a time count as after:
 * they were handed in as part of the incident. Most surprising growth first.
 */
export function compareTemplates(lines: readonly LogLine[], atMs: number): TemplateChange[] {
  const miner = createTemplateMiner();
  const before: number[] = [];
  const after: number[] = [];
  const badBefore: number[] = [];
  const badAfter: number[] = [];
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    const at = miner.add(line);
    const early = line.atMs !== null && line.atMs < atMs;
    const [counts, bad] = early ? [before, badBefore] : [after, badAfter];
    const times = line.times ?? 1;
    counts[at] = (counts[at] ?? 0) + times;
    if (BAD.has(line.level)) bad[at] = (bad[at] ?? 0) + times;
    if (line.atMs !== null) {
      from = Math.min(from, line.atMs);
      to = Math.max(to, line.atMs);
    }
  }
  const minutesBefore = Math.max(1, (atMs - from) / 60_000) || 1;
  const minutesAfter = Math.max(1, (to - atMs) / 60_000) || 1;
  const finite = (value: number): number => (Number.isFinite(value) ? value : 1);
  const spanBefore = finite(minutesBefore);
  const spanAfter = finite(minutesAfter);
  const changes = miner.templates().map((template, index): TemplateChange => {
    const b = before[index] ?? 0;
    const a = after[index] ?? 0;
    const rateBefore = b / spanBefore;
    const rateAfter = a / spanAfter;
    const surprise = likelihoodRatio(b, spanBefore, a, spanAfter);
    const share = (bad: number, all: number): number => (all === 0 ? 0 : bad / all);
    return {
      template,
      before: b,
      after: a,
      rateBefore,
      rateAfter,
      kind: kindOf(b, a, rateBefore, rateAfter, surprise),
      surprise,
      severityShift: share(badAfter[index] ?? 0, a) - share(badBefore[index] ?? 0, b),
    };
  });
  return changes.sort(
    (x, y) => y.surprise - x.surprise || x.template.firstIndex - y.template.firstIndex,
  );
}

function kindOf(
  b: number,
  a: number,
  rb: number,
  ra: number,
  surprise: number,
): TemplateChange['kind'] {
  if (b === 0 && a > 0) return 'new';
  if (a === 0 && b > 0) return surprise < -2 ? 'vanished' : 'steady';
  if (surprise > 4 && ra > 1.5 * rb) return 'grown';
  if (surprise < -4 && ra < 0.66 * rb) return 'shrunk';
  return 'steady';
}

/** Twice the log-likelihood ratio of "two Poisson rates" against "one", signed by the direction. */
function likelihoodRatio(b: number, spanB: number, a: number, spanA: number): number {
  const pooled = (a + b) / (spanA + spanB);
  if (pooled === 0) return 0;
  const term = (count: number, span: number): number =>
    count === 0 ? 0 : count * Math.log(count / span / pooled);
  const value = 2 * (term(a, spanA) + term(b, spanB));
  return a / spanA >= b / spanB ? value : -value;
}
