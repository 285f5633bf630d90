// A setting may be about anything: its kind alone is a poor means where nothing ties it to what fails.
import { describe, expect, it } from 'vitest';
import type { Commit } from '../../../src/domain/observation.ts';
import type { DiffFact } from '../../../src/evidence/diff/facts.ts';
import { hasNoAmount } from '../../../src/evidence/hypotheses/amounts.ts';
import {
  candidateOfCommit,
  type Candidate,
} from '../../../src/evidence/hypotheses/change-facts.ts';
import { tied } from '../../../src/evidence/hypotheses/score/tied.ts';
import { observe } from './incidents.ts';

const factOf = (patch: string): { candidate: Candidate; fact: DiffFact } => {
  const seen = observe({
    name: 'kennel',
    service: 'kennel',
    alert: 'kennel takes no bookings',
    commits: [
      { sha: 'fa11', at: -40, message: 'Week 12', files: { 'config/production.yaml': patch } },
    ],
    truth: { verdict: 'inconclusive' },
  });
  const candidate = candidateOfCommit(seen.commits[0] as Commit, seen);
  const [fact] = candidate.facts;
  if (fact === undefined) throw new Error('no fact');
  return { candidate, fact };
};
const line = (name: string, from: string, to: string): string =>
  `@@ -7,3 +7,3 @@ app:\n   name: kennel\n-  ${name}: ${from}\n+  ${name}: ${to}\n   zone: north\n`;

describe('tied', () => {
  const { candidate, fact } = factOf(line('newsletter_max_photos', '60', '30'));
  const means = { value: 0.6, fact, flows: 0 };

  it('takes away from a setting that neither a place nor words tie to the failure', () => {
    expect(tied(candidate, means, 0, 0)).toBeLessThan(0.6);
    expect(tied(candidate, means, 0, 0.1)).toBeGreaterThan(tied(candidate, means, 0, 0));
  });

  it('takes nothing away where one of them does, nor from what acts on anything', () => {
    expect(tied(candidate, means, 0.4, 0)).toBe(1);
    expect(tied(candidate, means, 0, 0.3)).toBe(1);
    expect(tied(candidate, { ...means, fact: { ...fact, kind: 'memory_setting' } }, 0, 0)).toBe(1);
  });
});

describe('hasNoAmount', () => {
  it.each([
    ['run_pool_mode', 'session', 'transaction', true],
    ['pool_warmup', 'false', 'true', true],
    ['run_pool_size', '60', '30', false],
    ['run_timeout', '2s', '500ms', false],
    ['run_pool_size', 'small', '12', false],
  ])('%s from %s to %s: %s', (name, from, to, none) => {
    expect(hasNoAmount(factOf(line(name, from, to)).fact)).toBe(none);
  });
});
