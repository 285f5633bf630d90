/** Whose metric it is by its name. */
import { describe, expect, it } from 'vitest';
import { splitColumns } from '../../../../src/bundle/metrics/column-names.ts';

describe('the owner of a metric', () => {
  it('is nobody whose name would leave only a unit', () => {
    const names = ['tide_errors_per_min', 'quay_retries_per_min', 'gate_calls_per_min'];
    const columns = splitColumns(names, new Set());
    expect(names.map((name) => columns.get(name)?.metric)).not.toContain('min');
  });
});
