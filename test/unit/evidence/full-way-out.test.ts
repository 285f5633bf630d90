/** Calls to the outside fail because the way out is full, not because of whoever they go to. */
import { expect, it } from 'vitest';
import { analyze } from '../../../src/evidence/index.ts';
import { observe, type Incident } from './incidents.ts';

const way: Incident = {
  name: 'the way out is full',
  service: 'mailer',
  alert: 'mailer cannot deliver',
  firedAt: 4,
  logs: [
    [0, 'error', 'delivery {n}: connect ETIMEDOUT mx.letters.example:25', 40],
    [0, 'error', 'connect ETIMEDOUT rates.bourse.example:443', 40, 'quotes'],
  ],
  metrics: [
    ['snat_allocation_failed', 0, 30_000, 0, 'way-out'],
    ['error_rate', 0.004, 0.5, 0],
    ['error_rate', 0.004, 0.3, 2, 'quotes'],
    ['error_rate', 0.004, 0.2, 3, 'portal'],
    ['request_rate', 90, 90, 0, 'portal'],
  ],
  calls: [
    ['mailer', 'way-out'],
    ['quotes', 'way-out'],
    ['portal', 'quotes'],
  ],
  truth: { verdict: 'no_code_change', category: 'resource_exhaustion', first: 'way-out' },
};

it('names what is full, and no outage of whom it leads to', () => {
  const analysis = analyze(observe(way));
  expect(analysis).toMatchObject({
    verdict: 'no_code_change',
    category: 'resource_exhaustion',
    firstFailingService: 'way-out',
  });
});

it('blames who does not answer where the way out is well', () => {
  const { metrics = [], logs = [] } = way;
  const one = analyze(observe({ ...way, metrics: metrics.slice(1), logs: logs.slice(0, 1) }));
  expect(one.category).toBe('dependency_outage');
});
