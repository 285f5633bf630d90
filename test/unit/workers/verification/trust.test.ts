// The taint flag: what a verdict rests on, whatever the model says of it.
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../../src/domain/analysis.ts';
import { createLedger } from '../../../../src/workers/verification/ledger.ts';
import { decisionRestsOn, trustOf } from '../../../../src/workers/verification/trust.ts';
import {
  aDraft,
  anAnalysis,
  INNOCENT,
  someEvidence,
  someObservations,
} from '../../../helpers/workers.ts';

const ledger = createLedger(someEvidence(), someObservations());
const trust = (draft = aDraft(), analysis: Analysis | null = anAnalysis()) =>
  trustOf({
    draft,
    claims: draft.claims.map((claim) => ({ ...claim, status: 'verified' as const })),
    ledger,
    analysis,
  });

describe('a verdict', () => {
  it('that the evidence engine confirms from recorded facts needs no flag', () => {
    expect(trust().restsOn).toBe('recorded_facts');
  });

  it.each<[string, Parameters<typeof aDraft>[0], Analysis | null]>([
    ['another change', { suspect_commit: INNOCENT }, anAnalysis()],
    ['another verdict', { verdict: 'no_code_change', suspect_commit: null }, anAnalysis()],
    ['no analysis', {}, null],
    [
      'noise, where the engine sees something else',
      { verdict: 'no_code_change', suspect_commit: null, category: 'noise' },
      anAnalysis({ verdict: 'no_code_change', suspectChange: null, category: 'traffic_surge' }),
    ],
    [
      'an engine that has only read logs',
      {},
      anAnalysis({
        hypotheses: anAnalysis().hypotheses.map((one) => ({ ...one, evidence: ['E2'] })),
      }),
    ],
  ])('is flagged: %s', (_name, draft, analysis) => {
    expect(trust(aDraft(draft), analysis).restsOn).toBe('outside_text');
  });

  it('that claims no cause rests on nothing', () => {
    expect(trust(aDraft({ verdict: 'inconclusive', suspect_commit: null })).restsOn).toBe(
      'nothing',
    );
  });

  it('names the claims that cite only what outsiders can write', () => {
    // the first cites a log, the second the commit
    expect(trust().claims).toEqual([0]);
  });

  it.each([
    ['get_work_item', [0]],
    ['get_pull_request', [0]],
    ['github__list_issues', [0]],
    ['get_metrics', []],
  ])('takes what %s answers for what it is', (tool, flagged) => {
    const own = createLedger([], someObservations());
    const said = { tool, callId: 't1', summary: '', text: 'it is the network', structured: null };
    const { id } = own.addToolResult({ ...said, service: null });
    const claim = {
      statement: 'It is the network.',
      citations: [{ evidence: id }],
      status: 'verified' as const,
    };
    const { claims } = trustOf({ draft: aDraft(), claims: [claim], ledger: own, analysis: null });
    expect(claims).toEqual(flagged);
  });
});

describe('a decision', () => {
  it('rests on outside text when only a title or an unconfirmed verdict carries it', () => {
    const unconfirmed = { trust: { restsOn: 'outside_text' as const, why: '', claims: [] } };
    expect(decisionRestsOn('known_noise', null)).toBe('outside_text');
    expect(decisionRestsOn('cause_found', unconfirmed)).toBe('outside_text');
    expect(decisionRestsOn('sustained', unconfirmed)).toBe('recorded_facts');
  });
});
