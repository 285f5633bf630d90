// `mira token mint`: what the token that is printed may see.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Context } from '../../../src/cli/commands/context.ts';
import { mintToken, type MintFlags } from '../../../src/cli/commands/token.ts';
import { verifyScopeToken } from '../../../src/platform/scope-token.ts';

const SECRET = 'a-secret-for-tests-a-secret-for-tests';

beforeEach(() => void vi.stubEnv('MIRA_TOKEN_SECRET', SECRET));
afterEach(() => void vi.unstubAllEnvs());

async function scopeOf(flags: Partial<MintFlags>) {
  const lines: string[] = [];
  const output = { data: () => undefined, line: (text: string) => void lines.push(text) };
  const defaults = { subject: 'ann', service: '*', env: '*', project: '*', expires: '8h' };
  await mintToken({ output } as unknown as Context, {
    ...defaults,
    repository: [],
    toolset: [],
    ...flags,
  });
  return (await verifyScopeToken(lines.join(), [SECRET], Date.now())).scope;
}

test('without flags everything may be read, and calls name what they mean', async () => {
  expect(await scopeOf({})).toMatchObject({
    subject: 'person:ann',
    service: '*',
    project: '*',
    repositories: ['*'],
    access: 'read',
  });
});

test('a token for one service reads the repositories that it names, and no others', async () => {
  expect((await scopeOf({ service: 'pay' })).repositories).toEqual([]);
  const named = { service: 'pay', repository: ['pay', 'lib'] };
  expect((await scopeOf(named)).repositories).toEqual(['pay', 'lib']);
  expect((await scopeOf({ repository: ['pay'] })).repositories).toEqual(['pay']);
});
