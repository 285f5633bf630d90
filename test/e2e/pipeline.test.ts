// One webhook to one verdict, through every real process and protocol.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createdWorkItems, startTestStack, type TestStack } from '../helpers/stack.ts';

let mira: TestStack;
beforeAll(async () => {
  mira = await startTestStack();
});
afterAll(async () => {
  await mira.stop();
});

describe('a removed null check', () => {
  it('ends with the commit that removed it, a work item, a comment and a message', async () => {
    const [webhook] = await mira.load('null-check-removed');
    const accepted = await mira.accept(webhook);
    expect(accepted.action).toBe('started');
    const id = accepted.investigation_id ?? '';
    const { investigation, report, actions, outputs } = await mira.settled(id);

    expect(investigation.status).toBe('succeeded');
    expect(report).toMatchObject({ verdict: 'root_cause' });
    expect(report?.suspectChange?.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(report?.suspectChange?.file).toMatch(/\.cs$/);
    expect(report?.claims.every((claim) => claim.citations.length > 0)).toBe(true);
    expect(actions.map((action) => [action.kind, action.state])).toEqual([
      ['create_work_item', 'succeeded'],
      ['comment_on_pull_request', 'succeeded'],
      ['post_message', 'succeeded'],
    ]);
    for (const stage of [
      'triage',
      'evidence',
      'investigation_report',
      'decision',
      'guardian',
      'ticket_result',
    ]) {
      expect(outputs[stage], stage).toBeDefined();
    }
    expect(createdWorkItems(await mira.requests('azureDevOps'))).toHaveLength(1);

    const events = await mira.events(id);
    expect(events.map((event) => event.seq)).toEqual(events.map((_event, index) => index + 1));
    expect(events.at(-1)?.type).toBe('investigation.finished');
    expect(JSON.stringify(events)).not.toContain(mira.stack.addresses.webhookSecret);
  });
});

describe('a certificate that ran out', () => {
  it('is no code change, and the report names what expired', async () => {
    const [webhook] = await mira.load('certificate-expired');
    const { investigation_id: id } = await mira.accept(webhook);
    const { report } = await mira.settled(id ?? '');
    expect(report).toMatchObject({
      verdict: 'no_code_change',
      category: 'expired_certificate',
      suspectChange: null,
    });
    expect(JSON.stringify(report)).toContain('fx-rates.partner.example');
  });
});

describe('a connection pool that a tidy-up halved', () => {
  it('ends with the configuration commit, not with the latest deployment', async () => {
    const [webhook] = await mira.load('pool-halved');
    const { investigation_id: id } = await mira.accept(webhook);
    const { report } = await mira.settled(id ?? '');
    expect(report?.verdict).toBe('root_cause');
    expect(report?.suspectChange?.file).toMatch(/application\.ya?ml$/);
  });
});

describe('an alert of a service that nobody registered', () => {
  it('is investigated with what is known, and the report says what was not', async () => {
    const accepted = await mira.accept({
      service: 'nobody-knows-svc',
      env: 'prod',
      alert_type: 'error',
      alert_title: 'Error rate is high',
      alert_id: '4711',
    });
    expect(accepted.action).toBe('started');
    const { report, investigation } = await mira.settled(accepted.investigation_id ?? '');
    expect(investigation.status).toBe('succeeded');
    expect(report?.verdict).toBe('inconclusive');
    expect(JSON.stringify(report?.notChecked)).toMatch(/registry|repositor/i);
    expect((await mira.incident(accepted.incident_id ?? '')).mapped).toBe(false);
  });
});
