import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGetCommitDiff } from '../../../../../src/mcp-proxy/tools/azure-devops/get-commit-diff.ts';
import { createAzureDevOpsUpstream } from '../../../../../src/mcp-proxy/tools/azure-devops/upstream.ts';
import { Scope } from '../../../../../src/domain/scope.ts';
import { blameLines } from '../../../../../src/mcp-proxy/tools/azure-devops/blame.ts';
import { rankFiles } from '../../../../../src/mcp-proxy/tools/azure-devops/rank-files.ts';
import { scopeRepository } from '../../../../../src/mcp-proxy/tools/azure-devops/scope-repository.ts';
import type { TouchedFile } from '../../../../../src/mcp-proxy/upstreams/azure-devops/commits.ts';
import { unifiedHunks } from '../../../../../src/mcp-proxy/upstreams/azure-devops/patch.ts';
import { applyPatch } from 'diff';

const touched = (path: string): TouchedFile => ({
  path,
  previousPath: null,
  status: 'modified',
  objectId: null,
  previousObjectId: null,
});

describe('rankFiles', () => {
  const paths = [
    'package-lock.json',
    'README.md',
    'dist/app.min.js',
    'test/pay.test.ts',
    'logo.png',
    'src/pay.ts',
    'config/app.yaml',
  ];

  test('source and configuration before tests and docs, generated files last, images never', () => {
    const ranked = rankFiles(paths.map(touched), []).map((file) => file.path);
    expect(new Set(ranked.slice(0, 2))).toEqual(new Set(['src/pay.ts', 'config/app.yaml']));
    expect(ranked).not.toContain('logo.png');
    expect(ranked.indexOf('dist/app.min.js')).toBeGreaterThan(ranked.indexOf('config/app.yaml'));
  });

  test('asked paths first, as stack traces write them', () => {
    const ranked = rankFiles(paths.map(touched), ['/app/nothing.ts', 'pay.test.ts']);
    expect(ranked[0]?.path).toBe('test/pay.test.ts');
  });
});

describe('unifiedHunks', () => {
  test('applying the hunks gives the other text', () => {
    const line = fc.constantFrom('a', 'b', 'c', '}', '  x();', 'function f() {', '');
    const file = fc
      .array(line, { maxLength: 30 })
      .map((lines) => lines.map((one) => `${one}\n`).join(''));
    fc.assert(
      fc.property(file, file, (before, after) => {
        const hunks = unifiedHunks(before, after);
        expect(hunks).not.toBeNull();
        const patched = hunks === '' ? before : applyPatch(before, `--- a\n+++ b\n${hunks}\n`);
        expect(patched).toBe(after);
      }),
    );
  });

  test('names the enclosing function', () => {
    const body = [
      'export function charge(x) {',
      ...Array.from({ length: 9 }, (_, i) => `  step${i}();`),
      '}',
    ];
    const hunks = unifiedHunks(body.join('\n'), body.join('\n').replace('step8()', 'other()'));
    expect(hunks).toMatch(/^@@ -7,5 \+7,5 @@ export function charge\(x\) \{/);
  });

  test('texts that share nothing and are huge give up', () => {
    const many = (word: string) =>
      Array.from({ length: 20_000 }, (_, i) => `${word}${i}`).join('\n');
    expect(unifiedHunks(many('a'), many('b'))).toBeNull();
  });
});

describe('the text of a diff', () => {
  const tool = createGetCommitDiff(
    createAzureDevOpsUpstream(
      { call: () => Promise.reject(new Error('not reached')), organizationUrl: () => '' },
      { project: 'P' },
    ),
  );
  const lineOf = (number: number): string => `+line ${String(number).padStart(6, '0')}\n`;
  const patch = Array.from({ length: 1_500 }, (_, number) => lineOf(number)).join('');
  const text = (count: number): string =>
    tool.render({
      repository: 'r',
      commit: {
        sha: 'a'.repeat(40),
        repository: 'r',
        service: null,
        author: 'Ada',
        committedAt: null,
        message: 'm',
        parents: [],
        filesComplete: true,
        files: Array.from({ length: count }, (_, number) => ({
          path: `f${number}`,
          status: 'modified',
          patch: patch.repeat(count === 1 ? 2 : 1),
        })),
      },
    });

  test('long ones are cut at a line, with the way to more', () => {
    const several = text(2);
    expect(several).toMatch(
      /\+line \d{6}\n… \d+ more characters; name the file in paths with max_files 1/,
    );
    expect(several.length).toBeLessThan(14_000);
  });

  test('the way leads there: one file alone has more room', () => {
    const one = text(1);
    expect(one.length).toBeGreaterThan(19_000);
    expect(one).toMatch(/… \d+ more characters; get_file shows the lines beyond/);
  });
});

describe('blameLines', () => {
  test('each line goes to the newest commit that brought it, older ones to none', () => {
    const blamed = blameLines(
      [
        { sha: 'c3', lines: ['a', 'X', 'b', 'Y'] },
        { sha: 'c2', lines: ['a', 'b', 'Y'] },
      ],
      ['a', 'b'],
      [1, 2, 3, 4],
    );
    expect(Object.fromEntries(blamed)).toEqual({ 1: null, 2: 'c3', 3: null, 4: 'c2' });
  });

  test('a file that began in the window has no older lines', () => {
    expect(blameLines([{ sha: 'c1', lines: ['a'] }], null, [1]).get(1)).toBe('c1');
  });
});

describe('scopeRepository', () => {
  const scope = (more: object) =>
    Scope.parse({
      subject: 's',
      service: 'a',
      env: 'p',
      toolsets: ['azure_devops'],
      access: 'read',
      ...more,
    });
  const none = { project: null };

  test('the service’s own by default, a listed one by any spelling of its case', () => {
    const own = scope({ project: 'P', repositories: ['a', 'Lib'] });
    expect(scopeRepository(undefined, own, none)).toMatchObject({ project: 'P', repository: 'a' });
    expect(scopeRepository('lib', own, none)).toMatchObject({ repository: 'Lib' });
    for (const asked of ['b', 'a/../b', 'P/a', '', '*']) {
      expect(() => scopeRepository(asked, own, none)).toThrow(/may read a, Lib/);
    }
  });

  test('a person’s token names project and repository', () => {
    const any = scope({ project: '*', repositories: ['*'] });
    expect(scopeRepository('P/r', any, none)).toEqual({
      organization: null,
      project: 'P',
      repository: 'r',
    });
    expect(scopeRepository('r', any, { project: 'D' })).toMatchObject({
      project: 'D',
      repository: 'r',
    });
    // without either, its project is looked up when the call runs
    expect(scopeRepository('r', any, none)).toMatchObject({ project: '', repository: 'r' });
  });
});
