// Many alerts, few investigations: grouping as its users meet it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createdWorkItems, startTestStack, type TestStack } from '../helpers/stack.ts';

let mira: TestStack;
beforeAll(async () => {
  mira = await startTestStack();
});
afterAll(async () => {
  await mira.stop();
});

it('makes one incident, one investigation and one work item of one webhook sent 20 times at once', async () => {
  const [webhook] = await mira.load('null-check-removed');
  const answers = await Promise.all(Array.from({ length: 20 }, () => mira.accept(webhook)));
  expect(new Set(answers.map((answer) => answer.incident_id)).size).toBe(1);
  expect(new Set(answers.map((answer) => answer.investigation_id)).size).toBe(1);
  const actions = answers.map((answer) => answer.action);
  expect(actions.filter((action) => action === 'started')).toHaveLength(1);
  expect(actions.filter((action) => action === 'duplicate')).toHaveLength(19);
  await mira.settled(answers[0]?.investigation_id ?? '');
  expect(createdWorkItems(await mira.requests('azureDevOps'))).toHaveLength(1);
});

it('investigates two monitors of one service once, with both alerts in the report', async () => {
  await mira.load('certificate-expired');
  const monitor = (alertId: string, title: string) => ({
    v: 1,
    alert_id: alertId,
    cycle_key: `cycle-${alertId}`,
    transition: 'Triggered',
    alert_type: 'error',
    event_id: `event-${alertId}`,
    title: `[Triggered] ${title}`,
    alert_title: title,
    priority: 'P2',
    service: 'two-monitors-svc',
    env: 'prod',
    date: String(Date.now()),
    org_id: '1',
  });
  const [first, second] = await Promise.all([
    mira.accept(monitor('101', 'Errors are up')),
    mira.accept(monitor('102', 'Latency is up')),
  ]);
  expect(second.incident_id).toBe(first.incident_id);
  expect(second.investigation_id).toBe(first.investigation_id);
  expect([first.action, second.action].toSorted()).toEqual(['attached', 'started']);
  const { report } = await mira.settled(first.investigation_id ?? '');
  expect(report?.alerts.map((alert) => alert.title).join('\n')).toMatch(
    /Errors are up[^]*Latency is up|Latency is up[^]*Errors are up/,
  );
});

it('starts no full investigation for a trigger that comes after its recovery', async () => {
  const alert = (transition: string, id: string, date: number) => ({
    v: 1,
    alert_id: '201',
    cycle_key: 'cycle-201',
    transition,
    alert_type: transition === 'Recovered' ? 'success' : 'error',
    event_id: id,
    title: `[${transition}] Blip`,
    priority: 'P3',
    service: 'blip-svc',
    env: 'prod',
    date: String(date),
    org_id: '1',
  });
  const nowMs = Date.now();
  const recovered = await mira.accept(alert('Recovered', 'e2', nowMs));
  expect(recovered.action).toBe('recovered');
  const triggered = await mira.accept(alert('Triggered', 'e1', nowMs - 60_000));
  const before = (await mira.requests('datadog')).length;
  const { investigation } = await mira.settled(triggered.investigation_id ?? '');
  expect(investigation).toMatchObject({ mode: 'rules_only', decision: { action: 'IGNORE' } });
  expect(await mira.requests('datadog')).toHaveLength(before);
});
