// The protocol's official conformance suite against the proxy, over HTTP.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { MiraError } from '../../src/domain/errors.ts';
import { defineTool, type Tool } from '../../src/mcp-proxy/tool.ts';
import { startHttpServer } from '../../src/platform/http-server.ts';
import { mintToken, startTestProxy } from '../helpers/proxy.ts';
import { useRedis } from '../helpers/redis.ts';

const db = useRedis();

// by its manifest: it has a command, and nothing to import
const MANIFEST = import.meta.resolve('@modelcontextprotocol/conformance/package.json');
const SUITE = fileURLToPath(new URL('dist/index.js', MANIFEST));
const EXPECTED = fileURLToPath(new URL('../fixtures/mcp-conformance.yml', import.meta.url));

/** The tools that the suite asks for and that a tool of MIRA can be. */
const TOOLS: readonly Tool[] = [
  suiteTool('test_simple_text', () => 'This is a simple text response for testing.'),
  suiteTool('test_error_handling', () => {
    throw new MiraError('unavailable', 'This tool intentionally returns an error for testing');
  }),
];

function suiteTool(name: string, answer: () => string): Tool {
  return defineTool({
    name,
    title: name,
    description: 'A tool of the conformance suite.',
    toolset: 'datadog',
    access: 'read',
    args: z.object({}),
    result: z.object({ text: z.string() }),
    cache: 'none',
    buckets: [],
    applyScope: () => ({}),
    run: async () => ({ result: { text: answer() }, untrusted: false }),
    render: ({ text }) => text,
  });
}

test('every scenario passes but those that are listed with their reason', async () => {
  await using t = await startTestProxy({ redisUrl: db.url, deps: { createTools: () => TOOLS } });
  const token = await mintToken();
  // the suite has no way to send a token
  const server = await startHttpServer({
    port: 0,
    fetch: (request, env) => {
      const withToken = new Request(request);
      withToken.headers.set('authorization', `Bearer ${token}`);
      return t.proxy.app.fetch(withToken, env as object);
    },
  });
  const { code, output } = await run([
    SUITE,
    'server',
    '--url',
    `${server.url}/mcp`,
    '--suite',
    'active',
    '--expected-failures',
    EXPECTED,
  ]);
  await server.close(0);
  expect(code, output).toBe(0);
  expect(output).toContain('server-initialize: 1 passed');
  expect(output).toContain('dns-rebinding-protection: 2 passed');
});

function run(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}
