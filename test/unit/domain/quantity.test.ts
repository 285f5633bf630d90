import { describe, expect, it } from 'vitest';
import { inOneMeasure, parseQuantity } from '../../../src/domain/quantity.ts';

describe('parseQuantity', () => {
  it.each([
    ['47%', 47, '%'],
    ['> 1.5s', 1.5, 's'],
    ['1,204.50 USD', 1204.5, 'usd'],
    ['2,5', 2.5, ''],
    ['$9,100', 9100, ''],
    ['2.1e9', 2.1e9, ''],
    ['-3 GB', -3, 'gb'],
    ['1h 20m', 4_800, 's'],
    ['00:45:00', 2_700, 's'],
    ['PT2H30M', 9_000, 's'],
  ])('reads %s', (text, number, unit) => {
    expect(parseQuantity(text)).toEqual({ number, unit });
  });

  it('reads no number out of words', () => {
    expect(parseQuantity('high')).toBeNull();
  });
});

describe('inOneMeasure', () => {
  const both = (a: string, b: string, name = '') => {
    const [x, y] = [parseQuantity(a), parseQuantity(b)];
    if (x === null || y === null) throw new Error('no quantities');
    return inOneMeasure(x, y, name);
  };

  it.each([
    ['1.2s', '800ms', '', { a: 1.2, b: 0.8 }],
    ['900MB', '20GB', '', { a: 9e8, b: 2e10 }],
    ['0.31', '2%', '', { a: 31, b: 2 }],
    ['0.9', '800ms', 'latency_seconds', { a: 0.9, b: 0.8 }],
    ['0.9', '800ms', '', { a: 0.9, b: 800 }],
    ['0.97', '85', 'disk.in_use', { a: 97, b: 85 }],
    ['0.2', '2.5', 'conversion_pct', { a: 0.2, b: 2.5 }],
  ])('compares %s with %s', (a, b, name, measures) => {
    expect(both(a, b, name)).toEqual(measures);
  });
});
