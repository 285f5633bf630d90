import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readSse } from '../../../src/cli/sse.ts';
import type { RunEvent } from '../../../src/domain/run-event.ts';
import { useRedis } from '../../helpers/redis.ts';
import {
  API_TOKEN,
  aWebhook,
  OPERATOR_TOKEN,
  startTestIngress,
  type TestIngress,
} from '../../helpers/ingress.ts';
import { aResult, claimed } from '../../helpers/store.ts';

const db = useRedis();
let ingress: TestIngress;
beforeEach(async () => {
  ingress = startTestIngress(db.server);
  await ingress.ready;
});
afterEach(() => ingress.stop());

const start = async (fields = {}): Promise<{ incident: string; id: string; alert: string }> => {
  const answer = (await (await ingress.webhook(aWebhook(fields))).json()) as any;
  return { incident: answer.incident_id, id: answer.investigation_id, alert: answer.alert_id };
};

const auth = { authorization: `Bearer ${API_TOKEN}` };
const step = (summary: string) => ({ type: 'tool.called', stage: 'evidence', summary }) as const;

describe('access', () => {
  const PATHS = [
    '/incidents',
    '/incidents/x',
    '/investigations',
    '/investigations/x',
    '/investigations/x/events',
    '/services',
    '/events',
    '/alerts',
  ];
  test.each(PATHS)('%s needs a token', async (path) => {
    expect((await ingress.api('GET', path, undefined, '')).status).toBe(401);
    expect((await ingress.api('GET', path, undefined, 'guess')).status).toBe(401);
  });

  test('operator paths need an operator token, also as Basic password', async () => {
    for (const path of ['/rejected', '/admin/queues', '/admin/queues/api/queues']) {
      expect((await ingress.api('GET', path, undefined, '')).status).toBe(401);
      expect((await ingress.api('GET', path)).status).toBe(403);
      expect((await ingress.api('GET', path, undefined, OPERATOR_TOKEN)).status).toBe(200);
    }
    const asked = await ingress.app.request('/admin/queues');
    expect(asked.headers.get('www-authenticate')).toMatch(/^Basic /);
    const login = `Basic ${btoa(`me:${OPERATOR_TOKEN}`)}`;
    const board = await ingress.app.request('/admin/queues', { headers: { authorization: login } });
    const html = await board.text();
    expect(html).toContain('MIRA');
    const script = /src="([^"]+\.js)"/.exec(html)?.[1] ?? '';
    const asset = await ingress.app.request(new URL(script, 'http://x/admin/queues/').pathname, {
      headers: { authorization: login },
    });
    expect(asset.status).toBe(200);
    // Another site can't press the board's buttons with a browser's remembered login.
    const forged = await ingress.app.request('/admin/queues/api/queues/investigations/pause', {
      method: 'PUT',
      headers: {
        authorization: login,
        origin: 'https://evil.example',
        'content-type': 'text/plain',
      },
      body: '',
    });
    expect(forged.status).toBe(403);
  });

  test('operators may use the API', async () => {
    expect((await ingress.api('GET', '/incidents', undefined, OPERATOR_TOKEN)).status).toBe(200);
  });
});

