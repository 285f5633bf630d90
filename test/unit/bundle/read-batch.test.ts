import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { batchAlertOf, readBatch } from '../../../src/bundle/read-batch.ts';
import { triageBatch } from '../../../src/evidence/index.ts';

const NOW_MS = Date.parse('2026-03-05T12:00:00Z');
const DAY_MS = 86_400_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mira-batch-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const put = (name: string, content: unknown): void => {
  writeFileSync(path.join(folder, name), JSON.stringify(content));
};

describe('batchAlertOf', () => {
  it('reads the names that different tools give', () => {
    expect(
      batchAlertOf(
        {
          alertId: 99,
          monitor_name: 'Errors',
          service_name: 'api',
          metricName: 'error_rate',
          current_value: '45%',
          threshold_value: '5%',
          triggered_at: NOW_MS / 1_000 - 60,
          severity_level: 'SEV-2',
        },
        NOW_MS,
        1,
      ),
    ).toMatchObject({
      id: '99',
      title: 'Errors',
      monitor: 'Errors',
      service: 'api',
      metric: 'error_rate',
      value: 45,
      threshold: 5,
      firedAt: '2026-03-05T11:59:00.000Z',
      recoveredAt: null,
    });
  });

  it.each([
    ['two units of one dimension', '1.2s', '800ms', 1.2, 0.8],
    ['a unit on one side only', 0.9, '800ms', 0.9, 800],
    ['shares', '7%', '5 %', 7, 5],
    ['a comparison', '12', '> 10', 12, 10],
    ['sizes', '3 GB', '512MB', 3e9, 512e6],
    ['words', 'NaN', 'none', null, null],
  ])('compares %s', (_name, value, threshold, a, b) => {
    expect(batchAlertOf({ value, threshold }, NOW_MS, 1)).toMatchObject({ value: a, threshold: b });
  });

  it.each([
    [{ times_fired_24h: 6 }, 6, DAY_MS],
    [{ fired_last_7d: 90 }, 90, 7 * DAY_MS],
    [{ firings_last_week: 3 }, 3, 7 * DAY_MS],
    [{ times_fired_24h: 5, times_fired_7d: 9 }, 9, 7 * DAY_MS],
    [{ times_fired_24h: 5, times_fired_7d: 5 }, 5, DAY_MS],
    [{ fired_count: { last_24h: 30 } }, 30, DAY_MS],
    [{ recent_firings: ['2026-03-01', '2026-03-02'] }, 2, null],
    [{ fired_at: '2026-03-05' }, null, null],
  ])('counts firings and their span in %o', (record, timesFired, timesFiredOverMs) => {
    expect(batchAlertOf(record, NOW_MS, 1)).toMatchObject({ timesFired, timesFiredOverMs });
  });

  it.each([
    [{ history: [1, 2, 3] }, [1, 2, 3]],
    [{ values_last_7d: [4, 5] }, [4, 5]],
    [
      {
        daily_max: [
          { date: '2026-03-01', value: 7 },
          { date: '2026-03-02', value: 8 },
        ],
      },
      [7, 8],
    ],
    [{ recent_firings: [1, 2] }, []],
  ])('reads former values from %o', (record, values) => {
    expect(batchAlertOf(record, NOW_MS, 1).history.map(([, value]) => value)).toEqual(values);
  });

  it('reads when it cleared from how long it lasted', () => {
    expect(
      batchAlertOf({ fired_at: '2026-03-05T11:00:00Z', cleared_after_minutes: 4 }, NOW_MS, 1)
        .recoveredAt,
    ).toBe('2026-03-05T11:04:00.000Z');
  });
});

describe('batchAlertOf and maintenance', () => {
  it('does not take the end of a window for the end of the alert', () => {
    const alert = batchAlertOf(
      {
        title: 'db-x unreachable',
        fired_at: '2026-03-05T11:40:00Z',
        maintenance: { starts_at: '2026-03-05T08:00:00Z', ends_at: '2026-03-05T10:00:00Z' },
      },
      NOW_MS,
      1,
    );
    expect(alert).toMatchObject({ firedAt: '2026-03-05T11:40:00.000Z', recoveredAt: null });
    expect(alert.body).toContain('maintenance window ends at: 2026-03-05T10:00:00Z');
  });
});

