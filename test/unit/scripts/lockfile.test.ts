import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { complete, missingOptional, platformOf } from '../../../scripts/lockfile/platforms.mjs';

const root = path.resolve(import.meta.dirname, '../../..');
const text = readFileSync(path.join(root, 'package-lock.json'), 'utf8');

describe('package-lock.json', () => {
  test('names the binaries of every platform (else: npm run lockfile)', () => {
    expect(missingOptional(JSON.parse(text))).toEqual([]);
  });

  test('names no registry', () => {
    expect(text.match(/"resolved": "http.*/g)).toBeNull();
  });
});

test.each([
  ['@oxlint/binding-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
  ['@oxlint/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
  ['@oxlint/binding-win32-x64-msvc', { os: ['win32'], cpu: ['x64'] }],
  ['@oxlint-tsgolint/darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
  ['@rolldown/binding-wasm32-wasi', { cpu: ['wasm32'] }],
  ['fsevents', {}],
])('%s', (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});

describe('complete', () => {
  const lock = {
    packages: {
      '': {},
      'node_modules/a': { dev: true, optionalDependencies: { 'a-linux-x64': '1.0.0' } },
      'node_modules/b': { optionalDependencies: { 'b-darwin-x64': '^2.0.0', nested: '1.0.0' } },
      'node_modules/b/node_modules/nested': { version: '1.0.0' },
    },
  };

  test('adds what is missing, as an optional package of its platform', () => {
    expect(complete(lock).packages).toMatchObject({
      'node_modules/a-linux-x64': { version: '1.0.0', os: ['linux'], dev: true, optional: true },
      'node_modules/b-darwin-x64': { version: '2.0.0', os: ['darwin'], optional: true },
    });
    expect(Object.keys(complete(lock).packages)).not.toContain('node_modules/nested');
    expect(missingOptional(complete(lock))).toEqual([]);
  });
});
