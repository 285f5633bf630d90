// What the sweep collects from the simulators' incidents, recorded, and what must come of it: quick
// to run when the engine's weights move. The same incidents run live in the end-to-end tests.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Observations } from '../../../src/domain/observation.ts';
import { analyze } from '../../../src/evidence/index.ts';

const recorded = (name: string): Observations => {
  const file = new URL(`../../fixtures/observations/${name}.json`, import.meta.url);
  return Observations.parse(JSON.parse(readFileSync(file, 'utf8')));
};

describe('recorded incidents', () => {
  it.each([
    ['null-check-removed', 'code_defect', 'Simplify discount lookup'],
    ['pool-halved', 'configuration', 'Tidy application.yml'],
    ['flag-flipped', 'feature_flag', 'promo-engine-v2'],
  ])('%s: the change that did it', (name, category, title) => {
    const analysis = analyze(recorded(name));
    expect(analysis.verdict).toBe('root_cause');
    expect(analysis.suspectChange?.title).toContain(title);
    expect(analysis.category).toBe(category);
  });

  it.each([
    ['certificate-expired', 'expired_certificate'],
    ['certificate-expiring', 'expired_certificate'],
    ['traffic-surge', 'traffic_surge'],
  ])('%s: no change is blamed', (name, category) => {
    const analysis = analyze(recorded(name));
    expect(analysis.verdict).toBe('no_code_change');
    expect(analysis.suspectChange).toBeNull();
    expect(analysis.category).toBe(category);
  });
});
