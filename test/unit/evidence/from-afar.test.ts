/** Changes that act from a distance: which entities a change touches, and which of them the failure names. */
import { describe, expect, it } from 'vitest';
import { Observations } from '../../../src/domain/observation.ts';
import { diffFacts } from '../../../src/evidence/diff/facts.ts';
import { faultKindsOf } from '../../../src/evidence/faults/fault-kinds.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { withOneName } from '../../../src/evidence/signals/one-name.ts';
import { at, observe, type Incident } from './incidents.ts';

const BARE = {
  name: 'x',
  service: 'ferry',
  alert: 'ferry errors',
  truth: { verdict: 'root_cause' },
} as const;

const analysed = (incident: Incident) => analyze(Observations.parse(observe(incident)));
const hypothesis = (incident: Incident, id: string) =>
  analysed(incident).hypotheses.find((each) => each.suspectChange?.id === id);

const factsOf = (path: string, patch: string) => diffFacts([{ path, status: 'modified', patch }]);

describe('a commit to the manifests of several services', () => {
  const manifest = (from: string, to: string): string =>
    `@@ -8,3 +8,3 @@ resources:\n   limits:\n-    memory: ${from}\n+    memory: ${to}\n`;
  const given = observe({
    ...BARE,
    metrics: [
      ['ferry.error_rate', 0.002, 0.5, 0, 'ferry'],
      ['moor.error_rate', 0.002, 0.002, 0, 'moor'],
    ],
    calls: [
      ['desk', 'ferry'],
      ['desk', 'moor'],
    ],
    commits: [
      {
        sha: 'aaaa1111',
        at: -60,
        message: 'what is really used',
        files: {
          'fleet/apps/ferry/values.yaml': manifest('900Mi', '300Mi'),
          'fleet/apps/moor/values.yaml': manifest('800Mi', '400Mi'),
        },
      },
    ],
    deployments: [
      { at: -50, commit: 'aaaa1111', service: 'moor' },
      { at: -4, commit: 'aaaa1111', service: 'ferry' },
    ],
    events: [0, 2, 5].map((minute) => ({
      at: minute,
      kind: 'OOMKilling',
      service: 'ferry-6d5f9c7b8-x2zkp',
      summary: 'Memory cgroup out of memory: Killed process 41 (ferry)',
    })),
  });
  const analysis = analyze(
    Observations.parse({
      ...given,
      commits: given.commits.map((each) => ({ ...each, service: null, repository: null })),
    }),
  );

  it('belongs to each of them, and is live for each when that one was deployed', () => {
    const [first] = analysis.hypotheses;
    expect(analysis.verdict).toBe('root_cause');
    expect(analysis.suspectChange?.id).toBe('aaaa1111');
    expect(analysis.suspectChange?.at).toBe(at(-4));
    expect(first?.reasons).toContain('belongs to ferry, which failed first');
  });

  it('is judged by why the platform ended the pods', () => {
    expect(analysis.hypotheses[0]?.reasons.join()).toContain('memory running out');
  });
});

describe('the name of a replica', () => {
  const named = (service: string) =>
    withOneName(
      observe({
        ...BARE,
        calls: [['ferry', 'ferry-db']],
        events: [{ at: 0, kind: 'Killing', summary: 'x', service }],
      }),
    ).infraEvents[0]?.service;

  it.each([
    ['ferry-6d5f9c7b8-x2zkp', 'ferry'],
    ['ferry-db-0', 'ferry-db'],
    ['ferry-db', 'ferry-db'],
    ['ferry-board', 'ferry-board'],
    ['ferry-night-board', 'ferry-night-board'],
  ])('%s is %s', (given, expected) => {
    expect(named(given)).toBe(expected);
  });
});

