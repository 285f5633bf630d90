// Every way in which a claim can be false, and what is left of a report then.
import { describe, expect, it } from 'vitest';
import { createLedger } from '../../../../src/workers/verification/ledger.ts';
import { settleDraft, verifyDraft } from '../../../../src/workers/verification/verify-report.ts';
import {
  aCommit,
  aDraft,
  anEvidence,
  CULPRIT,
  INNOCENT,
  LATE,
  ONSET,
  someEvidence,
  someObservations,
} from '../../../helpers/workers.ts';

const ledger = createLedger(someEvidence(), someObservations());
const faults = (draft: Parameters<typeof verifyDraft>[0], onset: string | null = ONSET) =>
  verifyDraft(draft, ledger, onset).map(({ where, fault }) => `${where} ${fault}`);
const claim = (statement: string, ...citations: { evidence: string; quote?: string }[]) => ({
  statement,
  citations,
  status: 'unverified' as const,
});
const [first, second] = aDraft().claims;
if (first === undefined || second === undefined) throw new Error('the draft has two claims');

describe('a draft that stands', () => {
  it('has nothing to say against it, and keeps all it says', () => {
    expect(faults(aDraft())).toEqual([]);
    const settled = settleDraft(aDraft(), ledger, ONSET);
    expect(settled.verdict).toBe('root_cause');
    expect(settled.claims.map(({ status }) => status)).toEqual(['verified', 'verified']);
    expect(settled.summary).toBe(aDraft().summary);
    expect(settled.grounding).toEqual({ claims: 2, verified: 2, downgraded: 0 });
  });

  it('may quote with other white space than the evidence has', () => {
    const quote = 'Object reference not set at Acme.DiscountCalculator.RateFor(Customer customer)';
    expect(
      faults(aDraft({ claims: [claim('It fails there.', { evidence: 'E2', quote }), second] })),
    ).toEqual([]);
  });

  it('may use words that happen to be made of the letters a to f', () => {
    const draft = aDraft({
      claims: [claim('The banner was effaced.', { evidence: 'E2' }), second],
    });
    expect(faults(draft)).toEqual([]);
  });

  it('may name a trace id that stands in the evidence that it cites', () => {
    const own = createLedger(
      [...someEvidence(), anEvidence('E4', { text: 'trace 7f3a9c21d4b2 failed' })],
      someObservations(),
    );
    const draft = aDraft({
      claims: [second, claim('Trace 7f3a9c21d4b2 failed.', { evidence: 'E4' })],
    });
    expect(verifyDraft(draft, own, ONSET)).toEqual([]);
  });
});

describe('a changed flag that is called no change', () => {
  const flag = createLedger(
    [
      ...someEvidence(),
      anEvidence('E4', { kind: 'config_change', text: 'promo-engine: off → on' }),
    ],
    someObservations(),
  );
  const draft = (more: Parameters<typeof aDraft>[0] = {}) =>
    aDraft({
      verdict: 'no_code_change',
      category: 'feature_flag',
      suspect_commit: null,
      claims: [claim('The flag was switched on.', { evidence: 'E4' })],
      ...more,
    });

  it('is told to be one, and gets the right word when nobody corrects it', () => {
    expect(verifyDraft(draft(), flag, ONSET).map(({ fault }) => fault)).toEqual([
      'change_called_none',
    ]);
    expect(settleDraft(draft(), flag, ONSET)).toMatchObject({
      verdict: 'root_cause',
      category: 'feature_flag',
      suspect_commit: null,
      claims: [{ status: 'verified' }],
    });
  });

  it('is none when no evidence of a change is cited, or when something else is named', () => {
    const other = [claim('It fails.', { evidence: 'E2' })];
    expect(verifyDraft(draft({ claims: other }), flag, ONSET)).toEqual([]);
    expect(verifyDraft(draft({ category: 'traffic_surge' }), flag, ONSET)).toEqual([]);
  });
});