describe('readBatch', () => {
  const records = [
    { id: 'a', name: 'Checkout down', service: 'checkout', fired_at: '2026-03-05T11:58:00Z' },
    { name: 'Disk', service: 'db', fired_at: '2026-03-05T11:57:00Z' },
    { id: 'a', name: 'Checkout down', service: 'checkout', fired_at: '2026-03-05T11:59:00Z' },
  ];

  it.each([
    ['a list', records],
    ['alerts', { alerts: records }],
    ['data.alerts', { data: { alerts: records } }],
    ['data', { data: records }],
    ['events', { generated_at: '2026-03-05T12:00:00Z', events: records }],
  ])('answers each once, in order, from %s', async (_name, content) => {
    put('alerts.json', content);
    const out = triageBatch(await readBatch(folder));
    expect(out.map(({ id, duplicateOf }) => [id, duplicateOf])).toEqual([
      ['a', null],
      ['alert-2', null],
      // an id that stands twice names nobody: the reason says which entry is meant
      ['a', null],
    ]);
    expect(out[0]).toMatchObject({ action: 'TICKET', duplicateOf: null });
    expect(out[2]).toMatchObject({
      action: 'IGNORE',
      reason: expect.stringContaining('entry 1 of the batch, which has the same id a'),
    });
  });

  it('answers entries that are no records in their place, and says where they stand', async () => {
    writeFileSync(
      path.join(folder, 'alerts.json'),
      '[\n {"id": "a", "title": "Checkout down", "fired_at": "2026-03-05T11:30:00Z"},\n null,\n {},\n [1, 2],\n "Login broken for all users"\n]',
    );
    const batch = await readBatch(folder);
    const out = triageBatch(batch);
    expect(out.map(({ id, action, duplicateOf }) => [id, action, duplicateOf])).toEqual([
      ['a', 'TICKET', null],
      ['alert-2', 'MONITOR', null],
      ['alert-3', 'MONITOR', null],
      ['alert-4', 'MONITOR', null],
      ['alert-5', 'TICKET', null],
    ]);
    expect(out[1]?.reason).toContain('entry 2 is null');
    expect(batch.observations.inputProblems).toMatchObject([
      { file: 'alerts.json', line: 3, problem: expect.stringContaining('entry 2 is null') },
      { line: 4, problem: expect.stringContaining('entry 3 is an empty record') },
      { line: 5, problem: expect.stringContaining('entry 4 is a list') },
      { line: 6, problem: expect.stringContaining('its words were read') },
    ]);
  });

  it('reads facts out of envelopes, pairs and texts inside texts', () => {
    const payload = {
      AlarmName: 'orders-dlq',
      NewStateValue: 'ALARM',
      Trigger: {
        MetricName: 'NumberOfMessages',
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
        Dimensions: [{ name: 'QueueName', value: 'orders-dlq' }],
      },
      StateChangeTime: '2026-03-05T11:30:00Z',
    };
    expect(
      batchAlertOf({ Type: 'Notification', Message: JSON.stringify(payload) }, NOW_MS, 1),
    ).toMatchObject({
      title: 'orders-dlq',
      service: 'orders-dlq',
      metric: 'NumberOfMessages',
      threshold: 0,
      comparator: 'above',
      firedAt: '2026-03-05T11:30:00.000Z',
      recoveredAt: null,
    });
  });

  const two = [
    { id: 'x1', title: 'one', tags: [{ key: 'service', value: 'a' }] },
    { id: 'x2', title: 'two', tags: [{ key: 'service', value: 'b' }] },
  ];
  it.each([
    ['a page of PagerDuty', { incidents: two, limit: 25, offset: 0, more: false }],
    ['a page of Opsgenie', { data: two, paging: { next: 'u' }, took: 0.1, requestId: 'r' }],
    ['a connection of GraphQL', { data: { x: { issues: { nodes: two, nextCursor: null } } } }],
    [
      'edges of GraphQL',
      { data: { incidents: { edges: two.map((node) => ({ cursor: 'c', node })) } } },
    ],
    [
      'hits of Elasticsearch',
      {
        took: 3,
        hits: { total: { value: 2 }, hits: two.map((_source) => ({ _id: 'h', _source })) },
      },
    ],
    ['a list under a name of its own', { firing_now: two }],
    ['boxed records', { results: two.map((incident) => ({ incident })) }],
  ])('reads every alert of %s', async (_name, document) => {
    put('alerts.json', document);
    const { alerts } = await readBatch(folder);
    expect(alerts.map(({ id }) => id)).toEqual(['x1', 'x2']);
  });

  it('does not take the entities of one problem for alerts', async () => {
    put('alerts.json', { problemId: 'P-1', ImpactedEntities: [{ entity: 'a' }, { entity: 'b' }] });
    expect((await readBatch(folder)).alerts).toHaveLength(1);
  });

  it('keeps an alert that has lists of its own whole', async () => {
    put('alerts.json', { name: 'Down', service: 'a', events: [{ at: 1 }, { at: 2 }] });
    expect((await readBatch(folder)).alerts).toHaveLength(1);
  });
});

describe('the id of an alert', () => {
  it.each([
    { entity_id: 'web/http.p99', message_type: 'CRITICAL', state_message: 'p99 is 4 s' },
    { issueId: 'i-9', title: ['p99 is 4 s'], priority: 'HIGH', state: 'ACTIVATED' },
    { problemId: 'P-9', title: 'p99 is 4 s', severityLevel: 'PERFORMANCE', status: 'OPEN' },
    { AlarmArn: 'arn:9', AlarmName: 'p99', NewStateValue: 'ALARM', NewStateReason: 'p99 is 4 s' },
  ])('is the one that it was given: %o', (vendor) => {
    expect(batchAlertOf({ id: 'evt-7', ...vendor }, NOW_MS, 1).id).toBe('evt-7');
    expect(batchAlertOf(vendor, NOW_MS, 1).id).not.toBe('evt-7');
  });
});
