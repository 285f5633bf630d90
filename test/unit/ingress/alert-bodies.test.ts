import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseBody } from '../../../src/ingress/webhooks/body.ts';
import { parseAlert } from '../../../src/ingress/webhooks/parse-alert.ts';

const NOW = '2026-11-20T10:20:30.000Z';
const nowMs = Date.parse(NOW);
const parse = (value: unknown, contentType = 'application/json') => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const bodyHash = () => `hash-of-${text.length}`;
  return parseAlert(parseBody(text, contentType), { id: 'id', nowMs, bodyHash });
};

/** As Datadog fills MIRA's template in. */
const mira = {
  v: 1,
  alert_id: '4711',
  cycle_key: '3190384756',
  aggreg_key: '9bd4ac313a4d1e8fae2482df7b77628',
  transition: 'Triggered',
  alert_type: 'error',
  event_type: 'query_alert_monitor',
  event_id: '6017',
  title: '[P2] [Triggered on {service:payment-svc,host:h1}] Error rate is high',
  alert_title: '[Triggered on {service:payment-svc}] Error rate is high',
  text: 'More than 5 % of requests fail.',
  query: 'sum(last_5m):sum:errors{service:payment-svc} > 5',
  scope: 'service:payment-svc,host:h1',
  status: '',
  metric: 'trace.http.request.errors',
  priority: 'P2',
  tags: 'env:prod,service:payment-svc,version:1.4.2,team:pay',
  service: 'payment-svc',
  env: 'prod',
  version: '1.4.2',
  host: 'h1',
  date: '1795169970000',
  link: 'https://app.datadoghq.com/event/event?id=6017',
  snapshot: '',
  org_id: '55',
};

describe("MIRA's recommended template", () => {
  test('is read as a whole', () => {
    expect(parse(mira)).toEqual({
      id: 'id',
      deliveryId: '55:3190384756|triggered|6017',
      cycleKey: '3190384756',
      template: 'mira',
      org: '55',
      monitorId: '4711',
      title: mira.title,
      body: mira.text,
      eventType: 'query_alert_monitor',
      transition: 'triggered',
      priority: 'P1',
      priorityStated: true,
      service: 'payment-svc',
      env: 'prod',
      version: '1.4.2',
      host: 'h1',
      scope: ['service:payment-svc', 'host:h1'],
      tags: ['env:prod', 'service:payment-svc', 'version:1.4.2', 'team:pay'],
      query: mira.query,
      metric: mira.metric,
      firedAt: new Date(1795169970000).toISOString(),
      receivedAt: NOW,
      link: mira.link,
      snapshot: undefined,
    });
  });

  test('is the file that is shipped', () => {
    const file = path.resolve(import.meta.dirname, '../../../config/datadog-webhook-template.json');
    const shipped = readFileSync(file, 'utf8');
    expect(Object.keys(JSON.parse(shipped) as object)).toEqual(Object.keys(mira));
    // Before anything is filled in it says nothing, and is told so.
    expect(() => parse(shipped)).toThrow(/^title: is missing/);
  });

  test('with variables that Datadog did not know has those missing', () => {
    const unresolved = Object.fromEntries(
      Object.keys(mira).map((name) => [name, `$${name.toUpperCase()}`]),
    );
    const alert = parse({ ...unresolved, title: 'Still an alert', service: '$TAGS[service]' });
    expect(alert).toMatchObject({
      org: 'default',
      service: null,
      env: null,
      tags: [],
      priority: 'P2',
      priorityStated: false,
      transition: 'triggered',
      firedAt: NOW,
    });
    expect(alert.monitorId).toBeUndefined();
    expect(alert.cycleKey).toMatch(/^hash:/);
    expect(alert.deliveryId).toMatch(/^body:/);
  });

  test.each([
    ['Triggered', 'triggered'],
    ['Re-Triggered', 're_triggered'],
    ['Warn', 'warn'],
    ['Re-Warn', 're_warn'],
    ['No Data', 'no_data'],
    ['Re-No Data', 're_no_data'],
    ['Recovered', 'recovered'],
    ['Renotify', 'renotify'],
  ])('folds the transition %s to %s', (sent, transition) => {
    expect(parse({ ...mira, transition: sent }).transition).toBe(transition);
  });

  test('finds the service in tags, then in the scope', () => {
    expect(parse({ ...mira, service: '' }).service).toBe('payment-svc');
    expect(parse({ ...mira, service: '', tags: '', scope: 'host:a,service:other' }).service).toBe(
      'other',
    );
  });
});

