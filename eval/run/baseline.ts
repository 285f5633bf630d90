/** The committed figures that a change is compared with, one summary for each half. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Summary } from './summary.ts';
import { EVAL_ROOT } from './truth.ts';

const FILE = path.join(EVAL_ROOT, 'results/baseline.json');

type Baseline = Record<string, Omit<Summary, 'seconds'>>;

const readBaseline = (): Baseline =>
  existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Baseline) : {};

/** Replaces this half's figures. */
export function writeBaseline({ seconds: _, ...summary }: Summary): void {
  const next = { ...readBaseline(), [summary.half]: summary };
  mkdirSync(path.dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(next, null, 2)}\n`);
}

/** What became better or worse, in lines; empty without a baseline for this half. */
export function againstBaseline(summary: Summary, baseline: Baseline = readBaseline()): string[] {
  const before = baseline[summary.half];
  if (before === undefined) return [];
  return figuresOf(summary).flatMap(([name, value], at) => {
    const former = figuresOf({ ...before, seconds: 0 })[at]?.[1] ?? value;
    const change = value - former;
    return Math.abs(change) < 0.0005
      ? []
      : [`  ${name}: ${former.toFixed(3)} → ${value.toFixed(3)}`];
  });
}

function figuresOf({ incidents, batches, histories }: Summary): [string, number][] {
  return [
    ['right verdicts', incidents.right],
    ['innocent commits blamed', incidents.falseConvictions],
    ['decoys taken', incidents.decoyHits],
    ['service that failed first', incidents.firstServiceRight],
    ['decision right', incidents.decisionRight],
    ['Brier score', incidents.brier],
    ['real incidents missed', batches.missedIncidents],
    ['paged for nothing', batches.overPaging],
    ['duplicates right', batches.duplicatesRight],
    ['mean reciprocal rank', histories.meanReciprocalRank],
  ];
}
