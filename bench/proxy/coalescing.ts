/** A thousand equal questions at once on four replicas: how often is the upstream asked? */
import { Agent } from 'node:http';
import { startRedis } from '../../test/helpers/redis-server.ts';
import { eventually } from '../../test/helpers/poll.ts';
import type { Row } from '../row.ts';
import { type Replica, startReplica } from './fleet.ts';
import { callRequest, TOKEN_SECRET } from './hot-path.ts';
import { startUpstream } from './upstream.ts';

const REPLICAS = 4;
const QUESTIONS = 1_000;

export async function* coalescingRows(): AsyncIterable<Row> {
  const redis = await startRedis();
  await using upstream = await startUpstream();
  const settings = { redisUrl: redis.url, tokenSecret: TOKEN_SECRET, upstreamUrl: upstream.url };
  const replicas = await Promise.all(
    Array.from({ length: REPLICAS }, (_, i) =>
      startReplica('proxy', { ...settings, name: `replica-${i}` }),
    ),
  );
  try {
    const callsFor = (query: string) => upstream.calls.filter((call) => call.query === query);

    await askAll(replicas, 'ask', 'together');
    yield row(
      'one question asked 1,000 times at once on 4 replicas',
      callsFor('together').length,
      1,
    );

    const killed = askAll(replicas, 'ask', 'orphan');
    await eventually(() => callsFor('orphan')[0], { everyMs: 2 });
    const asking = replicas.find(({ name }) => name === callsFor('orphan')[0]?.from);
    asking?.child.kill('SIGKILL');
    const answered = await killed;
    const others = (QUESTIONS / REPLICAS) * (REPLICAS - 1);
    yield row('the same, and the replica that asks is killed', callsFor('orphan').length, 2);
    yield {
      what: 'of the 750 asked elsewhere, answered',
      value: String(Math.min(answered, others)),
      target: String(others),
      ok: answered >= others,
    };

    await redis.stop();
    const alive = replicas.filter((replica) => replica !== asking);
    await askAll(alive, 'ask_directly', 'alone');
    yield row(
      'without Redis, on the 3 replicas left (caches alone: the limiter would let nothing through)',
      callsFor('alone').length,
      alive.length,
    );
  } finally {
    await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
    await redis.stop();
  }
}

const row = (what: string, calls: number, most: number): Row => ({
  what,
  value: `${calls} ${calls === 1 ? 'call' : 'calls'}`,
  target: most === 1 ? 'exactly 1' : `≤ ${most}`,
  ok: calls >= 1 && calls <= most,
});

/** How many of the questions, spread evenly, were answered well. */
async function askAll(replicas: readonly Replica[], tool: string, query: string): Promise<number> {
  const { request } = await import('node:http');
  const { body, headers, method } = await callRequest(tool, query);
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000 });
  const ask = (url: string): Promise<boolean> =>
    new Promise((resolve) => {
      const call = request(url, { method, headers, agent }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve(response.statusCode === 200 && !text.includes('isError')));
        response.on('error', () => resolve(false));
      });
      call.on('error', () => resolve(false));
      call.end(body);
    });
  const answers = await Promise.all(
    Array.from({ length: QUESTIONS }, (_, i) => ask(replicas[i % replicas.length]?.url ?? '')),
  );
  agent.destroy();
  return answers.filter(Boolean).length;
}
