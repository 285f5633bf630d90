// Rules: triage, decision, and the policy that every write must pass.
import { describe, expect, it } from 'vitest';
import { DecisionRules } from '../../../../src/domain/service.ts';
import { createLinkPolicy } from '../../../../src/workers/report/links.ts';
import { dedupeTag } from '../../../../src/workers/report/payloads.ts';
import { checkPolicy, type PolicyFacts } from '../../../../src/workers/stages/action-policy.ts';
import { decide, type DecisionFacts } from '../../../../src/workers/stages/decision-rules.ts';
import { triageByRules } from '../../../../src/workers/stages/triage-rules.ts';
import { anAlert } from '../../../helpers/alerts.ts';
import { anAnalysis, aRunState, aService } from '../../../helpers/workers.ts';

const MINUTE = 60_000;

describe('the decision', () => {
  const facts = (
    overrides: Partial<DecisionFacts> = {},
    rules: Record<string, unknown> = {},
  ): DecisionFacts => ({
    rules: DecisionRules.parse(rules),
    titles: ['error rate above 5 %'],
    sinceMs: 0,
    recoveredMs: null,
    nowMs: 7 * MINUTE,
    severity: 'P2',
    report: null,
    analysis: null,
    ...overrides,
  });

  it.each<[string, DecisionFacts, string, string]>([
    ['known noise', facts({}, { known_noise: ['Error Rate'] }), 'IGNORE', 'known_noise'],
    ['sustained', facts({ nowMs: 11 * MINUTE }, { known_noise: [' '] }), 'TICKET', 'sustained'],
    ['over in less than 5 minutes', facts({ recoveredMs: 4 * MINUTE }), 'IGNORE', 'transient'],
    ['recovered', facts({ recoveredMs: 8 * MINUTE, nowMs: 60 * MINUTE }), 'IGNORE', 'recovered'],
    [
      'recovered, but only after long',
      facts({ recoveredMs: 40 * MINUTE, nowMs: 41 * MINUTE }),
      'MONITOR',
      'recovered_late',
    ],
    ['sustained', facts({ nowMs: 11 * MINUTE }), 'TICKET', 'sustained'],
    ['seen by customers', facts({}, { customer_facing: true }), 'TICKET', 'customer_facing'],
    [
      'a cause found',
      facts({ report: { verdict: 'root_cause', confidence: 0.7 } }),
      'TICKET',
      'cause_found',
    ],
    [
      'only a lead',
      facts({ report: { verdict: 'root_cause', confidence: 0.4 } }),
      'MONITOR',
      'not_yet_sustained',
    ],
    ['bad by the evidence', facts({ analysis: anAnalysis() }), 'TICKET', 'evidence'],
    ['fresh and still firing', facts(), 'MONITOR', 'not_yet_sustained'],
    ['fresh, less than 5 minutes', facts({ nowMs: 2 * MINUTE }), 'MONITOR', 'not_yet_sustained'],
    [
      'within the service’s own limits',
      facts({ nowMs: 11 * MINUTE }, { ticket_above_minutes: 30 }),
      'MONITOR',
      'not_yet_sustained',
    ],
  ])('%s', (_name, given, action, rule) => {
    expect(decide(given)).toMatchObject({ action, rule });
  });

  it('raises the priority to what the evidence shows, and never lowers it', () => {
    expect(
      decide(facts({ nowMs: 11 * MINUTE, severity: 'P3', analysis: anAnalysis() })).priority,
    ).toBe('P1');
    expect(
      decide(facts({ nowMs: 11 * MINUTE, severity: 'P0', analysis: anAnalysis() })).priority,
    ).toBe('P0');
  });

  it('takes an alert for noise only when all of them are', () => {
    expect(
      decide(facts({ titles: ['flapping disk', 'payments down'] }, { known_noise: ['flapping'] }))
        .action,
    ).not.toBe('IGNORE');
  });
});