describe('a setting and a failure', () => {
  const failing = (name: string, rest: Partial<Incident> = {}): Incident => ({
    ...BARE,
    logs: [
      [-45, 'info', 'ticket {n} sold', 60],
      [0, 'error', 'ferry: no berth for crossing {n}', 40],
      ...(rest.logs ?? []),
    ],
    metrics: [['ferry.error_rate', 0.002, 0.5, 0]],
    flags: [{ at: -8, name, summary: `${name} from off to on`, before: 'off', after: 'on' }],
    ...(rest.calls === undefined ? {} : { calls: rest.calls }),
  });
  const ties = (incident: Incident, name: string): string =>
    (hypothesis(incident, `c-${name}`)?.reasons ?? []).filter((each) => /words/.test(each)).join();

  it('are not tied by whose setting it is', () => {
    expect(ties(failing('ferry.night_mode'), 'ferry.night_mode')).toBe('');
  });

  it('are tied by what it sets', () => {
    expect(ties(failing('ferry.berth_plan'), 'ferry.berth_plan')).toContain('berth');
  });

  it('are not tied by what differs from one failure to the next', () => {
    const name = 'ferry.oslo_fare';
    const logs = ['Oslo', 'Kiel', 'Riga', 'Turku', 'Oslo'].map(
      (port, at): [number, 'error', string] => [at, 'error', `no crossing to ${port} is on sale`],
    );
    expect(ties({ ...failing(name), logs }, name)).toBe('');
    const alone = logs.map(([minute, level]): [number, 'error', string] => [
      minute,
      level,
      'no crossing to Oslo is on sale',
    ]);
    expect(ties({ ...failing(name), logs: alone }, name)).toContain('oslo');
  });

  it('are tied by whoever is asked since it was set', () => {
    const redirect = (heard: string): string => {
      const name = 'ferry/TARIFF_URL';
      const incident: Incident = {
        ...failing(name, {
          logs: [
            [-45, 'info', 'page {n} shown', 60, 'desk'],
            [0, 'info', 'tariff {n} of the demo asked by ferry', 40, heard],
          ],
          calls: [
            ['desk', 'ferry'],
            ['ferry', 'tariffs'],
          ],
        }),
        flags: [
          {
            at: -1,
            kind: 'configuration',
            name,
            summary: 'other tariffs',
            before: 'http://tariffs:80',
            after: 'http://tariffs-demo:80',
          },
        ],
      };
      return ties(incident, name);
    };
    expect(redirect('tariffs-demo')).toContain('tariffs-demo');
    expect(redirect('harbour')).not.toContain('tariffs-demo');
  });
});

describe('a moment that the failures name', () => {
  const frozen = (named: string): Incident => ({
    ...BARE,
    logs: [
      [-45, 'info', 'ticket {n} sold', 60],
      [0, 'error', `tide table is too old: computed ${named}`, 40],
    ],
    commits: [
      {
        sha: 'cccc3333',
        at: -1_500,
        message: 'Tides: computed once',
        files: {
          'src/tides.kt':
            '@@ -4,3 +4,3 @@ object Tides {\n-    fun table() = compute(clock.now())\n+    val table by lazy { compute(clock.now()) }\n',
        },
      },
    ],
    deployments: [{ at: -1_440, commit: 'cccc3333' }],
  });

  it.each([
    at(-1_438),
    at(-1_438).replace('T', ' ').replace('.000Z', ' +0000'),
    String(Date.parse(at(-1_438))),
  ])('speaks for what went live then: %s', (named) => {
    const reasons = hypothesis(frozen(named), 'cccc3333')?.reasons.join() ?? '';
    expect(reasons).toContain('when it went live');
  });

  it('says nothing where it is another', () => {
    const reasons = hypothesis(frozen(at(-1_380)), 'cccc3333')?.reasons.join() ?? '';
    expect(reasons).not.toContain('when it went live');
  });
});

describe('a library in a folder of its own', () => {
  it('is felt by whoever took its new version, when they took it', () => {
    const given = observe({
      ...BARE,
      logs: [[0, 'error', 'route of {n} refused', 40]],
      commits: [
        {
          sha: 'dddd4444',
          at: -2_000,
          message: 'router: strict by default',
          files: {
            'libs/harbour-router/src/index.ts':
              '@@ -3,3 +3,3 @@ export function router(o: Options) {\n-  const strict = o.strict ?? false;\n+  const strict = o.strict ?? true;\n',
            'libs/harbour-router/package.json':
              '@@ -2,1 +2,1 @@\n-  "version": "3.1.0",\n+  "version": "3.2.0",\n',
          },
        },
        {
          sha: 'eeee5555',
          at: -40,
          message: 'harbour-router 3.2.0',
          files: {
            'ferry/package.json':
              '@@ -9,1 +9,1 @@\n-    "@port/harbour-router": "3.1.0",\n+    "@port/harbour-router": "3.2.0",\n',
          },
        },
      ],
      deployments: [
        { at: -30, commit: 'ffff6666', service: 'moor' },
        { at: -3, commit: 'eeee5555' },
      ],
    });
    const analysis = analyze(
      Observations.parse({
        ...given,
        commits: given.commits.map((each) => ({ ...each, service: null, repository: null })),
      }),
    );
    const own = analysis.hypotheses.find((each) => each.suspectChange?.id === 'dddd4444');
    expect(own?.reasons).toContain('runs in ferry, which failed first');
    expect(own?.suspectChange?.at).toBe(at(-3));
  });
});

describe('settings in a diff', () => {
  it('several on one line are told apart: breaking the line changes none of them', () => {
    const facts = factsOf(
      'src/pool.ts',
      '@@ -2,3 +2,5 @@ export const pool = {\n-  window: 20, max: 80,\n+  window: 20,\n+  max: 80,\n+  reap: 5,\n',
    );
    expect(facts.filter((each) => each.before !== null && each.kind === 'limit_changed')).toEqual(
      [],
    );
  });

  it('still shows which of several on one line moved', () => {
    const facts = factsOf(
      'src/pool.ts',
      '@@ -2,1 +2,1 @@ export const pool = {\n-  idle_timeout: 20, max_retries: 8,\n+  idle_timeout: 20, max_retries: 2,\n',
    );
    expect(facts.some((each) => each.kind === 'retry_changed' && each.direction === 'down')).toBe(
      true,
    );
    expect(facts.some((each) => each.kind === 'timeout_changed')).toBe(false);
  });

  it('takes no part of a version or an address for a number', () => {
    const facts = factsOf(
      'ferry/Dockerfile',
      '@@ -2,1 +2,1 @@\n-RUN apk add --no-cache ffmpeg=6.1.1-r0\n+RUN apk add --no-cache ffmpeg=6.1.2-r0\n',
    );
    expect(facts.filter((each) => each.direction === 'up')).toEqual([]);
  });
});