describe('reading', () => {
  test('incidents, filtered, with alerts, fates and investigations', async () => {
    const a = await start({ service: 'a' });
    const b = await start({ service: 'b' });
    const list = async (query = '') =>
      (await ingress.api('GET', `/incidents${query}`)).body.incidents.map((one: any) => one.id);
    expect(await list()).toEqual([b.incident, a.incident]);
    expect(await list('?service=a')).toEqual([a.incident]);
    expect(await list('?state=open&since=1h&limit=1')).toEqual([b.incident]);
    expect(await list('?state=closed')).toEqual([]);
    expect(await list('?state=')).toHaveLength(2);
    for (const query of ['?state=weird', '?limit=0', '?limit=x', '?since=never']) {
      const { status, body } = await ingress.api('GET', `/incidents${query}`);
      expect([status, body.error.field]).toEqual([400, /\?(\w+)/.exec(query)?.[1]]);
    }
    const { body } = await ingress.api('GET', `/incidents/${a.incident}`);
    expect(body).toMatchObject({
      incident: { id: a.incident, service: 'a' },
      alerts: [{ alert: { id: a.alert }, fate: { fate: 'started' } }],
      repeats: [],
      investigations: [{ id: a.id }],
    });
    expect((await ingress.api('GET', `/alerts/${a.alert}`)).body.fate.fate).toBe('started');
    expect((await ingress.api('GET', '/incidents/none')).status).toBe(404);
    expect((await ingress.api('GET', '/alerts/none')).status).toBe(404);
  });

  test('an investigation with its outputs, without the bulk of the evidence', async () => {
    const { id, alert } = await start();
    const { claim } = await claimed(ingress.store, id);
    const { investigations } = ingress.store;
    await investigations.saveOutput(id, claim, 'triage', { reason: 'r' });
    await investigations.saveOutput(id, claim, 'evidence', {
      calls: [],
      observations: { logs: [] },
    });
    const { body } = await ingress.api('GET', `/investigations/${id}`);
    expect(body).toMatchObject({
      investigation: { id },
      report: null,
      actions: [],
      laterAlerts: [],
    });
    expect(body.outputs).toEqual({ triage: { reason: 'r' }, evidence: { calls: [] } });
    const whole = await ingress.api('GET', `/investigations/${id}/outputs/evidence`);
    expect(whole.body.output.observations).toEqual({ logs: [] });
    expect((await ingress.api('GET', `/investigations/${id}/outputs/decision`)).status).toBe(404);
    expect((await ingress.api('GET', `/investigations/${id}/outputs/nonsense`)).status).toBe(400);
    expect((await ingress.api('GET', `/investigations/${id}/report`)).status).toBe(404);
    expect((await ingress.api('GET', '/investigations/none')).status).toBe(404);
    expect(alert).toBeDefined();
  });

  test('what the root, health, readiness and metrics say', async () => {
    await start();
    expect((await ingress.api('GET', '/', undefined, '')).body).toMatchObject({
      name: 'MIRA',
      links: { webhook: 'http://localhost/webhook/datadog' },
    });
    expect((await ingress.api('GET', '/health', undefined, '')).status).toBe(200);
    expect((await ingress.api('GET', '/ready', undefined, '')).status).toBe(200);
    const { body } = await ingress.api('GET', '/metrics', undefined, '');
    expect(body).toContain('mira_webhooks_total{outcome="started"} 1');
    expect(body).toContain('mira_queue_jobs{queue="investigations",state="prioritized"} 1');
    expect((await ingress.api('GET', '/nowhere')).status).toBe(404);
  });

  test('cancelling', async () => {
    const { id } = await start();
    const cancelled = await ingress.api('POST', `/investigations/${id}/cancel`, {
      reason: 'known',
    });
    expect(cancelled.body).toMatchObject({
      status: 'cancelled',
      outcome: 'cancelled by api: known',
    });
    expect((await ingress.api('POST', `/investigations/${id}/cancel`)).status).toBe(409);
  });
});

describe('the registry', () => {
  test('is created, read, replaced and deleted', async () => {
    const service = { name: 'cart', repo_name: 'cart-repo', adk_profile: 'frontend' };
    expect(await ingress.api('POST', '/services', service)).toMatchObject({
      status: 201,
      body: { name: 'cart', profile: 'frontend' },
    });
    expect((await ingress.api('POST', '/services', service)).status).toBe(409);
    expect((await ingress.api('GET', '/services/cart')).body.repo_name).toBe('cart-repo');
    const changed = await ingress.api('PUT', '/services/cart', { repo_name: 'other' });
    expect(changed).toMatchObject({
      status: 200,
      body: { repo_name: 'other', profile: 'backend' },
    });
    expect((await ingress.api('PUT', '/services/team%2Fweb', {})).body.name).toBe('team/web');
    const slip = await ingress.api('PUT', '/services/cart', { name: 'cart', repo: 'x' });
    expect(slip).toMatchObject({ status: 200, body: { ignored_fields: ['repo'] } });
    expect((await ingress.api('GET', '/services/cart')).body).not.toHaveProperty('ignored_fields');
    expect((await ingress.api('GET', '/services')).body.services).toHaveLength(2);
    expect((await ingress.api('DELETE', '/services/cart')).status).toBe(204);
    expect((await ingress.api('DELETE', '/services/cart')).status).toBe(404);
    expect((await ingress.api('GET', '/services/cart')).status).toBe(404);
  });

  test.each([
    ['PUT', '/services/cart', { path_rules: [{ from: '' }] }, 'path_rules[0].from'],
    ['PUT', '/services/-bad', {}, 'name'],
    ['PUT', '/services/cart', { name: 'basket' }, 'name'],
    ['POST', '/services', {}, 'name'],
    ['POST', '/services', [], 'body'],
  ])('%s %s %j is refused, naming the field', async (method, path, sent, field) => {
    const { status, body } = await ingress.api(method, path, sent);
    expect([status, body.error.field]).toEqual([400, field]);
  });
});

