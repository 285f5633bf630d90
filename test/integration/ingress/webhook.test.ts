import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../helpers/poll.ts';
import { startRedis, useRedis } from '../../helpers/redis.ts';
import {
  aWebhook,
  OLD_SECRET,
  OPERATOR_TOKEN,
  SECRET,
  startTestIngress,
  type TestIngress,
} from '../../helpers/ingress.ts';

const db = useRedis();
let ingress: TestIngress;
beforeEach(async () => {
  ingress = startTestIngress(db.server);
  await ingress.ready;
});
afterEach(() => ingress.stop());

/** The job follows the answer. */
const jobOf = (id: string) =>
  eventually(() => ingress.producer.queues.investigations.getJob(id), { what: `job ${id}` });

describe('an alert', () => {
  test('is answered 202 with what was done, and its job is in the queue', async () => {
    const response = await ingress.webhook(aWebhook({ priority: 'P1' }));
    expect(response.status).toBe(202);
    const answer = (await response.json()) as Record<string, string>;
    expect(answer).toMatchObject({ action: 'started', reason: expect.any(String) });
    const incident = await ingress.store.incidents.get(answer['incident_id']!);
    expect(incident).toMatchObject({ service: 'payment-svc', priority: 'P0' });
    const job = await jobOf(answer['investigation_id']!);
    expect(job?.data).toEqual({ investigationId: answer['investigation_id'] });
    expect(job?.opts.priority).toBe(1);
    await eventually(async () => (await ingress.store.pending.overdue(-10_000)).length === 0);
  });

  test('sent 20 times at once is one incident, one investigation, one job', async () => {
    const body = aWebhook();
    const responses = await Promise.all(Array.from({ length: 20 }, () => ingress.webhook(body)));
    expect(responses.every((response) => response.status === 202)).toBe(true);
    const answers = (await Promise.all(responses.map((one) => one.json()))) as Record<
      string,
      string
    >[];
    expect(new Set(answers.map((answer) => answer['incident_id'])).size).toBe(1);
    expect(new Set(answers.map((answer) => answer['investigation_id'])).size).toBe(1);
    expect(
      answers.map((answer) => answer['action']).toSorted((a, b) => (a! < b! ? -1 : 1)),
    ).toEqual([...Array<string>(19).fill('duplicate'), 'started']);
    await jobOf(answers[0]!['investigation_id']!);
    expect(await ingress.producer.queues.investigations.getJobCounts()).toMatchObject({
      prioritized: 1,
      waiting: 0,
    });
  });

  test('of a second monitor joins, and an urgent one moves the job forward', async () => {
    const first = (await (await ingress.webhook(aWebhook({ priority: 'P4' }))).json()) as any;
    const second = (await (await ingress.webhook(aWebhook({ priority: 'P1' }))).json()) as any;
    expect(second).toMatchObject({
      action: 'attached',
      incident_id: first.incident_id,
      investigation_id: first.investigation_id,
    });
    await eventually(async () => (await jobOf(first.investigation_id)).priority === 1);
  });

  test('by the alias and as a form', async () => {
    const response = await ingress.app.request('/api/webhook/datadog', {
      method: 'POST',
      headers: {
        'x-mira-webhook-secret': SECRET,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ ...aWebhook(), v: '1' }).toString(),
    });
    expect(response.status).toBe(202);
  });

  test("in Datadog's default template is taken, with a hint", async () => {
    const response = await ingress.webhook({
      body: '',
      last_updated: '1',
      event_type: 'log_alert',
      title: '[Triggered on {service:a}] x',
      date: `${Date.now()}`,
      org: { id: '1', name: 'n' },
      id: '2',
    });
    expect(await response.json()).toMatchObject({ action: 'started', hint: /default template/ });
  });

  test('without any service the registry knows is recorded as unmapped', async () => {
    await ingress.webhook(aWebhook({ service: 'mystery' }));
    const { body } = await ingress.api('GET', '/services');
    expect(body.unmapped).toMatchObject([{ service: 'mystery', alerts: 1 }]);
  });
});

describe('a body that cannot be used', () => {
  test('is answered 400 naming the field, and kept', async () => {
    const response = await ingress.webhook({ ...aWebhook(), date: 'yesterday' });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: {
        code: 'payload_invalid',
        field: 'date',
        message: expect.stringMatching(/^date: .*yesterday/),
      },
    });
    const { body } = await ingress.api('GET', '/rejected', undefined, OPERATOR_TOKEN);
    expect(body.rejected).toMatchObject([
      { reason: expect.stringMatching(/^date: /), contentType: 'application/json' },
    ]);
    expect(JSON.parse(body.rejected[0].body)).toMatchObject({ date: 'yesterday' });
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });

  test('of more than 1 MiB is 413, also without a length', async () => {
    const big = JSON.stringify(aWebhook({ text: 'x'.repeat(1024 * 1024) }));
    expect(
      (
        await ingress.webhook(big, {
          'x-mira-webhook-secret': SECRET,
          'content-length': `${big.length}`,
        })
      ).status,
    ).toBe(413);
    const response = await ingress.app.request('/webhook/datadog', {
      method: 'POST',
      headers: { 'x-mira-webhook-secret': SECRET },
      body: new Blob([big]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'payload_too_large' } });
  });
});