describe('triage', () => {
  const alerts = (...titles: string[]) =>
    titles.map((title) => ({
      ...aRunState().alerts[0]!,
      alert: anAlert({ title, priority: 'P2' }),
    }));

  it.each([
    ['TLS certificate of x is about to expire', 'certificate'],
    ['p95 latency above 2 s', 'latency'],
    ['5xx responses on checkout', 'errors'],
    ['connection pool nearly full', 'saturation'],
    ['health check fails', 'errors'],
    ['something odd', 'other'],
  ])('%s', (title, kind) => {
    expect(triageByRules(alerts(title)).alertKind).toBe(kind);
  });

  it('looks deep at everything but chatter about cost', () => {
    expect(triageByRules(alerts('monthly budget at 80 %')).deepLook).toBe(false);
    expect(triageByRules(alerts('monthly budget at 80 %', 'payments fail')).deepLook).toBe(true);
  });

  it.each([
    'Deployment completed: payment-svc 4.1.0',
    'Weekly report: spend on compute',
    'Autoscaling completed for payment-svc',
  ])('looks no deeper at a notice: %s', (title) => {
    const { deepLook, reason } = triageByRules(alerts(title));
    expect(deepLook).toBe(false);
    expect(reason).not.toBe('');
  });

  it.each(['500 errors on checkout', 'p95 latency above 2 s', 'disk nearly full', 'something odd'])(
    'looks deeper at %s',
    (title) => expect(triageByRules(alerts(title)).deepLook).toBe(true),
  );

  it('looks deep at what is marked as urgent, whatever it is about', () => {
    const urgent = alerts('monthly budget at 80 %').map((one) => ({
      ...one,
      alert: { ...one.alert, priority: 'P0' as const },
    }));
    expect(triageByRules(urgent).deepLook).toBe(true);
  });

  it('does not let a test system’s name talk it out of a look', () => {
    const staging = alerts('5xx responses on checkout').map((one) => ({
      ...one,
      alert: { ...one.alert, env: 'staging' },
    }));
    expect(triageByRules(staging).deepLook).toBe(true);
  });
});

describe('policy', () => {
  const incidentId = '01KAGQ0000000000000000000B';
  const links = createLinkPolicy({
    publicUrl: undefined,
    observations: null,
    evidence: [],
  });
  const message = {
    channel: '#payments-oncall',
    text: 'hello',
    sections: [],
    links: [],
    dedupe_tag: dedupeTag(incidentId),
  };
  const item = {
    type: 'Bug',
    title: 't',
    description: 'd',
    priority: 2,
    tags: [],
    links: [],
    dedupe_tag: dedupeTag(incidentId),
  };
  const comment = {
    repository: 'payment-svc',
    pull_request: 421,
    text: 'x',
    dedupe_tag: dedupeTag(incidentId),
  };
  const change = anAnalysis().suspectChange;
  const rule = (
    kind: PolicyFacts['action']['kind'],
    payload: Record<string, unknown>,
    overrides: Partial<PolicyFacts> = {},
  ) =>
    checkPolicy({
      action: { kind, payload, incidentId },
      decision: { action: 'TICKET' },
      report: { suspectChange: change, verdict: 'root_cause' },
      service: aService(),
      links,
      ...overrides,
    })?.rule ?? 'allowed';

  it('lets the usual writes of a ticket through', () => {
    expect([
      rule('create_work_item', item),
      rule('comment_on_pull_request', comment),
      rule('post_message', message),
    ]).toEqual(['allowed', 'allowed', 'allowed']);
  });

  it.each<[string, string]>([
    ['kind_not_allowed', rule('create_work_item', item, { decision: { action: 'MONITOR' } })],
    ['kind_not_allowed', rule('post_message', message, { decision: { action: 'IGNORE' } })],
    ['payload_shape', rule('post_message', { ...message, text: 5 })],
    ['payload_size', rule('create_work_item', { ...item, description: 'x'.repeat(70_000) })],
    [
      'foreign_link',
      rule('create_work_item', { ...item, description: 'https://evil.test/?d=secret' }),
    ],
    ['dedupe_tag', rule('post_message', { ...message, dedupe_tag: 'mira-other' })],
    ['unknown_target', rule('create_work_item', item, { service: null })],
    ['foreign_channel', rule('post_message', { ...message, channel: '#general' })],
    [
      'foreign_repository',
      rule('comment_on_pull_request', { ...comment, repository: 'other-repo' }),
    ],
    ['foreign_pull_request', rule('comment_on_pull_request', { ...comment, pull_request: 7 })],
    [
      'foreign_pull_request',
      rule('comment_on_pull_request', comment, {
        report: { suspectChange: change, verdict: 'inconclusive' },
      }),
    ],
  ])('denies by the rule %s', (expected, found) => {
    expect(found).toBe(expected);
  });
});