describe('POST /investigate', () => {
  const ask = (body: unknown) => ingress.api('POST', '/investigate', body);
  const alertOf = async (body: any) => (await ingress.store.incidents.alert(body.alert_id))!.alert;

  test('takes words, finds the service and where it burns', async () => {
    await ingress.api('PUT', '/services/checkout', { env: 'live' });
    const { status, body } = await ask({ subject: 'checkout is slow', since: '30m' });
    expect(status).toBe(202);
    expect(body).toMatchObject({ action: 'started', incident_id: expect.any(String) });
    const alert = await alertOf(body);
    expect(alert).toMatchObject({
      template: 'manual',
      service: 'checkout',
      env: 'live',
      title: 'checkout is slow',
    });
    expect(Date.now() - Date.parse(alert.firedAt)).toBeGreaterThanOrEqual(30 * 60_000);
    expect(await ingress.store.investigations.get(body.investigation_id)).toMatchObject({
      requestedBy: 'api',
    });
    const { incident } = await start({ service: 'cart', env: 'eu' });
    expect((await ask({ service: 'cart' })).body).toMatchObject({
      action: 'attached',
      incident_id: incident,
    });
  });

  test('takes a monitor link, a monitor id and an alert id', async () => {
    const link =
      'https://app.datadoghq.eu/monitors/4711?from_ts=1763629200000&q=service%3Apay,env%3Aprod';
    expect(await alertOf((await ask({ url: link })).body)).toMatchObject({
      monitorId: '4711',
      service: 'pay',
      env: 'prod',
      link,
      firedAt: '2025-11-20T09:00:00.000Z',
    });
    expect(await alertOf((await ask({ subject: '4712' })).body)).toMatchObject({
      monitorId: '4712',
      title: 'Monitor 4712',
      service: null,
    });
    const { alert, incident } = await start({ service: 'known' });
    expect((await ask({ alert_id: alert })).body).toMatchObject({ incident_id: incident });
    expect((await ask({ alert_id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' })).status).toBe(404);
  });

  test.each([
    [{}, 'subject'],
    [{ service: 7 }, 'service'],
    [{ service: 'a', time: 'never' }, 'time'],
    [{ service: 'a', since: 'never' }, 'since'],
    [{ service: 'a', priority: 'P9' }, 'priority'],
  ])('%j is refused, naming the field', async (sent, field) => {
    const { status, body } = await ask(sent);
    expect([status, body.error.field]).toEqual([400, field]);
  });

  test('with wait streams until the result, as lines or as server-sent events', async () => {
    for (const accept of ['application/x-ndjson', 'text/event-stream']) {
      const response = await ingress.app.request('/investigate?wait=true', {
        method: 'POST',
        headers: { ...auth, accept, 'content-type': 'application/json' },
        body: JSON.stringify({ service: `svc-${accept.length}` }),
      });
      expect(response.status).toBe(200);
      const [run] = await ingress.store.investigations.list({ limit: 1 });
      const { claim } = await claimed(ingress.store, run!.id);
      await ingress.store.events.append(run!.id, claim, [step('looking')]);
      await ingress.store.investigations.finish(run!.id, claim, aResult);
      const messages = accept.includes('ndjson')
        ? (await response.text()).trim().split('\n')
        : await Array.fromAsync(readSse(response));
      const parsed = messages.map((text) => JSON.parse(text));
      expect(parsed[0]).toMatchObject({ action: 'started', investigation_id: run!.id });
      expect(parsed.slice(1, -1).map((event) => event.type)).toEqual([
        'investigation.queued',
        'investigation.started',
        'tool.called',
        'investigation.finished',
      ]);
      expect(parsed.at(-1)).toMatchObject({ investigation: { status: 'succeeded' } });
    }
  });
});

describe('the events of an investigation', () => {
  const open = async (id: string, headers: Record<string, string> = {}, query = '') =>
    ingress.app.request(`/investigations/${id}/events${query}`, {
      headers: { ...auth, ...headers },
    });
  const read = async (response: Response) =>
    (await Array.fromAsync(readSse(response))).map((text) => JSON.parse(text) as RunEvent);

  test('come as they happen, each once, and end with the run', async () => {
    const { id } = await start();
    const response = await open(id);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reading = read(response);
    const { claim } = await claimed(ingress.store, id);
    for (let i = 0; i < 20; i += 1) await ingress.store.events.append(id, claim, [step(`${i}`)]);
    await ingress.store.investigations.finish(id, claim, aResult);
    const events = await reading;
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 23 }, (_, i) => i + 1));
    expect(events.at(-1)?.type).toBe('investigation.finished');
  });

  test('resume after Last-Event-ID or ?after, also when the run is over', async () => {
    const { id } = await start();
    const { claim } = await claimed(ingress.store, id);
    await ingress.store.events.append(id, claim, [step('a'), step('b')]);
    await ingress.store.investigations.finish(id, claim, aResult);
    const seqs = async (response: Response) => (await read(response)).map((event) => event.seq);
    expect(await seqs(await open(id, { 'last-event-id': '3' }))).toEqual([4, 5]);
    expect(await seqs(await open(id, {}, '?after=4'))).toEqual([5]);
    expect(await seqs(await open(id, {}, '?after=5'))).toEqual([]);
    expect((await open(id, {}, '?after=x')).status).toBe(400);
    expect((await open('none')).status).toBe(404);
  });

  test('go on until approved actions are done', async () => {
    const { id, incident } = await start();
    const { claim } = await claimed(ingress.store, id);
    const action = await ingress.store.actions.propose(claim, {
      investigationId: id,
      incidentId: incident,
      kind: 'post_message',
      payload: {},
      reason: '',
      citations: [],
    });
    await ingress.store.actions.transition(action.id, { from: ['proposed'], to: 'approved' });
    const reading = read(await open(id));
    await ingress.store.investigations.finish(id, claim, aResult);
    await ingress.store.actions.begin(action.id);
    await ingress.store.actions.transition(action.id, { from: ['sending'], to: 'succeeded' });
    await ingress.store.events.append(id, null, [
      { type: 'action.succeeded', stage: 'ticket_result', summary: 'posted' },
    ]);
    expect((await reading).at(-1)?.type).toBe('action.succeeded');
  });

  test('a hundred readers cost no further connection', async () => {
    const { id } = await start();
    const before = await db.server.connectedClients();
    const readers = await Promise.all(Array.from({ length: 100 }, () => open(id)));
    const reading = Promise.all(readers.map(read));
    const { claim } = await claimed(ingress.store, id);
    expect(await db.server.connectedClients()).toBe(before);
    await ingress.store.investigations.finish(id, claim, aResult);
    for (const events of await reading) expect(events).toHaveLength(3);
  });
});

test('the live feed brings all investigations and resumes by cursor', async () => {
  const abort = new AbortController();
  const open = (headers = {}) =>
    ingress.app.request('/events', { headers: { ...auth, ...headers }, signal: abort.signal });
  const first = await open({ 'last-event-id': '0-0' });
  const reader = first.body!.pipeThrough(new TextDecoderStream()).getReader();
  const a = await start({ service: 'a' });
  const b = await start({ service: 'b' });
  const until = async (from: typeof reader, ...ids: string[]) => {
    let text = '';
    while (!ids.every((id) => text.includes(id))) {
      const { value, done } = await from.read();
      if (done) throw new Error(`the feed ended after: ${text}`);
      text += value;
    }
    return text;
  };
  const text = await until(reader, a.id, b.id);
  const [cursor] = [...text.matchAll(/^id: (\S+)$/gm)].map((match) => match[1]!);
  await reader.cancel();
  const second = await open({ 'last-event-id': cursor });
  const again = second.body!.pipeThrough(new TextDecoderStream()).getReader();
  const rest = await until(again, b.id);
  expect(rest).not.toContain(a.id);
  await again.cancel();
  expect((await open({ 'last-event-id': 'x' })).status).toBe(400);
  abort.abort();
});
