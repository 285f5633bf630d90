// The same fault has the same signature whatever the host, the time, the order ids and the line numbers.
import { describe, expect, it } from 'vitest';
import { similarity } from '../../../src/domain/memory.ts';
import { faultSignature } from '../../../src/evidence/fault-signature.ts';
import type { LogRecord } from '../../../src/domain/observation.ts';

const record = (message: string, at: string, stack?: string): LogRecord => ({
  id: at,
  at,
  service: 'payment-svc',
  level: 'error',
  message,
  ...(stack === undefined ? {} : { stack }),
});

const trace = (line: number): string =>
  [
    'System.NullReferenceException: Object reference not set to an instance of an object.',
    `   at Acme.Payments.DiscountCalculator.RateFor(Customer customer) in /app/src/DiscountCalculator.cs:line ${line}`,
    `   at Acme.Payments.PaymentService.Charge(Order order) in /app/src/PaymentService.cs:line ${line + 40}`,
  ].join('\n');

const logs = (order: number, line: number, day: string): LogRecord[] => [
  record(`payment ${order} failed`, `${day}T10:00:01.000Z`, trace(line)),
  record(`payment ${order + 7} failed`, `${day}T10:00:03.000Z`, trace(line)),
];

describe('faultSignature', () => {
  const first = faultSignature({ logs: logs(4711, 23, '2026-10-01'), spans: [] }, null, 'unknown');

  it('names exception, frames and templates without what varies', () => {
    expect(first).toContain('exception:nullreferenceexception');
    expect(first.filter((feature) => feature.startsWith('frame:'))[0]).toContain(
      'discountcalculator.ratefor',
    );
    expect(first).toContain('log:payment <> failed');
    expect(first.join()).not.toMatch(/4711|23/);
  });

  it('is the same a month later, in another release', () => {
    const again = faultSignature(
      { logs: logs(99, 31, '2026-11-01'), spans: [] },
      '2026-11-01T10:00:00.000Z',
      'unknown',
    );
    expect(similarity(first, again)).toBe(1);
  });

  it('is another one for another fault', () => {
    const other = faultSignature(
      {
        logs: [
          record('Connection is not available, request timed out', '2026-10-01T10:00:00.000Z'),
        ],
        spans: [],
      },
      null,
      'resource_exhaustion',
    );
    expect(similarity(first, other)).toBeLessThan(0.1);
  });

  it('leaves out what was logged long before the onset', () => {
    const all = faultSignature(
      {
        logs: [
          record('cache warm-up failed', '2026-10-01T08:00:00.000Z'),
          ...logs(1, 2, '2026-10-01'),
        ],
        spans: [],
      },
      '2026-10-01T10:00:00.000Z',
      'unknown',
    );
    expect(all.join()).not.toContain('cache');
  });

  it('of nothing is empty, and like nothing', () => {
    expect(faultSignature({ logs: [], spans: [] }, null, 'unknown')).toEqual([]);
    expect(similarity([], [])).toBe(0);
  });
});