describe("Datadog's default template", () => {
  const standard = {
    body: 'Too many errors.\n[Monitor Status](https://app.datadoghq.com/monitors/123?group=host%3Aa)',
    last_updated: '1795169970000',
    event_type: 'metric_alert_monitor',
    title: '[Triggered on {service:cart,env:prod}] Errors',
    date: '1795169970000',
    org: { id: '55', name: 'Acme' },
    id: '9001',
  };

  test('gives what its title and links tell', () => {
    expect(parse(standard)).toMatchObject({
      template: 'datadog_default',
      org: '55',
      monitorId: '123',
      service: 'cart',
      env: 'prod',
      transition: 'triggered',
      deliveryId: expect.stringMatching(/^55:hash:[0-9a-f]+\|triggered\|9001$/),
      link: 'https://app.datadoghq.com/monitors/123?group=host%3Aa',
    });
  });

  test('has the same cycle at the trigger and at the recovery of one group', () => {
    const cycle = (title: string) => parse({ ...standard, title }).cycleKey;
    const trigger = cycle('[Triggered on {service:cart,env:prod}] Errors');
    expect(cycle('[Recovered on {service:cart,env:prod}] Errors')).toBe(trigger);
    expect(cycle('[P1] [Re-Triggered on {service:cart,env:prod}] Errors')).toBe(trigger);
    expect(cycle('[Triggered on {service:web,env:prod}] Errors')).not.toBe(trigger);
    expect(parse({ ...standard, title: '[Recovered] Errors' }).transition).toBe('recovered');
  });
});

describe('the simple forms', () => {
  test('service and timestamp', () => {
    expect(
      parse({
        service: 'payment-svc',
        timestamp: '2026-11-20T10:05:00Z',
        env: 'prod',
        alert_type: 'error_rate',
        alert_title: 'High error rate',
        alert_id: 'a-1',
        severity: 'critical',
        tags: ['team:pay'],
      }),
    ).toMatchObject({
      template: 'simple',
      service: 'payment-svc',
      env: 'prod',
      title: 'High error rate',
      monitorId: 'a-1',
      eventType: 'error_rate',
      priority: 'P0',
      priorityStated: true,
      firedAt: '2026-11-20T10:05:00.000Z',
      cycleKey: 'a-1||',
    });
  });

  test('id, alert_type, title, body, date, tags', () => {
    const event = {
      id: '77',
      alert_type: 'error',
      title: 'Checkout fails',
      body: 'see logs',
      date: 1795169970,
      tags: ['service:checkout', 'env:prod'],
    };
    const alert = parse(event);
    expect(alert).toMatchObject({
      template: 'event',
      service: 'checkout',
      env: 'prod',
      body: 'see logs',
      firedAt: new Date(1795169970000).toISOString(),
      deliveryId: expect.stringMatching(/\|triggered\|77$/),
    });
    expect(parse({ ...event, date: 1795169970000 }).firedAt).toBe(alert.firedAt);
    const recovery = parse({ ...event, id: '78', alert_type: 'success' });
    expect(recovery).toMatchObject({ transition: 'recovered', cycleKey: alert.cycleKey });
  });

  test('nothing but a service is enough', () => {
    expect(parse({ service: 'cart', environment: 'prod' })).toMatchObject({
      title: 'Alert on cart',
      env: 'prod',
    });
  });
});

describe('times', () => {
  const firedAt = (time: unknown) => parse({ service: 'a', time }).firedAt;
  test.each([
    ['10:05', '2026-11-20T10:05:00.000Z'],
    ['10:20', '2026-11-20T10:20:00.000Z'],
    // A clock a little fast is not a day behind.
    ['10:21', '2026-11-20T10:21:00.000Z'],
    ['10:25', '2026-11-19T10:25:00.000Z'],
    ['23:59:30', '2026-11-19T23:59:30.000Z'],
    ['2026-11-20 10:05:00', '2026-11-20T10:05:00.000Z'],
    ['2026-11-20T12:05:00+02:00', '2026-11-20T10:05:00.000Z'],
    ['Fri, 20 Nov 2026 10:05:00 GMT', '2026-11-20T10:05:00.000Z'],
    [1795169970, '2026-11-20T10:19:30.000Z'],
    ['1795169970000', '2026-11-20T10:19:30.000Z'],
    [1795169970000000, '2026-11-20T10:19:30.000Z'],
  ])('%s', (sent, expected) => {
    expect(firedAt(sent)).toBe(expected);
  });

  test.each(['yesterday', '25:00', '12345', '2099-01-01T00:00:00Z', { at: 1 }])(
    '%j is named as what is wrong',
    (sent) => {
      expect(() => firedAt(sent)).toThrow(/^time: /);
    },
  );
});

