/** Variations of an incident: they change what they say, nothing else, and never the truth. */
import { describe, expect, test } from 'vitest';
import { summarizeFlips, type VariedScore } from '../../../eval/perturb/flips.ts';
import type { Given } from '../../../eval/perturb/model.ts';
import { flipped, printableFlips } from '../../../eval/perturb/print.ts';
import { createRandom } from '../../../eval/perturb/random.ts';
import { outcomeOf } from '../../../eval/perturb/run.ts';
import { PERTURBATIONS } from '../../../eval/perturb/vary.ts';
import {
  nothingObserved,
  type Commit,
  type Deployment,
  type Observations,
} from '../../../src/domain/observation.ts';

const at = (minute: number): string =>
  new Date(Date.UTC(2026, 4, 12, 12, 0) + minute * 60_000).toISOString();
const ms = (minute: number): number => Date.parse(at(minute));

const commit = (sha: string, minute: number, path: string, message: string): Commit => ({
  sha: sha.repeat(40),
  repository: 'harbour',
  service: 'berths',
  author: 'Mila',
  committedAt: at(minute),
  message,
  parents: [],
  filesComplete: true,
  files: [
    {
      path,
      status: 'modified',
      patch:
        '@@ -1,1 +1,2 @@ fn berth_of\n-  ship.berth\n+  let dock = ship.dock;\n+  return find(dock, ship);\n',
    },
  ],
});

const deployment = (sha: string, minute: number): Deployment => ({
  id: `d${minute}`,
  service: 'berths',
  env: null,
  finishedAt: at(minute),
  result: 'succeeded',
  commit: sha.repeat(40),
  previousCommit: null,
  commits: [],
});

const seen: Observations = {
  ...nothingObserved(at(30)),
  service: 'berths',
  logs: Array.from({ length: 60 }, (_, line) => ({
    id: `L${line}`,
    at: at(line / 2),
    service: 'berths',
    level: line % 3 === 0 ? ('error' as const) : ('info' as const),
    message: `Berth ${line} was full at 2026-05-12 12:01:02,250, see BerthBook.find`,
    ...(line === 30
      ? { stack: "thread 'main' panicked at src/berth_book.rs:2:9:\nno berth is free" }
      : {}),
  })),
  metrics: [
    {
      metric: 'request_duration_ms',
      service: 'berths',
      tags: [],
      points: [
        [ms(-30), 120],
        [ms(0), null],
        [ms(10), 480],
      ],
    },
    { metric: 'error_ratio', service: 'berths', tags: [], points: [[ms(10), 0.25]] },
  ],
  spans: [
    {
      traceId: 't',
      spanId: 's',
      parentId: null,
      service: 'berths',
      resource: 'GET /berths',
      kind: 'server',
      startAt: at(10),
      durationMs: 5,
      error: null,
    },
  ],
  commits: [
    commit('a', -60, 'src/berth_book.rs', 'Take the dock for the berth'),
    commit('b', -90, 'src/crane.rs', 'Count cranes'),
    commit('c', -95, 'src/pilot.rs', 'Name pilots'),
  ],
  deployments: [deployment('a', -50), deployment('b', -80)],
  infraEvents: [
    { id: 'e', at: at(1), kind: 'Evicted', service: null, severity: 'warning', summary: 'full' },
  ],
  serviceMap: { calls: [{ from: 'berths', to: 'tides' }], runsOn: [] },
};

const others: Commit[] = [
  commit('d', -5_000, 'app/loans.py', 'Lend for longer'),
  commit('e', -6_000, 'app/fines.py', 'Round fines'),
];

const given = (round = 0): Given => ({
  seen,
  guilty: ['a'.repeat(40)],
  onsetMs: ms(10),
  origin: 'berths',
  others,
  random: createRandom(`a test ${round}`),
});

function vary(name: string, round = 0): Observations {
  const varied = PERTURBATIONS.find((each) => each.name === name)?.apply(given(round));
  if (varied == null) throw new Error(`${name} had nothing to vary`);
  return varied;
}

const patchesOf = ({ commits }: Observations): boolean[] =>
  commits.map(({ files }) => files.some(({ patch }) => patch !== null));

describe('every perturbation', () => {
  test.each(PERTURBATIONS.map((each) => [each.name, each] as const))(
    '%s leaves what it was given as it was, and does the same twice',
    (_, { apply }) => {
      const before = structuredClone(seen);
      const once = apply(given());
      expect(seen).toEqual(before);
      expect(once).not.toBeNull();
      expect(once).not.toEqual(seen);
      expect(apply(given())).toEqual(once);
    },
  );

  test.each(PERTURBATIONS.map((each) => [each.name, each] as const))(
    '%s keeps the guilty commit where the truth finds it',
    (_, { apply }) => {
      const guilty = apply(given())?.commits.filter(({ sha }) => sha === 'a'.repeat(40));
      expect(guilty).toHaveLength(1);
    },
  );

  test('has a name of its own', () => {
    expect(new Set(PERTURBATIONS.map(({ name }) => name)).size).toBe(PERTURBATIONS.length);
  });

  test('has nothing to vary where nothing was seen', () => {
    const nothing: Given = { ...given(), seen: nothingObserved(at(0)), onsetMs: null };
    const varied = PERTURBATIONS.filter(({ apply }) => apply(nothing) !== null);
    expect(varied.map(({ name }) => name)).toEqual(['shifted', 'other-order']);
  });
});

