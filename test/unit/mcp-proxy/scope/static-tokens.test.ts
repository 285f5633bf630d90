import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  ])('%s is refused, naming file and field', (text, message) => {
    const name = file(text);
    expect(() => readStaticTokens(name)).toThrow(message);
    expect(() => readStaticTokens(name)).toThrow(name);
  });

  test('that is missing is refused by name', () => {
    expect(() => readStaticTokens('/nowhere/tokens.json')).toThrow('/nowhere/tokens.json');
  });
});
