/** What counts as right, as blaming an innocent, and as missed. */
import { expect, test } from 'vitest';
import {
  brier,
  reliability,
  scoreBatch,
  scoreHistory,
  scoreIncident,
} from '../../../eval/run/score.ts';
import type { BatchTruth, IncidentTruth } from '../../../eval/run/truth.ts';
import type { Analysis, SuspectChange } from '../../../src/domain/analysis.ts';

const GUILTY = 'a'.repeat(40);
const DECOY = 'b'.repeat(40);

const truth: IncidentTruth = {
  half: 'development',
  id: '00000001',
  kind: 'null_dereference',
  language: 'python',
  system: 'any',
  noise: 1,
  missing: [],
  layout: 'polyrepo',
  verdict: 'root_cause',
  commit: GUILTY,
  change: null,
  category: 'code_defect',
  firstFailingService: ['rates', 'rates-db'],
  blastRadius: ['web', 'api'],
  decisions: ['TICKET'],
  decoys: { asked: ['latest'], commits: [DECOY], changes: ['flag-1'] },
  onsetAt: '2026-01-01T10:00:00Z',
  story: '',
};

const change = (given: Partial<SuspectChange>): SuspectChange => ({
  kind: 'commit',
  id: given.commit ?? 'x',
  commit: null,
  title: 'a change',
  author: null,
  repository: null,
  file: null,
  line: null,
  pullRequest: null,
  at: null,
  ...given,
});

const analysis = (given: Partial<Analysis>): Analysis => ({
  verdict: 'root_cause',
  suspectChange: change({ commit: GUILTY.slice(0, 10) }),
  category: 'code_defect',
  firstFailingService: 'rates',
  blastRadius: ['web', 'other'],
  recommendedAction: 'rollback',
  confidence: 0.9,
  decision: { action: 'TICKET', priority: 'P2', reason: '' },
  onsetAt: null,
  summary: '',
  timeline: [],
  hypotheses: [],
  ruledOut: [],
  evidence: [],
  notChecked: [],
  inputProblems: [],
  ...given,
});

test('an abbreviated commit is the same commit', () => {
  const score = scoreIncident(truth, analysis({}));
  expect(score).toMatchObject({ right: true, falseConviction: false, decoyHit: false });
  expect(score.blast).toEqual({ found: 1, named: 2, there: 2 });
});

test('blaming another commit is a false conviction, and a decoy hit where it was one', () => {
  const blamed = (commit: string) =>
    scoreIncident(truth, analysis({ suspectChange: change({ commit }) }));
  expect(blamed(DECOY)).toMatchObject({ right: false, falseConviction: true, decoyHit: true });
  expect(blamed('c'.repeat(40))).toMatchObject({ falseConviction: true, decoyHit: false });
});

test('without a verdict nobody is blamed', () => {
  const score = scoreIncident(
    truth,
    analysis({ verdict: 'inconclusive', suspectChange: change({ commit: DECOY }) }),
  );
  expect(score).toMatchObject({ right: false, falseConviction: false, decoyHit: false });
});

test('a guilty flag must be named itself, not a commit that mentions it', () => {
  const flag: IncidentTruth = { ...truth, commit: null, change: 'ff-1' };
  const said = (suspectChange: SuspectChange) =>
    scoreIncident(flag, analysis({ suspectChange })).right;
  expect(said(change({ kind: 'flag', id: 'ff-1' }))).toBe(true);
  expect(said(change({ kind: 'flag', id: 'ff-2' }))).toBe(false);
  expect(said(change({ id: 'ff-1', commit: DECOY }))).toBe(false);
});

test('tickets are false or missed only against the decisions that are right', () => {
  const quiet: IncidentTruth = { ...truth, decisions: ['MONITOR', 'IGNORE'] };
  const ignored = analysis({ decision: { action: 'IGNORE', priority: null, reason: '' } });
  expect(scoreIncident(quiet, analysis({}))).toMatchObject({ falseTicket: true });
  expect(scoreIncident(quiet, ignored)).toMatchObject({ decisionRight: true, falseTicket: false });
  expect(scoreIncident(truth, ignored)).toMatchObject({ missedTicket: true });
});

test('a batch counts what nobody would have heard of', () => {
  const batch: BatchTruth = {
    half: 'development',
    id: '00000002',
    story: '',
    alerts: [
      { id: '1', actions: ['TICKET'], duplicateOf: [], real: true, why: '' },
      { id: '2', actions: ['IGNORE'], duplicateOf: ['1'], real: false, why: '' },
      { id: '3', actions: ['IGNORE', 'MONITOR'], duplicateOf: [], real: false, why: '' },
    ],
  };
  const score = scoreBatch(batch, [
    { id: '1', action: 'MONITOR', duplicateOf: null },
    { id: '2', action: 'IGNORE', duplicateOf: '1' },
    { id: '3', action: 'TICKET', duplicateOf: '2' },
  ]);
  expect(score).toMatchObject({
    missed: ['1'],
    overPaged: ['3'],
    duplicatesRight: 1,
    duplicatesWrong: 1,
    actionsRight: 1,
    complete: true,
  });
  expect(scoreBatch(batch, []).complete).toBe(false);
});

test('the rank counts from one, and a commit that is not listed has none', () => {
  const history = {
    half: 'sealed' as const,
    id: '00000003',
    language: 'go',
    kind: 'pair',
    commits: 9,
    commit: GUILTY,
    story: '',
  };
  expect(scoreHistory(history, [DECOY, GUILTY]).rank).toBe(2);
  expect(scoreHistory(history, [DECOY]).rank).toBeNull();
});

test('calibration: sure and right is 0, sure and wrong is 1', () => {
  const right = scoreIncident(truth, analysis({ confidence: 1 }));
  const wrong = { ...right, right: false };
  expect(brier([right])).toBe(0);
  expect(brier([wrong])).toBe(1);
  expect(reliability([right, wrong]).at(-1)).toMatchObject({ count: 2, right: 0.5 });
});
