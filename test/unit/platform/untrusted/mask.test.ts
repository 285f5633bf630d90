import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanJson } from '../../../../src/mcp-proxy/untrusted/clean.ts';
import { createMasker } from '../../../../src/platform/untrusted/mask.ts';
import { createScrubber } from '../../../../src/platform/scrub.ts';

const mask = createMasker();

// Put together here, so that scanners of this repository do not take them for real ones.
const AWS = `AKIA${'IOSFODNN7EXAMPLE'}`;
const GITHUB = `ghp_${'a1B2'.repeat(9)}`;
const JWT = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${'dozjgNryP4J3jVmNHl0w5N'}`;
const SLACK = `xoxb-${'123456789012'}-${'abcdefghij'}`;
const PAT = 'abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst';
const KEY = `-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----`;

describe('secrets', () => {
  test.each([
    ['an AWS key', `key ${AWS} used`, AWS],
    ['an AWS secret', 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY', 'wJalrXUtnFEMI'],
    ['a JWT', `got ${JWT}, bad`, 'dozjgNryP4'],
    ['a bearer token', 'Authorization: Bearer abcDEF123456ghi', 'abcDEF123456ghi'],
    ['a bearer token in JSON', '{"authorization":"Bearer abcDEF123456ghi"}', 'abcDEF123456ghi'],
    ['basic credentials', 'authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    ['a GitHub token', `pushed with ${GITHUB}`, GITHUB],
    ['a Slack token', SLACK, SLACK],
    ['an Azure DevOps PAT', `pat ${PAT}.`, PAT],
    ['a private key', `before\n${KEY}\nafter`, 'MIIEow'],
    ['a private key that was cut off', '-----BEGIN PRIVATE KEY-----\nMIIEow\nabc', 'MIIEow'],
    ['a password in a URL', 'postgres://app:hunter2@db:5432/pay', 'hunter2'],
    ['a connection string', 'Server=db;User Id=app;Password=S3cr3t!x;', 'S3cr3t!x'],
    ['a storage key', 'AccountName=a;AccountKey=abc123+/def==;', 'abc123+/def'],
    ['an environment dump', 'DB_PASSWORD=hunter two', 'hunter'],
    ['a camel-cased name', 'dbPassword="hunter2"', 'hunter2'],
    ['escaped JSON', String.raw`{\"password\":\"hunter2\"}`, 'hunter2'],
    ['YAML', 'client_secret: a8f5f167f44f4964e6c998dee827110c', 'a8f5f167'],
    ['a query parameter', 'GET /x?api_key=abcdef&y=1', 'abcdef'],
    ['a signed URL', 'https://a.blob.core.windows.net/c?sv=1&sig=abc%2Bdef&se=2', 'abc%2Bdef'],
    ['a header in a list', 'x-api-key: 1234abcd1234abcd', '1234abcd1234abcd'],
    ['an assignment', `api_key = "sk_test_${'abc123'}"`, 'sk_test_'],
  ])('%s is masked', (_what, text, secret) => {
    const masked = mask(text);
    expect(masked.text).not.toContain(secret);
    expect(masked.text).toContain('[masked:');
    expect(masked.count).toBe(1);
  });

  test.each([
    'commit 9fceb02d0ae598e95dc970b74767f19372d61af8 by ann',
    'the token has expired',
    'password is required',
    'password: null',
    'token: CancellationToken,',
    '-    if (token is null) throw new ArgumentNullException(nameof(token));',
    '+    const token = await getToken(request);',
    'var secret = configuration.GetSection("secrets");',
    'password: ${DB_PASSWORD}',
    'token=***',
    'https://dev.azure.com/acme/pay/_git/payment-svc',
    'bearer authentication failed',
    'request id 6f9619ff-8b86-d011-b42d-00cf4fc964ff',
    'tokens: 4096 in, 120 out',
    'System.Private.CoreLib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e',
    'GET /items?pageToken=abc123&next_token=def456',
    'SyntaxError: Unexpected token: 0x1f in JSON',
    'HOME=/root PWD=/srv/app1',
    'secretName: db-credentials-v2',
    `expired_credential: 'rotate_credential',`,
    'const token = tokens[position++];',
    'life of the token: 30m',
  ])('%s stays as it is', (text) => {
    expect(mask(text)).toEqual({ text, count: 0 });
  });

  test('masking twice changes nothing more', () => {
    const once = mask(`${AWS} password=hunter2 postgres://a:b1c@h/ Authorization: Bearer ${JWT}`);
    expect(mask(once.text)).toEqual({ text: once.text, count: 0 });
  });

  test('e-mail addresses are masked where that is wanted', () => {
    const text = 'user ann@example.com failed';
    expect(mask(text).text).toBe(text);
    expect(createMasker({ emails: true })(text)).toEqual({
      text: 'user [masked:email] failed',
      count: 1,
    });
  });

  test('configured secrets are removed wherever they come back', () => {
    const own = createMasker({ scrub: createScrubber(['datadog-application-key']) });
    expect(own('echo datadog-application-key').text).not.toContain('datadog-application-key');
  });

  test('no text takes long', () => {
    const hostile = [
      '-----BEGIN PRIVATE KEY-----',
      '-----BEGIN ',
      'eyJaaaaaaaa.eyJaaaaaaaa.',
      '-eyJ',
      'password',
      'password=',
      'password="',
      'token: ',
      'a://',
      'a:a@',
      'bearer ',
      'authorization: basic ',
      'a@a.',
      'xoxb-',
      'a',
      '\\"',
      '=',
      ' ',
      'AZDO',
    ];
    const emails = createMasker({ emails: true });
    for (const part of hostile) {
      const started = performance.now();
      emails(part.repeat(Math.ceil(500_000 / part.length)));
      // quadratic work on half a megabyte takes minutes; this leaves room for a busy machine
      expect(performance.now() - started, part).toBeLessThan(3_000);
    }
  });

  test('no text makes it throw or lose what is around a secret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const { text } = mask(`${a}\n${AWS}\n${b}`);
        expect(text).not.toContain(AWS);
      }),
    );
  });
});

describe('a result', () => {
  test('is cleaned text by text and keeps its shape', () => {
    const { value, masked } = cleanJson(
      {
        n: 1,
        none: null,
        list: [`key ${AWS}`, { message: 'red \u001b[31mtext\u001b[0m' }],
        attributes: {
          db: { password: 'hunter2' },
          cookie: 'a=b',
          token: 'none',
          authorized: 'yes',
        },
      },
      mask,
    );
    expect(value).toEqual({
      n: 1,
      none: null,
      list: ['key [masked:aws_key]', { message: 'red ␛[31mtext␛[0m' }],
      attributes: {
        db: { password: '[masked:secret]' },
        cookie: '[masked:secret]',
        token: 'none',
        authorized: 'yes',
      },
    });
    expect(masked).toBe(3);
  });

  test('of any shape comes back in the same shape', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const cleaned = cleanJson(value, mask).value;
        expect(typeof cleaned).toBe(typeof value);
        expect(Array.isArray(cleaned)).toBe(Array.isArray(value));
        expect(() => JSON.parse(JSON.stringify(cleaned))).not.toThrow();
      }),
    );
  });
});
