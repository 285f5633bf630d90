import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alertEntries } from '../../../src/bundle/alert-lists.ts';

const alert = (id: number): Record<string, unknown> => ({
  id: `a${id}`,
  title: `Queue ${id} is long`,
  state: 'firing',
  startsAt: `2026-03-05T10:${String(id % 60).padStart(2, '0')}:00Z`,
});
const idsOf = (document: unknown): unknown[] =>
  alertEntries(document).map((entry) => (entry as Record<string, unknown>)['id']);

/** Names under which answers of interfaces lie in one another. */
const WRAP = fc.constantFrom(
  'data',
  'result',
  'response',
  'actor',
  'account',
  'viewer',
  'payload',
  'issues',
  'searchProblems',
  'monitoring',
);
/** What stands beside a list in an answer. */
const BESIDE = fc.constantFrom<Record<string, unknown>>(
  {},
  { nextCursor: null },
  { totalCount: 7, pageSize: 50 },
  { jsonrpc: '2.0' },
  { meta: { page: 1 } },
);
const BOX = fc.constantFrom<((entry: Record<string, unknown>) => unknown)[]>(
  (entry) => entry,
  (entry) => ({ cursor: 'c', node: entry }),
  (entry) => ({ _index: 'alerts', _source: entry }),
  (entry) => ({ incident: entry }),
);

describe('alertEntries', () => {
  it('finds every alert once and in order, whatever it is wrapped in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.tuple(WRAP, BESIDE), { maxLength: 9 }),
        BOX,
        (count, wraps, box) => {
          const list = Array.from({ length: count }, (_, at) => box(alert(at)));
          const document = wraps.reduce<unknown>(
            (inner, [name, beside]) => ({ ...beside, [name]: inner }),
            list,
          );
          expect(idsOf(document)).toEqual(list.map((_, at) => `a${at}`));
        },
      ),
    );
  });

  it('opens groups in their place', () => {
    const groups = [
      { labels: { team: 'a' }, receiver: { name: 'pager' }, alerts: [alert(1), alert(2)] },
      { labels: { team: 'b' }, receiver: { name: 'mail' }, alerts: [alert(3)] },
    ];
    expect(idsOf(groups)).toEqual(['a1', 'a2', 'a3']);
    expect(
      idsOf({
        status: 'success',
        data: {
          groups: [
            { name: 'disk', rules: [{ name: 'DiskFull', state: 'firing', alerts: [alert(1)] }] },
            {
              name: 'net',
              rules: [{ name: 'Loss', state: 'firing', alerts: [alert(2), alert(3)] }],
            },
          ],
        },
      }),
    ).toEqual(['a1', 'a2', 'a3']);
  });

  it('leaves an incident that lists its alerts in one piece', () => {
    const incident = { ...alert(1), alerts: [alert(2), alert(3)] };
    expect(idsOf([incident, alert(4)])).toEqual(['a1', 'a4']);
  });

  it('reads two lists of one answer, and a map of hosts to services', () => {
    expect(
      idsOf({ MetricAlarms: [alert(1), alert(2)], CompositeAlarms: [alert(3)], NextToken: 'x' }),
    ).toEqual(['a1', 'a2', 'a3']);
    expect(
      idsOf({
        format_version: 0,
        result: { query_time: 1, type_code: 0 },
        data: { servicelist: { web1: { http: alert(1), disk: alert(2) }, db1: { sql: alert(3) } } },
      }),
    ).toEqual(['a1', 'a2', 'a3']);
  });

  it('reads the one list of an answer although its records look like nothing known', () => {
    expect(
      alertEntries({ prtgversion: '1', treesize: 2, sensoren: [{ a: 1 }, { a: 2 }] }),
    ).toHaveLength(2);
  });

  it('keeps what is no record in its place', () => {
    expect(alertEntries([alert(1), null, [1, 2], 'words', 7])).toHaveLength(5);
  });
});
