/** The shared token bucket under closed-loop load from four processes, in good and bad times. */
import { startRedis, type TestRedis } from '../../test/helpers/redis-server.ts';
import type { Row } from '../row.ts';
import { type Replica, startReplica } from './fleet.ts';

const RATE = 20;
const BURST = 40;
const PROCESSES = 4;
const CALLERS = 10;

interface Grant {
  readonly at: number;
  readonly by: string;
}

interface Trial {
  readonly what: string;
  readonly seconds: number;
  /** Seconds in which nothing could be granted; they count for nothing. */
  readonly outageSeconds?: number;
  readonly disturb?: (redis: TestRedis, replicas: readonly Replica[]) => Promise<void>;
  /** Replicas that were there and able all the time: the others say nothing about fairness. */
  readonly steady?: number;
}

const seconds = (count: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, count * 1_000));

const TRIALS: readonly Trial[] = [
  { what: 'undisturbed', seconds: 20 },
  {
    what: 'Redis with AOF restarted',
    seconds: 20,
    outageSeconds: 3,
    async disturb(redis) {
      await seconds(8);
      await redis.restart();
    },
  },
  {
    what: 'a replica killed',
    seconds: 20,
    steady: PROCESSES - 1,
    async disturb(_redis, replicas) {
      await seconds(8);
      replicas[0]?.child.kill('SIGKILL');
    },
  },
  {
    what: 'a replica paused for 13 s',
    seconds: 24,
    steady: PROCESSES - 1,
    async disturb(_redis, replicas) {
      await seconds(5);
      replicas[0]?.child.kill('SIGSTOP');
      await seconds(13);
      replicas[0]?.child.kill('SIGCONT');
    },
  },
];

export async function* limiterRows(): AsyncIterable<Row> {
  for (const trial of TRIALS) yield* trialRows(trial);
}

async function* trialRows(trial: Trial): AsyncIterable<Row> {
  await using redis = await startRedis({ appendonly: true });
  const grants: Grant[] = [];
  const replicas = await Promise.all(
    Array.from({ length: PROCESSES }, (_, i) =>
      startReplica('limiter', {
        redisUrl: redis.url,
        name: `replica-${i}`,
        bucket: `rate=${RATE}/s burst=${BURST}`,
        callers: CALLERS,
      }),
    ),
  );
  for (const replica of replicas) {
    replica.onMessage(({ at }) => {
      if (typeof at === 'number') grants.push({ at, by: replica.name });
    });
  }
  const disturbed = trial.disturb?.(redis, replicas);
  await seconds(trial.seconds);
  await disturbed;
  await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));

  const times = grants.map(({ at }) => at).sort((a, b) => a - b);
  const start = times[0] ?? 0;
  const end = times.at(-1) ?? 0;
  const what = `token bucket ${RATE}/s, burst ${BURST}, 4 processes, ${trial.what}`;
  const use = times.length / (BURST + (RATE * (end - start)) / 1_000);
  const gap = longestGap(times);
  if (trial.outageSeconds === undefined) {
    yield {
      what: `${what}: use of the rate`,
      value: use.toFixed(3),
      target: '≥ 0.98',
      ok: use >= 0.98,
    };
  } else {
    yield {
      what: `${what}: longest time without a grant`,
      value: `${(gap / 1_000).toFixed(1)} s`,
      target: `≤ ${trial.outageSeconds} s`,
      ok: gap <= trial.outageSeconds * 1_000,
    };
  }
  const excess = Math.max(0, Math.floor(excessOf(times)));
  yield {
    what: `${what}: excess over the curve`,
    value: `${excess} tokens`,
    target: '0',
    ok: excess === 0,
  };
  const fair = jain(grants, replicas, trial.steady ?? PROCESSES);
  yield {
    what: `${what}: Jain's fairness`,
    value: fair.toFixed(3),
    target: '≥ 0.97',
    ok: fair >= 0.97,
  };
}

/** The most by which any window holds more than the burst and what came back in it. */
function excessOf(times: readonly number[]): number {
  let most = -Infinity;
  // max over i ≤ j of (j - i + 1) - burst - rate × (tj - ti): one pass with the best start so far
  let best = Infinity;
  times.forEach((at, j) => {
    const curve = j - (RATE * at) / 1_000;
    best = Math.min(best, curve);
    most = Math.max(most, curve - best + 1 - BURST);
  });
  return most;
}

function longestGap(times: readonly number[]): number {
  let longest = 0;
  for (let i = 1; i < times.length; i++) {
    longest = Math.max(longest, (times[i] ?? 0) - (times[i - 1] ?? 0));
  }
  return longest;
}

function jain(grants: readonly Grant[], replicas: readonly Replica[], steady: number): number {
  const counts = replicas
    .map(({ name }) => grants.filter(({ by }) => by === name).length)
    .slice(replicas.length - steady);
  const sum = counts.reduce((a, b) => a + b, 0);
  const squares = counts.reduce((a, b) => a + b * b, 0);
  return sum ** 2 / (counts.length * squares);
}
