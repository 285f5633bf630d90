import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Alert } from '../../../src/domain/alert.ts';
import { MiraError } from '../../../src/domain/errors.ts';
import { parseBody } from '../../../src/ingress/webhooks/body.ts';
import { parseAlert } from '../../../src/ingress/webhooks/parse-alert.ts';

const context = { id: 'id', nowMs: Date.parse('2026-11-20T10:00:00Z'), bodyHash: () => 'h' };

const NAMES = [
  'v',
  'alert_id',
  'cycle_key',
  'aggreg_key',
  'transition',
  'alert_type',
  'event_type',
  'event_id',
  'title',
  'alert_title',
  'text',
  'body',
  'query',
  'scope',
  'status',
  'metric',
  'priority',
  'severity',
  'tags',
  'service',
  'env',
  'environment',
  'version',
  'host',
  'date',
  'timestamp',
  'time',
  'link',
  'snapshot',
  'org',
  'org_id',
  'id',
  'last_updated',
  '__proto__',
  'constructor',
];
const word = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '$ALERT_ID',
    '$TAGS[service]',
    'P1',
    'Recovered',
    '[Triggered on {a:b}] x',
    'service:a,env:b',
    '10:05',
    '1795169970000',
    'https://x/monitors/1',
    '{"id":1}',
    'null',
  ),
);
const value = fc.oneof(
  word,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(word, { maxLength: 4 }),
  fc.dictionary(word, word, { maxKeys: 3 }),
  fc.jsonValue(),
);
const document = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), value), { maxLength: 14 })
  .map((entries) => {
    const members = entries.map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`);
    return `{${members.join(',')}}`;
  });
const form = fc
  .array(fc.tuple(fc.constantFrom(...NAMES), word), { maxLength: 10 })
  .map((entries) =>
    new URLSearchParams(
      entries.map(([name, text]) => [name, text.toWellFormed()] as [string, string]),
    ).toString(),
  );

/** An alert that holds to its schema, or an error that names a field: nothing third. */
function parsesOrSaysWhy(text: string, contentType: string): void {
  try {
    const alert = parseAlert(parseBody(text, contentType), context);
    expect(Alert.safeParse(alert)).toMatchObject({ success: true });
    expect(alert.title).not.toBe('');
    // A variable that nobody resolved never becomes a name; in the free text it may stand.
    const { org, monitorId, service, env, version, host } = alert;
    for (const name of [org, monitorId, service, env, version, host]) {
      expect(name ?? '').not.toMatch(/^\$TAGS\[/);
    }
  } catch (error) {
    if (!(error instanceof MiraError)) throw error;
    expect(error).toMatchObject({
      code: 'payload_invalid',
      context: { field: expect.any(String) },
    });
  }
}

test('any JSON document, whatever is in its fields', () => {
  fc.assert(
    fc.property(document, (text) => parsesOrSaysWhy(text, 'application/json')),
    {
      numRuns: 500,
    },
  );
});

test('any form', () => {
  fc.assert(
    fc.property(form, (text) => parsesOrSaysWhy(text, 'application/x-www-form-urlencoded')),
    { numRuns: 300 },
  );
});

test('any text at all, and any document cut off anywhere', () => {
  const cut = fc
    .tuple(document, fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([text, share]) => text.slice(0, Math.floor(text.length * share)));
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), cut),
      fc.constantFrom('application/json', 'x-www-form-urlencoded', 'text/plain'),
      parsesOrSaysWhy,
    ),
    { numRuns: 500 },
  );
});

test('a trigger and its recovery have one cycle and two deliveries, whatever the names are', () => {
  const name = fc
    .string({ minLength: 1, unit: 'grapheme-ascii' })
    .filter((text) => /^[a-z]/i.test(text.trim()));
  fc.assert(
    fc.property(name, name, name, (service, env, title) => {
      const parse = (status: string, type: string) =>
        parseAlert(
          { service, env, title: `[${status}] ${title}`, alert_type: type, id: status },
          context,
        );
      const trigger = parse('Triggered', 'error');
      const recovery = parse('Recovered', 'success');
      expect(recovery.cycleKey).toBe(trigger.cycleKey);
      expect(recovery.deliveryId).not.toBe(trigger.deliveryId);
    }),
  );
});
