/** A cached `tools/call` through the whole proxy, against a Hono route that echoes JSON. */
import autocannon from 'autocannon';
import { mintScopeToken } from '../../src/platform/scope-token.ts';
import { startRedis } from '../../test/helpers/redis-server.ts';
import { median, ratioRow, type Row } from '../row.ts';
import { startReplica } from './fleet.ts';
import { startUpstream } from './upstream.ts';

export const TOKEN_SECRET = 'bench-secret-bench-secret-bench-secret';
const ROUNDS = 5;
const SECONDS = 2;
const CONNECTIONS = 50;

export async function callRequest(tool: string, query: string) {
  const token = await mintScopeToken(
    { subject: 'bench', service: 's', env: 'e', toolsets: ['datadog'], access: 'read' },
    { secrets: [TOKEN_SECRET], expiresInMs: 3_600_000 },
  );
  return {
    method: 'POST' as const,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-11-25',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: tool, arguments: { query } },
    }),
  };
}

export async function* hotPathRows(): AsyncIterable<Row> {
  await using redis = await startRedis();
  await using upstream = await startUpstream();
  await using echo = await startReplica('echo');
  await using proxy = await startReplica('proxy', {
    redisUrl: redis.url,
    tokenSecret: TOKEN_SECRET,
    upstreamUrl: upstream.url,
  });
  const request = await callRequest('ask', 'hot');
  const load = (url: string, more: object = { duration: SECONDS }) =>
    autocannon({ url, ...request, connections: CONNECTIONS, ...more });

  // both warm, then in turns: what else the machine does meets both alike
  await load(echo.url);
  await load(proxy.url);
  const rounds = [];
  for (let i = 0; i < ROUNDS; i++) {
    const plain = await load(echo.url);
    const cached = await load(proxy.url);
    if (cached.non2xx > 0 || cached.errors > 0) throw new Error('calls failed');
    rounds.push({
      ratio: cached.requests.average / plain.requests.average,
      p99: cached.latency.p99 - plain.latency.p99,
    });
  }
  const ratio = median(rounds.map((round) => round.ratio));
  yield ratioRow('cached tools/call / plain Hono JSON echo, calls per second', ratio, 0.4);
  const p99 = median(rounds.map((round) => round.p99));
  yield {
    what: `p99 of a cached call over the echo's, ${CONNECTIONS} connections, saturated`,
    value: `${p99.toFixed(0)} ms`,
    target: '≤ 10 ms',
    ok: p99 <= 10,
  };

  const before = Number((await proxy.ask('memory'))['heapBytes']);
  await load(proxy.url, { amount: 100_000 });
  const after = Number((await proxy.ask('memory'))['heapBytes']);
  const grownMb = (after - before) / 1_048_576;
  yield {
    what: 'heap after 100,000 more calls, garbage collected',
    value: `${grownMb >= 0 ? '+' : ''}${grownMb.toFixed(1)} MB`,
    target: '≤ +2 MB',
    ok: grownMb <= 2,
  };
}
