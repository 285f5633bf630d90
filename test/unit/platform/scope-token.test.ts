import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { mintScopeToken, verifyScopeToken } from '../../../src/platform/scope-token.ts';

const SECRET = 'a-secret-of-at-least-thirty-two-characters';
const scope = {
  subject: '01KAFZ0000000000000000000A',
  service: 'payment-svc',
  env: 'prod',
  toolsets: ['datadog' as const],
  access: 'read' as const,
};

describe('a token', () => {
  test('carries its scope, defaults filled in, until it expires', async () => {
    const nowMs = 1_800_000_000_000;
    const token = await mintScopeToken(scope, { secrets: [SECRET], expiresInMs: 60_000, nowMs });
    const verified = await verifyScopeToken(token, [SECRET], nowMs);
    expect(verified.scope).toMatchObject({ ...scope, priority: 'P2', write: null });
    expect(verified.expiresAtMs).toBe(nowMs + 65_000);
    await expect(verifyScopeToken(token, [SECRET], nowMs + 66_000)).rejects.toThrow('expired');
  });

  test('is signed by the first secret and verified by any', async () => {
    const token = await mintScopeToken(scope, { secrets: [SECRET], expiresInMs: 60_000 });
    await verifyScopeToken(token, ['another-secret-another-secret-another', SECRET]);
    await expect(
      verifyScopeToken(token, ['another-secret-another-secret-another']),
    ).rejects.toMatchObject({ code: 'signature_invalid' });
  });

  test.each([
    ['garbage', 'garbage'],
    ['no signature', `${btoa('{"alg":"none"}')}.${btoa('{}')}.`],
  ])('%s is refused', async (_what, token) => {
    await expect(verifyScopeToken(token, [SECRET])).rejects.toMatchObject({
      code: 'signature_invalid',
    });
  });

  const sign = (claims: object, more: (jwt: SignJWT) => SignJWT = (jwt) => jwt): Promise<string> =>
    more(
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('mira')
        .setAudience('mira-proxy')
        .setSubject('ann')
        .setExpirationTime('1h'),
    ).sign(new TextEncoder().encode(SECRET));

  test('of ours but for something else, without an end, or without a scope is refused', async () => {
    const claims = { scope: { ...scope, subject: undefined } };
    await expect(verifyScopeToken(await sign(claims), [SECRET])).resolves.toBeDefined();
    for (const token of [
      await sign(claims, (jwt) => jwt.setAudience('ingress')),
      await sign(claims, (jwt) => jwt.setIssuer('somebody')),
      await sign({}),
      await sign({ scope: { ...scope, access: 'admin' } }),
      await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('mira')
        .setAudience('mira-proxy')
        .setSubject('ann')
        .sign(new TextEncoder().encode(SECRET)),
    ]) {
      await expect(verifyScopeToken(token, [SECRET])).rejects.toMatchObject({
        code: 'signature_invalid',
      });
    }
  });
});