describe('a claim is false when it', () => {
  it('cites nothing', () => {
    expect(faults(aDraft({ claims: [claim('It is the network.'), second] }))).toEqual([
      'claims[0] no_citation',
    ]);
  });

  it('cites evidence that does not exist', () => {
    expect(
      faults(aDraft({ claims: [claim('It is the network.', { evidence: 'E99' }), second] })),
    ).toEqual(['claims[0] unknown_evidence']);
  });

  it('quotes what does not stand in the evidence', () => {
    const invented = claim('The pool is empty.', { evidence: 'E2', quote: 'pool exhausted' });
    expect(faults(aDraft({ claims: [invented, second] }))).toEqual(['claims[0] quote_not_found']);
  });

  it('quotes only white space', () => {
    expect(
      faults(aDraft({ claims: [claim('Yes.', { evidence: 'E2', quote: '  \n' }), second] })),
    ).toEqual(['claims[0] quote_not_found']);
  });

  it('names a commit that no tool returned', () => {
    const invented = claim('Commit deadbeef01 did it.', { evidence: 'E2' });
    expect(faults(aDraft({ claims: [invented, second] }))).toEqual(['claims[0] unknown_commit']);
  });

  it.each(['Commit deadbeefde did it.', 'It was facadefacade.', 'See commit 1234567.'])(
    'names a commit that no tool returned, however odd its digits: %s',
    (statement) => {
      expect(faults(aDraft({ claims: [claim(statement, { evidence: 'E2' }), second] }))).toEqual([
        'claims[0] unknown_commit',
      ]);
    },
  );

  it('names a commit and cites evidence of something else', () => {
    const beside = claim(`Commit ${INNOCENT.slice(0, 10)} did it.`, { evidence: 'E2' });
    expect(faults(aDraft({ claims: [beside, second] }))).toEqual(['claims[0] commit_not_cited']);
  });

  it('blames a commit that was made after the onset', () => {
    const own = createLedger(
      [...someEvidence(), anEvidence('E4', { kind: 'commit', commit: LATE, text: LATE })],
      someObservations(),
    );
    const late = claim(`Commit ${LATE.slice(0, 10)} did it.`, { evidence: 'E4' });
    const draft = aDraft({ suspect_commit: LATE, claims: [late, second] });
    const found = verifyDraft(draft, own, ONSET).map(({ where, fault }) => `${where} ${fault}`);
    expect(found).toContain('suspect_commit change_after_onset');
    expect(found).toContain('claims[0] change_after_onset');
  });

  it('blames a commit that was live only after the onset', () => {
    expect(faults(aDraft(), '2026-11-20T09:30:00.000Z')).toContain(
      'suspect_commit live_after_onset',
    );
  });
});

describe('a report is false when it', () => {
  it('blames a commit that no tool returned', () => {
    const commit = 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef';
    const settled = settleDraft(aDraft({ suspect_commit: commit }), ledger, ONSET);
    expect(settled).toMatchObject({
      verdict: 'inconclusive',
      suspect_commit: null,
      category: 'unknown',
    });
    expect(settled.confidence).toBeLessThanOrEqual(0.3);
  });

  it('blames a commit without citing evidence of that commit', () => {
    const draft = aDraft({ suspect_commit: INNOCENT, claims: [first] });
    expect(faults(draft)).toEqual(['verdict unsupported_verdict']);
    expect(settleDraft(draft, ledger, ONSET)).toMatchObject({
      verdict: 'inconclusive',
      suspect_commit: null,
    });
  });

  it('has a cause but no change, and cites no flag or setting', () => {
    expect(faults(aDraft({ suspect_commit: null, claims: [first] }))).toEqual([
      'verdict missing_suspect',
    ]);
    const flag = createLedger(
      [anEvidence('E1', { kind: 'config_change', text: 'flag new_pricing on' })],
      someObservations(),
    );
    const draft = aDraft({
      suspect_commit: null,
      category: 'feature_flag',
      claims: [claim('The flag did it.', { evidence: 'E1' })],
    });
    expect(verifyDraft(draft, flag, ONSET)).toEqual([]);
  });

  it('says that no change did it and shows nothing', () => {
    const draft = aDraft({ verdict: 'no_code_change', suspect_commit: null, claims: [] });
    expect(settleDraft(draft, ledger, ONSET)).toMatchObject({
      verdict: 'inconclusive',
      recommended_action: 'investigate_further',
    });
  });

  it.each(['summary', 'impact'] as const)(
    'names in its %s a commit that nobody returned',
    (field) => {
      const draft = aDraft({ [field]: 'It was deadbeef01 all along.' });
      expect(faults(draft)).toEqual([`${field} unknown_commit`]);
      expect(JSON.stringify(settleDraft(draft, ledger, ONSET))).not.toContain('deadbeef01');
    },
  );

  it.each(['causal_chain', 'next_steps', 'open_questions'] as const)(
    'names one in an entry of its %s',
    (field) => {
      const draft = aDraft({ [field]: ['fine', 'revert deadbeef01'] });
      expect(faults(draft)).toEqual([`${field}[1] unknown_commit`]);
      expect(JSON.stringify(settleDraft(draft, ledger, ONSET))).not.toContain('deadbeef01');
    },
  );

  it('rules something out without showing it', () => {
    const draft = aDraft({
      ruled_out: [{ statement: 'the network', why: 'I think so', citations: [] }],
    });
    const settled = settleDraft(draft, ledger, ONSET);
    expect(settled.ruled_out).toEqual([]);
    expect(settled.open_questions).toEqual(['Not shown to be ruled out: the network']);
  });
});