describe('names that a runtime keeps for good', () => {
  it.each([
    ['lib/a.ex', '    key = String.to_atom(topic)'],
    ['src/a.erl', '    Key = binary_to_atom(Topic, utf8),'],
    ['lib/a.rb', '    key = params[:topic].to_sym'],
    ['src/A.java', '        String key = topic.intern();'],
  ])('grow with what comes from outside: %s', (path, line) => {
    const facts = factsOf(path, `@@ -3,2 +3,3 @@\n   x\n+${line}\n   y\n`);
    expect(facts.some((each) => each.kind === 'accumulation')).toBe(true);
  });

  it.each(['no more index entries in atom_tab (max=1048576)', 'symbol table is full'])(
    'run out: %s',
    (text) => {
      expect(faultKindsOf(text).has('memory')).toBe(true);
    },
  );
});

it('a resolver says in several ways that nobody bears the name', () => {
  for (const text of ['Name or service not known', 'nodename nor servname provided, or not known'])
    expect(faultKindsOf(text).has('dns')).toBe(true);
});

describe('a choice that a switch makes', () => {
  const chosen = (name: string, after: string, file: string, came: string): Incident => ({
    ...BARE,
    logs: [
      [-45, 'info', 'ticket {n} sold', 60],
      [
        0,
        'error',
        `fare failed\nTraceback (most recent call last):\n  File "/srv/${file}", line 6, in fare\n    return table[day]\nKeyError: 'sun'`,
        40,
      ],
    ],
    commits: [
      {
        sha: 'abcd1234',
        at: -4_000,
        message: 'another way to reckon fares',
        files: {
          [file]: `@@ -0,0 +1,7 @@\n+class ${came}:\n+    """Fares by day."""\n+\n+    def fare(self, day):\n+        table = self.table\n+        return table[day]\n+\n`,
        },
      },
    ],
    deployments: [{ at: -3_900, commit: 'abcd1234' }],
    flags: [{ at: -2, name, summary: `${name} to ${after}`, before: 'one', after }],
  });

  it.each([
    ['ferry.engine', '2', 'ferry/fares.py', 'Engine2'],
    ['ferry.fare_engine', 'tidal', 'ferry/fares.py', 'TidalFares'],
    ['ferry:engine', 'v3', 'ferry/engine_v3.py', 'Fares'],
  ])('is guilty of what the code of that choice does: %s = %s', (name, after, file, came) => {
    expect(analysed(chosen(name, after, file, came)).suspectChange?.kind).toBe('flag');
  });

  it('is not behind a switch that chooses another', () => {
    const incident = chosen('ferry.lamp', 'green', 'ferry/fares.py', 'TidalFares');
    const commit = hypothesis(incident, 'abcd1234');
    expect(commit?.against.join()).not.toContain('waited behind');
  });

  it('is not told by whose switch it is', () => {
    const given = observe(chosen('night-ferry.lamp', 'on', 'night-ferry/fares.py', 'TidalFares'));
    const own = analyze(
      Observations.parse({
        ...given,
        configChanges: given.configChanges.map((each) => ({ ...each, service: 'night-ferry' })),
      }),
    ).hypotheses.find((each) => each.suspectChange?.id === 'abcd1234');
    expect(own?.against.join()).not.toContain('waited behind');
  });
});

describe('data that is kept for a shorter time', () => {
  const kept = (topic: string): Incident => ({
    ...BARE,
    logs: [
      [-45, 'info', 'ticket {n} sold', 60],
      [0, 'warn', 'bookings [{n}]: offset out of range, from the earliest on', 5],
      [1, 'error', 'manifest refused: {n} bookings, far fewer than ever', 20],
    ],
    flags: [
      {
        at: -400,
        kind: 'configuration',
        name: `${topic}/retention.ms`,
        summary: 'less to keep',
        before: '604800000',
        after: '3600000',
      },
    ],
  });

  it('is missed hours later by whoever comes for it', () => {
    const analysis = analysed(kept('bookings'));
    expect(analysis.verdict).toBe('root_cause');
    expect(analysis.category).toBe('configuration');
  });

  it('is of the same name: another topic is not missed', () => {
    const score = (topic: string): number =>
      hypothesis(kept(topic), `c-${topic}/retention.ms`)?.probability ?? 0;
    expect(score('bookings')).toBeGreaterThan(score('lamps'));
  });
});
