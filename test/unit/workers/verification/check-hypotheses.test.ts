// A report weighs the strongest hypotheses against each other, or says that it did not.
import { describe, expect, it } from 'vitest';
import type { Hypothesis } from '../../../../src/domain/analysis.ts';
import {
  hypothesisProblems,
  leftOpen,
  unaddressed,
} from '../../../../src/workers/verification/check-hypotheses.ts';
import { aDraft, anAnalysis, CULPRIT, INNOCENT } from '../../../helpers/workers.ts';

const hypothesis = (id: string, probability: number, more: Partial<Hypothesis> = {}) => ({
  ...anAnalysis().hypotheses[0]!,
  id,
  probability,
  statement: `Explanation ${id} holds.`,
  evidence: ['E2', id.replace('H', 'E1')],
  ...more,
});
const ranked = [hypothesis('H1', 0.5), hypothesis('H2', 0.3), hypothesis('H3', 0.1)];
const draft = (more: Parameters<typeof aDraft>[0] = {}) =>
  aDraft({ claims: [], suspect_commit: null, summary: 'It broke.', ...more });
const silentAbout = (more: Parameters<typeof aDraft>[0], hypotheses = ranked) =>
  unaddressed(draft(more), hypotheses).map(({ id }) => id);
const claimed = (evidence: string) => ({
  statement: 'It failed.',
  citations: [{ evidence }],
  status: 'unverified' as const,
});

describe('a hypothesis is addressed when the report', () => {
  it.each([
    ['names it', { open_questions: ['H1 and H2 are not settled'] }],
    ['repeats it', { open_questions: ['Explanation H1  holds.', 'Not so: Explanation H2 holds.'] }],
    ['cites what speaks for it alone', { claims: [claimed('E11'), claimed('E12')] }],
    [
      'rules it out',
      {
        claims: [claimed('E11')],
        ruled_out: [{ statement: 'H2', why: 'too late', citations: [{ evidence: 'E2' }] }],
      },
    ],
  ])('%s', (_name, more) => {
    expect(silentAbout(more)).toEqual([]);
  });

  it('blames or names its commit, however shortened', () => {
    const change = anAnalysis().suspectChange;
    const ofCommits = [
      hypothesis('H1', 0.5, { suspectChange: change }),
      hypothesis('H2', 0.3, { suspectChange: { ...change!, commit: INNOCENT } }),
    ];
    const why = `Commit ${INNOCENT.slice(0, 8)} changed no code.`;
    const more = {
      suspect_commit: CULPRIT,
      ruled_out: [{ statement: 'It is innocent', why, citations: [] }],
    };
    expect(silentAbout(more, ofCommits)).toEqual([]);
    expect(silentAbout({ suspect_commit: CULPRIT }, ofCommits)).toEqual(['H2']);
  });
});

it('is silent about the two strongest when it cites only what fits everything', () => {
  expect(silentAbout({ claims: [claimed('E2')] })).toEqual(['H1', 'H2']);
  expect(silentAbout({ claims: [claimed('E11')] })).toEqual(['H2']);
});

it('need not speak of the unlikely', () => {
  const likely = [hypothesis('H1', 0.93), hypothesis('H2', 0.03)];
  expect(silentAbout({ claims: [claimed('E11')] }, likely)).toEqual([]);
});

it('is told which, and is completed with them', () => {
  expect(hypothesisProblems(ranked.slice(1, 2))).toEqual([
    {
      where: 'hypothesis H2',
      fault: 'hypothesis_not_addressed',
      message: expect.stringContaining('30%: Explanation H2 holds.'),
    },
  ]);
  expect(leftOpen(ranked.slice(1, 2))).toEqual(['Not settled (30%): Explanation H2 holds.']);
});