describe('tags', () => {
  const tags = (value: unknown) => parse({ service: 'a', tags: value }).tags;
  test.each([
    ['a:1, b:2,a:1,,', ['a:1', 'b:2']],
    [
      ['a:1', 'b:2', 'a:1', 7, null],
      ['a:1', 'b:2', '7'],
    ],
    [{ a: 1, b: ['2', 3], c: null }, ['a:1', 'b:2', 'b:3']],
    [
      [{ key: 'a', value: '1' }, { name: 'b', value: 2 }, { c: 3 }],
      ['a:1', 'b:2', 'c:3'],
    ],
    ['$TAGS', []],
    [null, []],
  ])('%j', (sent, expected) => {
    expect(tags(sent)).toEqual(expected);
  });
  test('of another kind are named as what is wrong', () => {
    expect(() => tags(7)).toThrow(/^tags: /);
  });
});

describe('priority', () => {
  const priority = (fields: object) => parse({ service: 'a', ...fields }).priority;
  test.each([
    [{ priority: 'P1' }, 'P0'],
    [{ priority: 'p4' }, 'P3'],
    [{ severity: 'high' }, 'P1'],
    [{ severity: 'SEV-3' }, 'P2'],
    [{ severity: 2 }, 'P1'],
    [{ tags: 'severity:critical' }, 'P0'],
    [{ title: '[P1] x' }, 'P0'],
    [{}, 'P2'],
    [{ severity: 'purple' }, 'P2'],
  ])('%j is %s', (fields, expected) => {
    expect(priority(fields)).toBe(expected);
  });
  test("Datadog's event priority `low` says nothing", () => {
    expect(parse({ ...mira, priority: 'low', title: 'x', tags: '' })).toMatchObject({
      priority: 'P2',
      priorityStated: false,
    });
  });
});

describe('bodies', () => {
  const FORM = 'application/x-www-form-urlencoded';
  test('form fields, nested ones as JSON', () => {
    const form = new URLSearchParams({ ...mira, v: '1', org: '{"id":"55"}' }).toString();
    expect(parse(form, FORM)).toMatchObject({ cycleKey: mira.cycle_key, service: 'payment-svc' });
    const wrapped = new URLSearchParams({ payload: JSON.stringify(mira) }).toString();
    expect(parse(wrapped, FORM).cycleKey).toBe(mira.cycle_key);
    expect(parse(JSON.stringify(mira), FORM).cycleKey).toBe(mira.cycle_key);
  });

  test('JSON with unquoted variables and raw line breaks is repaired', () => {
    expect(parse('{"service":"a","sample":$LOGS_SAMPLE,"title":"x $5","n":$TAGS[a]}').title).toBe(
      'x $5',
    );
    expect(parse('{"service":"a","text":"one\ntwo\tthree"}').body).toBe('one\ntwo\tthree');
  });

  test.each([
    ['', /^body: is empty/],
    ['not json', /^body: is not valid JSON/],
    ['[1]', /^body: must be one JSON object/],
    ['null', /^body: must be one JSON object, not null/],
    ['{}', /^title: is missing/],
    ['{"title":{"a":1}}', /^title: must be text, not an object/],
    ['{"service":["a"]}', /^service: must be text, not a list/],
  ])('%j is refused, naming the field', (body, problem) => {
    expect(() => parse(body)).toThrow(problem);
  });
});

describe('secrets in an alert’s words', () => {
  // Put together here, so that scanners of this repository do not take them for real ones.
  test.each([
    ['a password', `login failed, password=${'hunter2-Value9'}`, 'hunter2-Value9'],
    ['an AWS key', `used AKIA${'IOSFODNN7EXAMPLE'}`, 'IOSFODNN7EXAMPLE'],
    ['a Slack token', `xoxb-${'1234567890'}`, '1234567890'],
    ['a JWT', `eyJhbGciOiJ9.eyJzdWIiOiJ9.${'c2lnbmF'}`, 'c2lnbmF'],
    ['a password in a URL', `postgres://app:${'s3cret'}@db/orders`, 's3cret'],
    ['an authorization', `Authorization: Basic ${'dXNlcjpwYXNz'}`, 'dXNlcjpwYXNz'],
  ])('are masked before anything is stored: %s', (_name, text, secret) => {
    const alert = parse({ service: 'a', title: `Errors ${text}`, text, tags: ['env:prod', text] });
    expect(JSON.stringify([alert.title, alert.body, alert.tags])).not.toContain(secret);
    expect(alert.body).toContain('[masked:');
  });

  test('and words that are none stay as they are', () => {
    const text = 'The token bucket of payment-svc is empty: 12 of 40 requests fail';
    expect(parse({ service: 'a', title: text, text }).body).toBe(text);
  });
});
