// The rules as oxlint runs them, with this repository's own configuration, on files that break them.
import { execFile } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../../..');

const files: Record<string, string> = {
  'src/domain/value.ts': `import { x } from '../store/x.ts';\nexport const y = x;`,
  'src/domain/reexport.ts': `export { x } from '../store/x.ts';`,
  'src/domain/reexport-all.ts': `export * from '../store/x.ts';`,
  'src/domain/dynamic.ts': `export const load = () => import('../store/x.ts');`,
  'src/domain/type-query.ts': `export type X = import('../store/x.ts').X;`,
  'src/cli/value.ts': `import { app } from '../ingress/app.ts';\nexport const b = app;`,
  'src/cli/mixed.ts': `import { app, type App } from '../ingress/app.ts';\nexport const b: App = app;`,
  'src/cli/type.ts': `import type { App } from '../ingress/app.ts';\nexport type B = App;`,
  'src/cli/inline-type.ts': `import { type App } from '../ingress/app.ts';\nexport type B = App;`,
  'src/store/env.ts': `export const a = process.env.A;`,
  'src/store/env-computed.ts': `export const a = process['env'].A;`,
  'src/store/env-destructured.ts': `const { env } = process;\nexport const a = env.A;`,
  'src/store/env-imported.ts': `import { env } from 'node:process';\nexport const a = env.A;`,
  'src/store/env-in-text.ts': `// process.env.A\nexport const a = 'process.env.A';`,
  'src/store/redis.ts': `import { Redis } from 'ioredis';\nexport const r = new Redis('');`,
  'src/store/redis-alias.ts': `import { Redis as R } from 'ioredis';\nexport const r = new R('');`,
  'src/store/redis-default.ts': `import IO from 'ioredis';\nexport const r = new IO.Cluster([]);`,
  'src/store/redis-type.ts': `import type { Redis } from 'ioredis';\nexport type R = Redis;`,
  'src/platform/redis.ts': `import { Redis } from 'ioredis';\nexport const r = new Redis('');`,
};

const expected: Record<string, string> = {
  'src/domain/value.ts': 'import-boundaries',
  'src/domain/reexport.ts': 'import-boundaries',
  'src/domain/reexport-all.ts': 'import-boundaries',
  'src/domain/dynamic.ts': 'import-boundaries',
  'src/domain/type-query.ts': 'import-boundaries',
  'src/cli/value.ts': 'import-boundaries',
  'src/cli/mixed.ts': 'import-boundaries',
  'src/store/env.ts': 'env-only-in-config',
  'src/store/env-computed.ts': 'env-only-in-config',
  'src/store/env-destructured.ts': 'env-only-in-config',
  'src/store/env-imported.ts': 'env-only-in-config',
  'src/store/redis.ts': 'redis-only-in-platform',
  'src/store/redis-alias.ts': 'redis-only-in-platform',
  'src/store/redis-default.ts': 'redis-only-in-platform',
};

let found: Record<string, string[]>;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'mira-lint-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  const config = JSON.parse(readFileSync(path.join(root, '.oxlintrc.json'), 'utf8'));
  config.options.typeAware = false;
  config.jsPlugins[0].specifier = path.join(root, 'scripts/lint/plugin.mjs');
  writeFileSync(path.join(folder, '.oxlintrc.json'), JSON.stringify(config));

  const output = await new Promise<string>((resolve) => {
    const command = path.join(root, 'node_modules/.bin/oxlint');
    execFile(command, ['--format=json'], { cwd: folder }, (_error, stdout) => resolve(stdout));
  });
  const { diagnostics } = JSON.parse(output) as {
    diagnostics: { filename: string; code: string }[];
  };
  found = {};
  for (const { filename, code } of diagnostics) {
    const rule = /^mira\((.+)\)$/.exec(code)?.[1];
    if (rule) (found[filename] ??= []).push(rule);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(Object.keys(files))('%s', (name) => {
  expect(found[name] ?? []).toEqual(expected[name] === undefined ? [] : [expected[name]]);
});
