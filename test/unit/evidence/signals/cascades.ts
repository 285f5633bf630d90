/** Small systems in which one service falls ill: metrics as they come, with noise, bursts and gaps. */
import { Observations, type MetricSeries } from '../../../../src/domain/observation.ts';

export type Illness =
  'cpu' | 'memory' | 'disk' | 'delay' | 'loss' | 'sockets' | 'killed' | 'throws';

export interface Cascade {
  readonly observations: Observations;
  readonly root: string;
  readonly onsetMs: number;
}

/** Park and Miller's generator: the same numbers at every run. */
export function randomOf(seed: number): () => number {
  let state = (seed * 48_271 + 11) % 2_147_483_647;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const NAMES = 'shop cart order pay stock user search price mail rate seat route food auth'.split(
  ' ',
);
const START = Date.UTC(2026, 8, 1, 8);
const STEP = 5_000;
const SAMPLES = 240;
const BREAK = 160;

/**
 * A chain of calls with branches: every service calls up to three later ones, the last ones are
 * stores. Latency adds up along the calls, failures thin out, open sockets follow load and latency.
 */
export function cascadeOf(
  seed: number,
  illness: Illness,
  options: { map?: boolean } = {},
): Cascade {
  const random = randomOf(seed);
  const count = 8 + Math.floor(random() * 6);
  const stores = 3;
  const names = NAMES.slice(0, count).map((name, at) =>
    at === 0 ? 'shop-front' : at >= count - stores ? `${name}-db` : `${name}-service`,
  );
  const calls = names.map((_, at) => {
    const out = new Set<number>();
    if (at >= count - stores) return out;
    const wanted = at === 0 ? 3 : 1 + Math.floor(random() * 2);
    while (out.size < Math.min(wanted, count - at - 1))
      out.add(at + 1 + Math.floor(random() * Math.min(4, count - at - 1)));
    return out;
  });
  for (let at = 1; at < count; at += 1)
    if (!calls.some((each) => each.has(at)))
      calls[Math.floor(random() * Math.min(at, count - stores))]?.add(at);
  const ill = 1 + Math.floor(random() * (count - 1 - (illness === 'throws' ? stores : 0)));
  const own = names.map(() => 3 + random() * 15);
  const held = names.map(() => 100 + random() * 900);
  const rows = names.map(() => new Map<string, [number, number | null][]>());
  const noise = (share: number): number =>
    1 + share * (random() + random() + random() + random() - 2);
  const burst = Math.floor(random() * count);
  for (let at = 0; at < SAMPLES; at += 1) {
    const on = at >= BREAK;
    const load = names.map(() => 0);
    load[0] = 80 * noise(0.1);
    calls.forEach((callees, from) => {
      for (const to of callees) load[to] = (load[to] ?? 0) + 0.6 * (load[from] ?? 0);
    });
    const latency = names.map(() => 0);
    const failing = names.map(() => 0);
    for (let who = count - 1; who >= 0; who -= 1) {
      const hit = on && who === ill;
      let time = (own[who] ?? 1) * noise(0.15);
      if (hit && illness === 'cpu') time *= 4;
      if (hit && illness === 'memory') time *= 2;
      if (hit && illness === 'disk') time *= 6;
      if (hit && illness === 'delay') time += 120;
      if (hit && illness === 'loss') time += 40;
      let fails = hit && illness === 'throws' ? 0.2 : hit && illness === 'sockets' ? 0.1 : 0.001;
      if (hit && illness === 'killed') fails = 0;
      for (const callee of calls[who] ?? []) {
        time += 0.6 * (latency[callee] ?? 0);
        fails +=
          0.5 * (on && illness === 'killed' && callee === ill ? 0.9 : (failing[callee] ?? 0));
      }
      latency[who] = time;
      failing[who] = Math.min(1, fails);
    }
    names.forEach((_, who) => {
      const hit = on && who === ill;
      const away = hit && illness === 'killed' && at < BREAK + 20;
      const calm = load[who] ?? 0;
      const values: Record<string, number | null> = {
        cpu: (5 + 0.2 * calm + (hit && illness === 'cpu' ? 50 : 0)) * noise(0.1),
        mem: (held[who] ?? 1) * (hit && illness === 'memory' ? 1.6 : 1) * noise(0.01),
        diskio: (40 + calm + (hit && illness === 'disk' ? 900 : 0)) * noise(0.2),
        socket: 10 + (calm * (latency[who] ?? 0)) / 400 + (hit && illness === 'sockets' ? 300 : 0),
        workload: calm * noise(0.05),
        error: Math.round(calm * (failing[who] ?? 0) * noise(0.3)),
        'latency-90': 2 * (latency[who] ?? 0) * noise(0.1),
        retrans: (1 + (hit && illness === 'loss' ? 40 : 0)) * noise(0.5),
      };
      // a batch job that has nothing to do with it
      if (who === burst && at > BREAK - 30 && at < BREAK - 15)
        values['cpu'] = (values['cpu'] ?? 0) * 3;
      for (const [metric, value] of Object.entries(values)) {
        const list = rows[who]?.get(metric) ?? [];
        list.push([START + at * STEP, away || random() < 0.01 ? null : value]);
        rows[who]?.set(metric, list);
      }
    });
  }
  const metrics = rows.flatMap((each, who): MetricSeries[] =>
    [...each].map(([metric, points]) => ({
      metric,
      service: names[who] ?? null,
      tags: [],
      points,
    })),
  );
  return {
    root: names[ill] ?? '',
    onsetMs: START + BREAK * STEP,
    observations: Observations.parse({
      now: new Date(START + SAMPLES * STEP).toISOString(),
      window: null,
      service: 'shop-front',
      env: null,
      alerts: [
        {
          id: 'a',
          title: 'shop-front is slow',
          service: 'shop-front',
          firedAt: new Date(START + (BREAK + 25) * STEP).toISOString(),
        },
      ],
      logs: [],
      metrics,
      spans: [],
      commits: [],
      deployments: [],
      configChanges: [],
      infraEvents: [],
      monitors: [],
      serviceMap: {
        calls:
          options.map === true
            ? calls.flatMap((callees, from) =>
                [...callees].map((to) => ({ from: names[from] ?? '', to: names[to] ?? '' })),
              )
            : [],
        runsOn: [],
      },
      repositoryFiles: null,
      pathRules: [],
      notChecked: [],
      inputProblems: [],
    }),
  };
}