describe('what is left', () => {
  it('a failing claim with real evidence becomes a hypothesis, with the reason', () => {
    const settled = settleDraft(
      aDraft({
        claims: [claim('The pool is empty.', { evidence: 'E2', quote: 'pool exhausted' }), second],
      }),
      ledger,
      ONSET,
    );
    expect(settled.claims[0]).toMatchObject({
      status: 'hypothesis',
      citations: [{ evidence: 'E2' }],
    });
    expect(settled.claims[0]?.problem).toContain('pool exhausted');
    expect(settled.summary).not.toBe(aDraft().summary);
    expect(settled.confidence).toBe(0.4);
  });

  it('a claim about an invented commit goes altogether', () => {
    const settled = settleDraft(
      aDraft({ claims: [claim('Commit deadbeef01 did it.', { evidence: 'E2' }), second] }),
      ledger,
      ONSET,
    );
    expect(settled.claims).toHaveLength(1);
    expect(settled.grounding).toEqual({ claims: 2, verified: 1, downgraded: 1 });
  });

  it('a model cannot call its own claims verified', () => {
    const settled = settleDraft(
      aDraft({ claims: [{ ...claim('Trust me.'), status: 'verified' }, second] }),
      ledger,
      ONSET,
    );
    expect(settled.claims.map(({ statement }) => statement)).not.toContain('Trust me.');
  });
});

describe('the ledger', () => {
  it('files a tool’s answer under the next number, and knows the commits in it', () => {
    const own = createLedger(someEvidence(), someObservations({ commits: [] }));
    expect(own.commit(CULPRIT)).toBeUndefined();
    const filed = own.addToolResult({
      tool: 'get_commit_diff',
      callId: 't1.1',
      summary: 'the diff',
      text: 'diff text',
      structured: { commit: aCommit(), repository: 'payment-svc' },
      service: 'payment-svc',
    });
    expect(filed).toMatchObject({ id: 'E4', kind: 'commit', commit: CULPRIT, toolCallId: 't1.1' });
    expect(own.commit(CULPRIT.slice(0, 8))?.sha).toBe(CULPRIT);
    expect(own.commit('98b131')).toBeUndefined();
  });
});

describe('memory', () => {
  const own = createLedger(
    [
      ...someEvidence(),
      anEvidence('E4', {
        kind: 'memory',
        text: `Memory of a past incident: commit ${CULPRIT} was the cause then.`,
      }),
    ],
    someObservations(),
  );
  const byMemory = claim(`Commit ${CULPRIT.slice(0, 10)} did it again.`, { evidence: 'E4' });

  it('alone carries no claim and no verdict', () => {
    const draft = aDraft({ claims: [byMemory] });
    expect(verifyDraft(draft, own, ONSET).map(({ where, fault }) => `${where} ${fault}`)).toEqual([
      'claims[0] memory_only',
      'verdict unsupported_verdict',
    ]);
    const settled = settleDraft(draft, own, ONSET);
    expect(settled).toMatchObject({ verdict: 'inconclusive', suspect_commit: null });
    expect(settled.claims).toMatchObject([{ status: 'hypothesis' }]);
    expect(settled.confidence).toBe(0);
  });

  it('is no evidence of the blamed change, although it names it', () => {
    const beside = claim('It fails as it did then.', { evidence: 'E2' }, { evidence: 'E4' });
    expect(settleDraft(aDraft({ claims: [beside] }), own, ONSET).verdict).toBe('inconclusive');
    expect(
      settleDraft(
        aDraft({ verdict: 'no_code_change', suspect_commit: null, claims: [byMemory] }),
        own,
        ONSET,
      ).verdict,
    ).toBe('inconclusive');
  });

  it('may stand beside what was seen now', () => {
    const draft = aDraft({
      claims: [
        ...aDraft().claims,
        claim('It came before.', { evidence: 'E3' }, { evidence: 'E4' }),
      ],
    });
    expect(verifyDraft(draft, own, ONSET)).toEqual([]);
  });

  it('rules nothing out', () => {
    const draft = aDraft({
      ruled_out: [{ statement: 'The network.', why: 'never was', citations: [{ evidence: 'E4' }] }],
    });
    expect(settleDraft(draft, own, ONSET).open_questions).toEqual([
      'Not shown to be ruled out: The network.',
    ]);
  });
});
