import { expect, test } from 'vitest';
import { scopeOf } from '../../../../scripts/test/scope.mjs';

test('a test path is a filter as it is', () => {
  expect(scopeOf(['./test/unit/domain/'])).toEqual({
    options: [],
    filters: ['test/unit/domain'],
    paths: ['test/unit/domain'],
  });
});

test('a source path stands for the tests that mirror it', () => {
  expect(scopeOf(['src/domain/alert.ts', 'src/store']).filters).toEqual([
    '/domain/alert',
    '/store',
  ]);
});

test('options go to vitest, with their values', () => {
  expect(scopeOf(['-t', 'a name', '--bail=1', 'test/unit'])).toEqual({
    options: ['-t', 'a name', '--bail=1'],
    filters: ['test/unit'],
    paths: ['test/unit'],
  });
});