describe('commits and deployments', () => {
  test('dull messages take every word of the messages and nothing of the diffs', () => {
    for (let round = 0; round < 8; round += 1) {
      const { commits } = vary('dull-messages', round);
      expect(commits.map(({ files }) => files)).toEqual(seen.commits.map(({ files }) => files));
      for (const { message } of commits) expect(message).not.toMatch(/dock|crane|pilot/i);
    }
  });

  test('diffs are withheld of whom the name says', () => {
    expect(patchesOf(vary('no-innocent-diffs'))).toEqual([true, false, false]);
    expect(patchesOf(vary('no-guilty-diff'))).toEqual([false, true, true]);
    expect(patchesOf(vary('no-diffs'))).toEqual([false, false, false]);
    const halves = Array.from({ length: 12 }, (_, round) =>
      patchesOf(vary('half-the-diffs', round)),
    );
    expect(halves.every(([guilty, ...rest]) => guilty && rest.includes(false))).toBe(true);
    expect(new Set(halves.map(String)).size).toBe(2);
  });

  test("somebody else's commits lie in a folder of their own and went live before it failed", () => {
    const { commits, deployments } = vary('others-commits');
    const added = commits.filter(({ sha }) => others.some((each) => each.sha === sha));
    expect(added).toHaveLength(2);
    for (const each of added) {
      expect(each.files[0]?.path).toMatch(/^\w+\/app\//);
      expect(each.service).toBe('berths');
      const live = deployments.find((one) => one.commit === each.sha);
      expect(Date.parse(live?.finishedAt ?? '')).toBeLessThan(ms(10));
    }
  });

  test('a loud deployment ends a minute or so before it fails, where it fails', () => {
    const { commits, deployments } = vary('loud-deploy');
    const last = deployments.at(-1);
    expect(last?.service).toBe('berths');
    expect(ms(10) - Date.parse(last?.finishedAt ?? '')).toBe(75_000);
    expect(commits.find(({ sha }) => sha === last?.commit)?.message).toMatch(/Lend|Round/);
  });
});

test('the failing line is tidied in its own file, so that it does the same', () => {
  for (let round = 0; round < 6; round += 1) {
    const { commits, deployments } = vary('tidied-line', round);
    const tidy = commits.find(({ sha }) => seen.commits.every((each) => each.sha !== sha));
    expect(tidy?.files[0]?.path).toBe('src/berth_book.rs');
    expect(tidy?.files[0]?.patch).toMatch(
      /-  return find\(dock, ship\);\n(?:\+  let result = find\(dock, ship\);\n\+  return result;|\+  return find\(dockGiven, ship\);|\+  return find\(\n)/,
    );
    const live = Date.parse(
      deployments.find((each) => each.commit === tidy?.sha)?.finishedAt ?? '',
    );
    expect(live).toBeLessThan(ms(10));
    expect(live).toBeGreaterThan(ms(10) - 5.1 * 3_600_000);
  }
});

describe('sources', () => {
  test('what is dropped is gone, and only that', () => {
    expect(vary('no-traces')).toEqual({ ...seen, spans: [] });
    expect(vary('no-metrics')).toEqual({ ...seen, metrics: [] });
    expect(vary('no-deployments')).toEqual({ ...seen, deployments: [] });
    expect(vary('no-events')).toEqual({ ...seen, infraEvents: [] });
    expect(vary('no-service-map').serviceMap.calls).toEqual([]);
  });

  test('logs are thinned to about a third, or come as templates with counts', () => {
    const thin = vary('thin-logs').logs.length;
    expect(thin).toBeGreaterThan(5);
    expect(thin).toBeLessThan(35);
    const templates = vary('templates-only').logs;
    expect(templates.every(({ attributes }) => attributes?.['pattern'] === true)).toBe(true);
    expect(templates.reduce((sum, { times }) => sum + (times ?? 1), 0)).toBe(60);
    expect(vary('no-levels').logs.every(({ level }) => level === 'unknown')).toBe(true);
  });

  test('a skewed clock is that of logs and spans alone', () => {
    const late = vary('logs-late');
    expect(late.logs[0]?.at).toBe(at(1.5));
    expect(late.spans[0]?.startAt).toBe(at(11.5));
    expect({ ...late, logs: [], spans: [] }).toEqual({ ...seen, logs: [], spans: [] });
    expect(vary('logs-early').logs[0]?.at).toBe(at(-1.5));
  });

  test('all of it moves in time together, the times within texts too', () => {
    const moved = vary('shifted');
    const by = Date.parse(moved.now) - Date.parse(seen.now);
    expect(by).toBeGreaterThan(0);
    expect(Date.parse(moved.logs[7]?.at ?? '')).toBe(ms(3.5) + by);
    expect(moved.metrics[0]?.points[0]).toEqual([ms(-30) + by, 120]);
    expect(Date.parse(moved.commits[0]?.committedAt ?? '')).toBe(ms(-60) + by);
    const told = /at (\S+ \S+),/.exec(moved.logs[0]?.message ?? '')?.[1] ?? '';
    expect(Date.parse(`${told.replace(' ', 'T')}Z`)).toBe(
      Date.UTC(2026, 4, 12, 12, 1, 2, 250) + by,
    );
  });

  test('a late window shows ten minutes of the time before', () => {
    const late = vary('late-window');
    expect(late.logs[0]?.at).toBe(at(0));
    expect(late.metrics[0]?.points).toEqual([
      [ms(0), null],
      [ms(10), 480],
    ]);
  });

  test('other units change values and the unit in the name, and leave gaps', () => {
    const [duration, ratio] = vary('other-units').metrics;
    expect(duration?.metric).toBe('request_duration_seconds');
    expect(duration?.points.map(([, value]) => value)).toEqual([0.12, null, 0.48]);
    expect(ratio?.metric).toBe('error_percent');
    expect(ratio?.points[0]?.[1]).toBe(25);
  });
});

test('renaming is the same in every source, keeps case and number, and spares words of the trade', () => {
  const varied = vary('renamed');
  const service = varied.service ?? '';
  expect(service).not.toBe('berths');
  expect(service).toMatch(/^[a-z]{6}s$/);
  const word = service.slice(0, -1);
  const Word = word.charAt(0).toUpperCase() + word.slice(1);
  expect(varied.logs[0]?.service).toBe(service);
  expect(varied.deployments[0]?.service).toBe(service);
  expect(varied.serviceMap.calls[0]?.from).toBe(service);
  expect(varied.logs[3]?.message).toContain(`${Word} 3 was full`);
  expect(varied.logs[3]?.message).toMatch(new RegExp(`see ${Word}[A-Z][a-z]+\\.find$`));
  expect(varied.commits[0]?.files[0]?.path).toMatch(new RegExp(`^src/${word}_[a-z]+\\.rs$`));
  expect(varied.commits[0]?.files[0]?.patch).toContain(`fn ${word}_of`);
  expect(varied.metrics[0]?.metric).toBe('request_duration_ms');
  expect(JSON.stringify(varied)).not.toMatch(/berth/i);
});

describe('what became of right verdicts', () => {
  const score = (
    perturbation: string,
    before: VariedScore['before'],
    after: VariedScore['after'],
  ): VariedScore => ({
    id: 'i',
    perturbation,
    round: 0,
    before,
    after,
    confidence: 0.9,
    said: 'said',
  });
  const summary = summarizeFlips([
    score('shifted', 'right', 'right'),
    score('shifted', 'right', 'inconclusive'),
    score('renamed', 'right', 'innocent'),
    score('renamed', 'right', 'right'),
    score('renamed', 'none', 'right'),
    score('renamed', 'wrong', 'wrong'),
  ]);

  test('counts flips of what was right alone, the worst perturbation first', () => {
    expect(summary.rows.map(({ name }) => name)).toEqual(['renamed', 'shifted']);
    expect(summary.rows[0]).toMatchObject({
      count: 4,
      rightBefore: 2,
      kept: 1,
      toInnocent: 1,
      gained: 1,
    });
    expect(summary.kept).toBe(0.5);
    expect(summary.harmful).toBe(0.25);
    expect(summary.reliability.at(-1)?.right).toBe(0.5);
  });

  test('prints them', () => {
    expect(printableFlips(summary)).toMatch(/renamed +2 +50\.0% +1 +0 +0 +0 +1\n/);
    expect(flipped([score('shifted', 'right', 'none'), score('shifted', 'none', 'none')])).toEqual([
      '  i shifted → none: said',
    ]);
  });

  test('an outcome is right only with the guilty commit itself', () => {
    const truth = { verdict: 'root_cause', commit: 'a'.repeat(40), change: null } as const;
    const blamed = (sha: string) => ({
      verdict: 'root_cause' as const,
      suspectChange: {
        kind: 'commit' as const,
        id: sha,
        commit: sha,
        title: '',
        author: null,
        repository: null,
        pullRequest: null,
        file: null,
        line: null,
        at: null,
      },
      confidence: 1,
      category: 'code_defect' as const,
      firstFailingService: null,
    });
    const none = { ...blamed(''), verdict: 'no_code_change' as const, suspectChange: null };
    expect(outcomeOf(truth, blamed('a'.repeat(12)))).toBe('right');
    expect(outcomeOf(truth, blamed('b'.repeat(12)))).toBe('innocent');
    expect(outcomeOf(truth, none)).toBe('none');
    const innocence = { verdict: 'no_code_change', commit: null, change: null } as const;
    expect(outcomeOf(innocence, none)).toBe('right');
    expect(outcomeOf(innocence, blamed('b'.repeat(12)))).toBe('innocent');
    expect(outcomeOf(innocence, { ...none, verdict: 'inconclusive' })).toBe('inconclusive');
  });
});
