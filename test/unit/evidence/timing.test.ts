/** How the time between going live and failing speaks for or against a change. */
import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/evidence/index.ts';
import { observe, type Incident } from './incidents.ts';

const HOUR = 60;

/** Two changes that do the same in two files, of which neither is named, and whose probabilities are compared. */
function incident(lives: readonly [number, number], more: Partial<Incident>): Incident {
  return {
    name: 'two alike',
    service: 'tariffs',
    alert: 'tariffs errors',
    logs: [[0, 'error', "NoMethodError: undefined method `rate' for nil:NilClass", 40]],
    metrics: [['tariffs.errors', 0, 30, 0]],
    commits: ['north', 'south'].map((zone, n) => ({
      sha: `${zone}0`,
      at: (lives[n] ?? 0) - 6,
      message: `Zones of the ${zone}`,
      files: {
        [`lib/${zone}.rb`]: `@@ -4,5 +4,4 @@ def ${zone}_price(zone)\n   found = zones[zone]\n-  return 0 if found.nil?\n   found.amount * 2\n end\n`,
      },
    })),
    deployments: ['north', 'south'].map((zone, n) => ({ at: lives[n] ?? 0, commit: `${zone}0` })),
    truth: { verdict: 'inconclusive' },
    ...more,
  };
}

function likelier(lives: readonly [number, number], more: Partial<Incident> = {}): number {
  const { hypotheses } = analyze(observe(incident(lives, more)), { maxHypotheses: 50 });
  const of = (sha: string): number =>
    hypotheses.find(({ suspectChange }) => suspectChange?.commit === sha)?.probability ?? 0;
  return of('north0') / of('south0');
}

const LEAK: Partial<Incident> = {
  logs: [[0, 'fatal', 'NoMemoryError: failed to allocate memory', 40]],
};

describe('of two changes that do the same', () => {
  it('the one that went live minutes before is much likelier than the one of an hour before', () => {
    expect(likelier([-4, -HOUR])).toBeGreaterThan(5);
    expect(likelier([-4, -5])).toBeLessThan(1.2);
  });

  it('a day makes less of a difference where something has to fill up first', () => {
    expect(likelier([-HOUR, -26 * HOUR])).toBeGreaterThan(4);
    expect(likelier([-HOUR, -26 * HOUR], LEAK)).toBeLessThan(likelier([-HOUR, -26 * HOUR]));
    expect(likelier([-4, -HOUR], LEAK)).toBeLessThan(likelier([-4, -HOUR]) / 2);
  });

  it('minutes say nothing where only the alert tells when it began', () => {
    const unseen: Partial<Incident> = {
      logs: [],
      metrics: [],
      body: "NoMethodError: undefined method `rate' for nil:NilClass",
    };
    expect(likelier([-4, -HOUR], { ...unseen, firedAt: 0 })).toBeLessThan(3);
  });
});
