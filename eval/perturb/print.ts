/** What the variations showed, as a person reads it in a terminal. */
import type { FlipRow, FlipSummary, VariedScore } from './flips.ts';
import { PERTURBATIONS } from './vary.ts';

const percent = (value: number): string => `${(100 * value).toFixed(1)}%`;

const HEAD = ['', 'tried', 'held', 'innocent', 'none', 'wrong', 'unsure', 'gained'];

export function printableFlips({
  rows,
  count,
  kept,
  harmful,
  brier,
  reliability,
}: FlipSummary): string {
  return [
    `${count} variations`,
    `  right verdicts that held                   ${percent(kept).padStart(8)}`,
    `  right verdicts that became a wrong one     ${percent(harmful).padStart(8)}`,
    `  Brier score of the confidence              ${brier.toFixed(3).padStart(8)}`,
    '\nof the verdicts that were right without it, the worst first',
    HEAD.map((title, at) => (at === 0 ? title.padEnd(22) : title.padStart(9))).join(''),
    ...rows.map(line),
    '\nconfidence said → came true',
    ...reliability
      .filter(({ count: inside }) => inside > 0)
      .map(
        ({ from, to, count: inside, meanConfidence, right }) =>
          `  ${from.toFixed(1)}–${to.toFixed(1)}, mean ${meanConfidence.toFixed(2)}  ${percent(right).padStart(8)}  of ${inside}`,
      ),
    '\nheld: still right; innocent: a change blamed that is not guilty; none: none blamed though one is;',
    'wrong: something else; unsure: inconclusive; gained: right only with it',
  ].join('\n');
}

const isHonest = new Set(
  PERTURBATIONS.filter(({ withholds }) => withholds).map(({ name }) => name),
);

function line({
  name,
  rightBefore,
  kept,
  toInnocent,
  toNone,
  toWrong,
  toInconclusive,
  gained,
}: FlipRow): string {
  const cells = [
    String(rightBefore),
    percent(rightBefore === 0 ? 0 : kept / rightBefore),
    ...[toInnocent, toNone, toWrong, toInconclusive, gained].map(String),
  ];
  return (
    name.padEnd(22) +
    cells.map((cell) => cell.padStart(9)).join('') +
    (isHonest.has(name) ? '  withholds' : '')
  );
}

/** Right verdicts that were lost, each on a line: those that became a wrong one first. */
export const flipped = (scores: readonly VariedScore[]): string[] =>
  scores
    .filter(({ before, after }) => before === 'right' && after !== 'right')
    .toSorted(
      (a, b) =>
        Number(a.after === 'inconclusive') - Number(b.after === 'inconclusive') ||
        a.perturbation.localeCompare(b.perturbation),
    )
    .map(
      ({ id, perturbation, round, after, said }) =>
        `  ${id} ${perturbation}${round === 0 ? '' : `#${round}`} → ${after}: ${said}`,
    );
