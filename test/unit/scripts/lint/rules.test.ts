import { describe, expect, test } from 'vitest';
import { checkImport, layerOf, mayOpenRedis, mayReadEnv } from '../../../../scripts/lint/rules.mjs';

const edge = (file: string, specifier: string, typeOnly = false) =>
  checkImport({ file, specifier, typeOnly });

describe('who may import whom', () => {
  test.each([
    ['src/evidence/diff.ts', '../domain/change.ts'],
    ['src/domain/a.ts', './b.ts'],
    ['src/domain/deep/a.ts', '../b.ts'],
    ['src/store/incidents.ts', '../queue/names.ts'],
    ['src/workers/stages/triage.ts', '../../evidence/diff.ts'],
    ['src/ingress/app.ts', '../store/incidents.ts'],
    ['src/mcp-proxy/tools/logs.ts', '../policy.ts'],
    ['src/cli/main.ts', '../simulators/app.ts'],
    ['src/cli/dev.ts', '../../scripts/setup/redis.mjs'],
    ['src/simulators/gemini.ts', '../domain/alert.ts'],
    ['test/e2e/run.test.ts', '../../src/workers/main.ts'],
    ['bench/main.ts', '../src/simulators/app.ts'],
    ['src/domain/a.ts', 'zod'],
    ['src/mcp-proxy/upstreams/datadog.ts', '@datadog/datadog-api-client'],
    ['src/workers/models/gemini.ts', '@google/genai'],
    ['src/simulators/app.ts', 'hono/streaming'],
    ['src/simulators/app.ts', 'node:http'],
  ])('%s may import %s', (file, specifier) => {
    expect(edge(file, specifier)).toBeUndefined();
  });

  test.each([
    ['src/domain/a.ts', '../evidence/diff.ts', /domain may not import evidence/],
    ['src/evidence/a.ts', '../config/load.ts', /evidence may not import config: it sees domain/],
    ['src/platform/a.ts', '../store/keys.ts', /platform may not import store/],
    ['src/queue/a.ts', '../store/keys.ts', /queue may not import store/],
    ['src/ingress/a.ts', '../workers/main.ts', /ingress may not import workers/],
    ['src/workers/a.ts', '../mcp-proxy/app.ts', /workers may not import mcp-proxy/],
    ['src/mcp-proxy/a.ts', '../ingress/app.ts', /mcp-proxy may not import ingress/],
    ['src/mcp-proxy/a.ts', '../simulators/datadog.ts', /mcp-proxy may not import simulators/],
    ['src/simulators/a.ts', '../store/keys.ts', /simulators may not import store/],
    ['src/simulators/a.ts', 'bullmq', /simulators may load/],
    ['src/workers/a.ts', '../../test/helpers/redis.ts', /workers may not import test/],
    ['src/workers/a.ts', '@datadog/datadog-api-client/dist/x.js', /only src\/mcp-proxy may load/],
    ['src/cli/a.ts', '@google/genai', /only src\/workers may load/],
    ['src/misc/a.ts', '../domain/a.ts', /has no place in the import order/],
    ['src/a.ts', './domain/a.ts', /has no place in the import order/],
  ])('%s may not import %s', (file, specifier, why) => {
    expect(edge(file, specifier)).toMatch(why);
  });

  test.each([
    ['src/cli/client.ts', '../ingress/app.ts'],
    ['src/platform/redis.ts', '../config/load.ts'],
    ['dashboard/lib/api.ts', '../../src/ingress/app.ts'],
  ])('%s may name the types of %s alone', (file, specifier) => {
    expect(edge(file, specifier, true)).toBeUndefined();
    expect(edge(file, specifier, false)).toMatch(/only `import type`/);
  });

  test('a type does not open a boundary that no type may cross', () => {
    expect(edge('src/workers/a.ts', '../ingress/app.ts', true)).toMatch(/may not import ingress/);
  });
});

test('the environment is read in one place', () => {
  expect(['src/config/load.ts', 'src/cli/main.ts', 'scripts/x.mjs'].every(mayReadEnv)).toBe(true);
  expect(mayReadEnv('src/simulators/datadog/main.ts')).toBe(true);
  expect(mayReadEnv('src/simulators/datadog/app.ts')).toBe(false);
  expect(mayReadEnv('src/workers/main.ts')).toBe(false);
});

test('Redis is opened in one place', () => {
  expect(mayOpenRedis('src/platform/redis.ts')).toBe(true);
  expect(mayOpenRedis('test/helpers/redis.ts')).toBe(true);
  expect(mayOpenRedis('src/store/incidents.ts')).toBe(false);
});

test('files outside the layers are nobody’s', () => {
  expect(layerOf('vitest.config.ts')).toBeUndefined();
});