describe('the sender', () => {
  const body = JSON.stringify(aWebhook());
  const basic = (password: string) => `Basic ${Buffer.from(`any:${password}`).toString('base64')}`;
  const hmac = (secret: string, text = body) =>
    `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`;

  test.each([
    ['the secret header', { 'x-mira-webhook-secret': SECRET }],
    ['a secret in rotation', { 'x-mira-webhook-secret': OLD_SECRET }],
    ['Basic', { authorization: basic(SECRET) }],
    ['Basic with a secret in rotation', { authorization: basic(OLD_SECRET) }],
    ['a bearer token', { authorization: `Bearer ${SECRET}` }],
    ['a signature', { 'x-datadog-signature': hmac(SECRET) }],
    ['a signature with a secret in rotation', { 'x-datadog-signature': hmac(OLD_SECRET) }],
  ])('is known by %s', async (_, headers) => {
    expect((await ingress.webhook(body, headers)).status).toBe(202);
  });

  test.each([
    ['nothing', {}],
    ['another secret', { 'x-mira-webhook-secret': `${SECRET}x` }],
    ['an empty secret', { 'x-mira-webhook-secret': '' }],
    ['Basic with another password', { authorization: basic('guess') }],
    ['Basic without a colon', { authorization: `Basic ${btoa(SECRET)}` }],
    ['a bearer token of another secret', { authorization: 'Bearer a.b.c' }],
    ['an API token', { authorization: `Bearer ${OPERATOR_TOKEN}` }],
    ['a signature with another secret', { 'x-datadog-signature': hmac('guess') }],
    ['a signature of another body', { 'x-datadog-signature': hmac(SECRET, `${body} `) }],
    ['no signature at all', { 'x-datadog-signature': 'sha256=' }],
  ])('is refused with %s, and nothing is stored', async (_, headers) => {
    const response = await ingress.webhook(body, headers);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await response.text()).not.toContain(SECRET);
    expect(await ingress.store.incidents.list()).toEqual([]);
    expect(await ingress.store.rejected.list()).toEqual([]);
  });

  test('may get a token with its client credentials', async () => {
    const ask = (init: RequestInit) =>
      ingress.app.request('/oauth/token', { method: 'POST', ...init });
    const form = (secret: string) =>
      new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'dd',
        client_secret: secret,
      });
    const granted = await ask({ body: form(OLD_SECRET) });
    expect(granted.status).toBe(200);
    const { access_token: token } = (await granted.json()) as { access_token: string };
    expect((await ingress.webhook(body, { authorization: `Bearer ${token}` })).status).toBe(202);
    const forged = `${token.slice(0, -4)}AAAA`;
    expect((await ingress.webhook(body, { authorization: `Bearer ${forged}` })).status).toBe(401);
    expect((await ask({ headers: { authorization: basic(SECRET) } })).status).toBe(200);
    expect((await ask({ body: form('guess') })).status).toBe(401);
  });
});

test('without secrets, in insecure mode, anybody may send', async () => {
  const open = startTestIngress(db.server, { insecure: true });
  await open.ready;
  expect((await open.webhook(aWebhook(), {})).status).toBe(202);
  expect((await open.api('GET', '/incidents', undefined, '')).status).toBe(200);
  await open.stop();
});

test('a full accept queue answers 503 with Retry-After, and takes what starts nothing', async () => {
  const small = startTestIngress(db.server, { maxWaiting: 1 });
  await small.ready;
  expect((await small.webhook(aWebhook({ service: 'a' }))).status).toBe(202);
  const refused = await small.webhook(aWebhook({ service: 'b' }));
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await small.webhook(aWebhook({ service: 'a' }))).status).toBe(202);
  await small.stop();
});

describe('while Redis is away', () => {
  test('answers 503 within a second, whether it is gone or silent, and heals by itself', async () => {
    await using redis = await startRedis({ appendonly: true });
    const mira = startTestIngress(redis);
    await mira.ready;
    expect((await mira.webhook(aWebhook())).status).toBe(202);

    const whenAway = async () => {
      const startedMs = performance.now();
      const responses = [
        await mira.webhook(aWebhook()),
        await mira.webhook('not json'),
        await mira.app.request('/ready'),
      ];
      return { responses, worstMs: performance.now() - startedMs };
    };
    redis.pause();
    const startedMs = performance.now();
    const silent = await mira.webhook(aWebhook());
    expect(silent.status).toBe(503);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    redis.resume();

    await redis.shutdown();
    const { responses, worstMs } = await whenAway();
    expect(responses.map((response) => response.status)).toEqual([503, 503, 503]);
    expect(responses.every((response) => response.headers.has('retry-after'))).toBe(true);
    expect(worstMs).toBeLessThan(1_000);
    expect((await mira.app.request('/health')).status).toBe(200);

    await redis.start();
    await eventually(async () => (await mira.app.request('/ready')).status === 200);
    expect((await mira.webhook(aWebhook())).status).toBe(202);
    await mira.stop();
  });
});
