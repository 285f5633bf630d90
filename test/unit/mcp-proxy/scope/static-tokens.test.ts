import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthenticator } from '../../../../src/mcp-proxy/scope/authenticate.ts';
import { readStaticTokens } from '../../../../src/mcp-proxy/scope/static-tokens.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'mira-tokens-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function file(text: string): string {
  const name = path.join(dir, 'tokens.json');
  writeFileSync(name, text);
  return name;
}

describe('a file of tokens', () => {
  test('gives a person everything that it does not narrow, to read', () => {
    const [token] = readStaticTokens(
      file('[{"token":"static-token-0001","subject":"ann","service":"payment-svc"}]'),
    );
    expect(token?.scope).toMatchObject({
      subject: 'ann',
      service: 'payment-svc',
      env: '*',
      repositories: ['*'],
      access: 'read',
      write: null,
    });
  });

  test.each([
    ['{', /JSON/],
    ['{}', /array/],
    ['[{"token":"short","subject":"ann"}]', /0\.token: use 16 characters/],
    ['[{"token":"static-token-0001"}]', /0\.subject/],
    ['[{"token":"static-token-0001","subject":"ann","toolsets":"all"}]', /0\.toolsets/],
    ['[{"token":"static-token-0001","subject":"ann","repository":"a"}]', /"repository"/],
    ['[{"token":"static-token-0001","subject":"ann","expiresAt":"soon"}]', /0\.expiresAt/],
  ])('%s is refused, naming file and field', (text, message) => {
    const name = file(text);
    expect(() => readStaticTokens(name)).toThrow(message);
    expect(() => readStaticTokens(name)).toThrow(name);
  });

  test('may say until when one holds', async () => {
    const staticTokens = readStaticTokens(
      file('[{"token":"static-token-0001","subject":"ann","expiresAt":"2026-11-20T10:00:00Z"}]'),
    );
    let nowMs = Date.parse('2026-11-20T09:59:59Z');
    const clock = { now: () => nowMs };
    const people = createAuthenticator({
      secrets: ['x'.repeat(32)],
      staticTokens,
      clock,
    });
    const bearer = 'Bearer static-token-0001';
    expect(await people.authenticate(bearer)).toMatchObject({
      kind: 'static',
      scope: { subject: 'ann' },
    });
    nowMs += 1_000;
    await expect(people.authenticate(bearer)).rejects.toThrow('expired');
  });

  test('that is missing is refused by name', () => {
    expect(() => readStaticTokens('/nowhere/tokens.json')).toThrow('/nowhere/tokens.json');
  });
});
