import { describe, expect, test } from 'vitest';
import { fingerprint, installedMatches } from '../../../../scripts/setup/dependencies.mjs';

const lock = (packages: object) => JSON.stringify({ packages });
const zod = { version: '4.0.0', integrity: 'sha512-a' };

describe('installedMatches', () => {
  test('accepts what npm installed, with packages of its own on top', () => {
    const wanted = lock({ '': { name: 'mira' }, 'node_modules/zod': zod });
    const installed = lock({ 'node_modules/zod': zod, 'node_modules/extra': zod });
    expect(installedMatches(wanted, installed)).toBe(true);
  });

  test.each([
    ['a missing package', {}],
    ['another version', { 'node_modules/zod': { ...zod, version: '4.0.1' } }],
    ['other contents', { 'node_modules/zod': { ...zod, integrity: 'sha512-b' } }],
  ])('refuses %s', (_name, installed) => {
    expect(installedMatches(lock({ 'node_modules/zod': zod }), lock(installed))).toBe(false);
  });

  test('does without the optional binaries of other platforms', () => {
    const wanted = lock({ 'node_modules/tool-darwin': { ...zod, optional: true } });
    expect(installedMatches(wanted, lock({}))).toBe(true);
  });
});

test('a fingerprint changes with the lock file and with the machine', () => {
  const one = fingerprint('{}', 'linux-x64');
  expect(fingerprint('{}', 'linux-x64')).toBe(one);
  expect(fingerprint('{ }', 'linux-x64')).not.toBe(one);
  expect(fingerprint('{}', 'linux-arm64')).not.toBe(one);
});
