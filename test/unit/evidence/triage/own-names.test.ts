import { describe, expect, it } from 'vitest';
import { batchAlertOf } from '../../../../src/bundle/read-batch.ts';
import { ago, decideAlone, NOW_MS, unwanted, type Wanted } from './alone.ts';

/** Records of tools that nobody knows: no field is called as any list has it. */
describe('triage of records in their own words', () => {
  const record = {
    id: 'own-1',
    rule: 'Outbox of the labels',
    affected_component: 'labels',
    component: 'labels',
    signal: 'outbox.pending_jobs',
    breach_level: 8_000,
    alarm_level: 500,
    target_environment: 'acceptance',
    alarm_raised_on: ago(50),
    alarm_closed_time: ago(40),
    details: 'labels are not printed',
  };

  it('finds what stands under a name that is only like the one wanted', () => {
    expect(batchAlertOf(record, NOW_MS, 1)).toMatchObject({
      title: 'Outbox of the labels',
      monitor: 'Outbox of the labels',
      service: 'labels',
      env: 'acceptance',
      metric: 'outbox.pending_jobs',
      value: 8_000,
      threshold: 500,
      firedAt: ago(50),
      recoveredAt: ago(40),
    });
  });

  it('takes no count, address or name for a measure', () => {
    const { metric, value, threshold } = batchAlertOf(
      {
        id: 'own-2',
        rule: 'Outbox',
        threshold_duration: 300,
        hostname: 'a.b.example',
        owner_team: 'x.y',
        retry_count: 4,
      },
      NOW_MS,
      1,
    );
    expect({ metric, value, threshold }).toEqual({
      metric: undefined,
      value: null,
      threshold: null,
    });
  });

  it.each<[Wanted, Record<string, unknown>]>([
    ['ignored', record],
    [
      'ticket',
      { ...record, target_environment: 'production', alarm_closed_time: null, alarm_level: 500 },
    ],
    // the limit is no status of an answer
    [
      'quiet',
      { id: 'n', rule: 'Queue of mails', breach_level: 505, alarm_level: 500, started_on: ago(4) },
    ],
    ['ignored', { id: 'n', rule: 'Pager test - please ignore', urgency: 'critical' }],
    // free storage that is low, whatever contains the letters of `age`
    [
      'ticket',
      {
        id: 'n',
        rule: 'rds-7',
        metric: 'FreeStorageSpace',
        value: 2.1e9,
        threshold: 2e10,
        history: [2.1e10, 1.6e10, 1.1e10, 6e9, 4e9, 2.1e9],
      },
    ],
    // its end is told by words alone
    ['ticket', { id: 'n', title: 'Zertifikat of sso', message: 'validity ends in 4 days' }],
    ['quiet', { id: 'n', title: 'TLS certificate lifetime of sso', message: 'ends in 58 days' }],
    [
      'ticket',
      { id: 'n', title: 'TLS certificate of sso', message: 'automatic renewal fails: 403' },
    ],
    // what came back below its limit did not come back
    [
      'quiet',
      {
        id: 'n',
        title: 'queue time',
        message: 'crossed its limit for a minute and came back',
        cleared_at: ago(5),
        fired_at: ago(6),
        times_fired_24h: 30,
      },
    ],
    // each run takes longer; the last one ended as well
    [
      'ticket',
      {
        id: 'n',
        title: 'Nightly settlement duration',
        metric: 'duration_min',
        value: 170,
        threshold: 120,
        history: [40, 55, 71, 99, 130, 170],
        fired_at: ago(300),
        cleared_at: ago(298),
      },
    ],
  ])('%s: %j', (wanted, own) => {
    expect(unwanted(wanted, decideAlone({ service: 'labels', env: 'prod', ...own }))).toBeNull();
  });

  it('tells a disk that fills in days from one that fills in years', () => {
    const fill = (perDay: number): Wanted => {
      const history = [7, 6, 5, 4, 3, 2, 1, 0].map((day) => [ago(day * 1_440), 82 - day * perDay]);
      const disk = {
        metric: 'disk.used_pct',
        value: 82,
        threshold: 80,
        fired_at: ago(90),
        history,
      };
      const answer = decideAlone({ id: 'd', title: 'archive volume', env: 'prod', ...disk });
      return answer.action === 'TICKET' ? 'ticket' : 'quiet';
    };
    expect(fill(1.5)).toBe('ticket');
    expect(fill(0.02)).toBe('quiet');
  });
});
