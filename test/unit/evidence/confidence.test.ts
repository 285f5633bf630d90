// What a verdict's confidence is worth: it follows the lead over the runner-up, not only what is known.
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/domain/analysis.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { observe, type CommitSpec } from './incidents.ts';

const guilty: CommitSpec = {
  sha: 'c0ffee1',
  at: -30,
  message: 'Shorter path to a berth',
  files: {
    'harbour/berths.go':
      '@@ -40,7 +40,4 @@ func (h *Harbour) Assign(ship Ship) string {\n \tberth := h.free[ship.Class]\n-\tif berth == nil {\n-\t\treturn ""\n-\t}\n \treturn berth.Name\n }\n',
  },
};

const verdictWith = (...others: CommitSpec[]): Analysis =>
  analyze(
    observe({
      name: 'berths',
      service: 'harbour',
      alert: 'harbour answers 500',
      firedAt: 6,
      logs: [
        [
          0,
          'error',
          'panic: runtime error: invalid memory address or nil pointer dereference\n\ngoroutine 7 [running]:\nmain.(*Harbour).Assign(0xc000)\n\t/src/harbour/berths.go:41 +0x1f',
          25,
        ],
      ],
      metrics: [['harbour.errors', 0, 30, 0]],
      commits: [guilty, ...others],
      deployments: [{ at: -4, commit: 'c0ffee1' }],
      truth: { verdict: 'root_cause' },
    }),
  );

/** Takes a check away too, one call further up. */
const rival: CommitSpec = {
  sha: 'decade2',
  at: -40,
  message: 'Ships know their class',
  files: {
    'harbour/berths.go':
      '@@ -18,7 +18,4 @@ func (h *Harbour) Assign(ship Ship) string {\n \tclass := ship.Class\n-\tif class == "" {\n-\t\tclass = "small"\n-\t}\n \tlog.Printf("ship %s of %s", ship.Name, class)\n',
  },
};

describe('confidence', () => {
  it('is high where nobody else comes near', () => {
    const alone = verdictWith();
    expect(alone.suspectChange?.id).toBe('c0ffee1');
    expect(alone.confidence).toBeGreaterThan(0.9);
  });

  it('is no more than what such a lead was worth before where another change is close behind', () => {
    const close = verdictWith(rival);
    expect(close.suspectChange?.id).toBe('c0ffee1');
    const [first, second] = close.hypotheses;
    expect(second?.suspectChange?.id).toBe('decade2');
    expect(first?.probability).toBeGreaterThan(0.93);
    expect(close.confidence).toBeLessThan(0.93);
  });
});
