import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Scope } from '../../../../src/domain/scope.ts';
import { pinArguments } from '../../../../src/mcp-proxy/federation/pin-arguments.ts';

const scope = (more: Partial<Scope> = {}): Scope =>
  Scope.parse({
    subject: 'x',
    service: 'payment-svc',
    env: 'prod',
    project: 'Shop',
    repositories: ['payments', 'shared'],
    toolsets: [],
    access: 'read',
    ...more,
  });

describe('values of the scope', () => {
  const pins = {
    repo: { scope: 'repository' },
    svc: { scope: 'service' },
    owner: { value: 'acme' },
  } as const;

  test('are filled in', () => {
    expect(pinArguments({ q: 1 }, pins, scope())).toEqual({
      q: 1,
      repo: 'payments',
      svc: 'payment-svc',
      owner: 'acme',
    });
  });

  test('may be repeated, and the repository be another of the scope’s', () => {
    expect(pinArguments({ repo: 'Shared', svc: 'payment-svc' }, pins, scope())).toMatchObject({
      repo: 'shared',
    });
  });

  test.each([
    { repo: 'secrets' },
    { svc: 'other' },
    { owner: 'evil' },
    { repo: ['payments'] },
    { repo: null },
  ])('others are refused: %j', (args) => {
    expect(() => pinArguments(args, pins, scope())).toThrow(/outside of this token’s scope/);
  });

  test('that the token lacks end the call', () => {
    expect(() => pinArguments({}, pins, scope({ repositories: [] }))).toThrow(/names none/);
    expect(() => pinArguments({}, pins, scope({ service: null }))).toThrow(/names none/);
  });

  test('a person’s token chooses', () => {
    const any = scope({ service: '*', repositories: ['*'] });
    expect(pinArguments({ repo: 'x', svc: 'y' }, pins, any)).toEqual({
      repo: 'x',
      svc: 'y',
      owner: 'acme',
    });
    expect(pinArguments({}, pins, any)).toEqual({ owner: 'acme' });
  });
});

describe('paths', () => {
  const pins = { path: { within: '/srv/{repository}' } };

  test('whatever is asked for, what is sent lies inside', () => {
    const segment = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '',
        'payments',
        'carts',
        'srv',
        '~',
        'a b',
        '%2e%2e',
        '..\\',
        '\0',
      ),
      fc.string({ maxLength: 6 }),
    );
    const anyPath = fc
      .tuple(fc.boolean(), fc.array(segment, { maxLength: 8 }))
      .map(([absolute, parts]) => (absolute ? '/' : '') + parts.join('/'));
    fc.assert(
      fc.property(anyPath, (asked) => {
        let sent: unknown;
        try {
          sent = pinArguments({ path: asked }, pins, scope())['path'];
        } catch (error) {
          expect((error as Error).message).toContain('outside');
          return;
        }
        const real = path.posix.normalize(String(sent));
        expect(real === '/srv/payments' || real.startsWith('/srv/payments/')).toBe(true);
        expect(real).not.toContain('\0');
      }),
      { numRuns: 2_000 },
    );
  });

  test('a name that would climb is no folder', () => {
    for (const name of ['..', '../carts', 'a/b', '.']) {
      expect(() => pinArguments({}, pins, scope({ repositories: [name] }))).toThrow(/plain name/);
    }
  });

  test('a person’s token may look into every repository, and no further', () => {
    const any = scope({ repositories: ['*'] });
    expect(pinArguments({ path: 'carts/x' }, pins, any)).toEqual({ path: '/srv/carts/x' });
    expect(() => pinArguments({ path: '/etc' }, pins, any)).toThrow(/outside/);
  });
});
