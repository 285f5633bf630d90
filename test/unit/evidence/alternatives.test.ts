import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/evidence/index.ts';
import { at, incidents, observe, type Incident } from './incidents.ts';
import { withoutChange } from './incidents-without-change.ts';

const named = (name: string): Incident => {
  const found = [...incidents, ...withoutChange].find((each) => each.name.includes(name));
  if (found === undefined) throw new Error(`no incident is called ${name}`);
  return found;
};

const footer = (n: number): NonNullable<Incident['commits']>[number] => ({
  sha: `f${n}`,
  at: -15 - n * 7,
  message: `Footer ${n}`,
  files: {
    [`web/footer-${n}.ts`]: `@@ -1,2 +1,2 @@\n-export const year${n} = 'a';\n+export const year${n} = 'b';\n`,
  },
});

describe('explanations without a change', () => {
  it('are not outvoted by a crowd of changes that hardly fit', () => {
    const incident = named('internal callee restarts');
    const crowd = Array.from({ length: 60 }, (_, n) => footer(n));
    const alone = analyze(observe(incident));
    const crowded = analyze(
      observe({ ...incident, commits: [...(incident.commits ?? []), ...crowd] }),
    );
    expect(crowded.verdict).toBe('no_code_change');
    expect(crowded.confidence).toBeGreaterThan(alone.confidence - 0.3);
  });

  it('rest on errors that began with the incident, not on those that are always there', () => {
    const incident = named('flapping at the threshold');
    const jobs: Incident['logs'] = Array.from({ length: 7 }, (_, n) => [
      -48 + n * 10,
      'error',
      'nightly import failed: row 309 has 7 columns, expected 8',
      1,
      'importer',
    ]);
    const analysis = analyze(observe({ ...incident, logs: jobs }));
    expect(analysis.category).toBe('noise');
    expect(analysis.firstFailingService).toBe('sitemap');
  });

  it('do not call a flag guilty that was thrown a day before', () => {
    const incident = named('redis sentinel failover');
    const analysis = analyze(
      observe({
        ...incident,
        flags: [
          {
            at: -1_500,
            name: 'sticky-sessions',
            summary: 'sticky-sessions on',
            before: 'off',
            after: 'on',
          },
        ],
      }),
    );
    expect(analysis.verdict).toBe('no_code_change');
  });
});

describe('a change whose diff nobody read', () => {
  const unread = (file: string): Incident => ({
    name: 'lines of a roster that nobody can read, ruby',
    service: 'shifts',
    alert: 'shifts roster errors',
    logs: [
      [
        0,
        'error',
        "unexpected token at 'early;late' (JSON::ParserError)\n\tfrom /srv/shifts/lib/roster/line.rb:31:in `cells'\n\tfrom /srv/shifts/lib/roster/book.rb:12:in `take'",
        30,
      ],
      [-20, 'info', 'roster {n} taken', 30],
    ],
    metrics: [['shifts.errors', 0, 24, 0]],
    commits: [
      { sha: 'u1', at: -40, message: 'Shorter', files: { [file]: null } },
      ...Array.from({ length: 9 }, (_, n) => footer(n)),
    ],
    deployments: [{ at: -6, commit: 'u1' }],
    truth: { verdict: 'inconclusive' },
  });

  it('is not cleared by what the others show, where it touches the failing file', () => {
    const analysis = analyze(observe(unread('lib/roster/line.rb')));
    expect(analysis.verdict).not.toBe('no_code_change');
    expect(analysis.hypotheses.slice(0, 3).map((each) => each.suspectChange?.commit)).toContain(
      'u1',
    );
  });

  it('does not stand in the way of the sender, where it touches none', () => {
    const analysis = analyze(observe(unread('docs/roster.md')));
    expect(analysis.verdict).toBe('no_code_change');
    expect(analysis.category).toBe('bad_input_data');
  });
});

describe('an inconclusive analysis', () => {
  it('asks for a closer look, whatever its lead is', () => {
    for (const incident of [...incidents, ...withoutChange]) {
      const analysis = analyze(observe(incident), { minConfidence: 1.1 });
      expect(analysis.verdict).toBe('inconclusive');
      expect(analysis.recommendedAction).toBe('investigate_further');
    }
  });
});

describe('the onset of a metric', () => {
  it('is no sharper than its buckets: a change inside the bucket may have come first', () => {
    const incident = named('connection pool lowered');
    const wide = observe(incident);
    const commit = wide.commits[0];
    if (commit === undefined) throw new Error('no commit');
    const analysis = analyze({
      ...wide,
      logs: [],
      deployments: [],
      // five-minute sums, stamped with the start of the bucket; the alert came later
      metrics: wide.metrics.map((series) => ({
        ...series,
        points: series.points
          .filter((_, index) => index % 5 === 0)
          .map(([time, value]): [number, number | null] => [time, value]),
      })),
      commits: [{ ...commit, committedAt: at(8) }],
    });
    expect(analysis.ruledOut.map((each) => each.statement).join()).not.toContain(commit.sha);
  });

  it('ignores a last bucket that is still being filled', () => {
    const quiet = observe({
      name: 'quiet',
      service: 'shop',
      alert: 'shop looks odd',
      metrics: [['shop.success_count', 900, 900, 300]],
      truth: { verdict: 'inconclusive' },
    });
    const analysis = analyze({
      ...quiet,
      now: at(25.2),
      metrics: quiet.metrics.map((series) => ({
        ...series,
        points: series.points.map(([time, value], index): [number, number | null] => [
          time,
          index === series.points.length - 1 ? 40 : value,
        ]),
      })),
    });
    expect(analysis.timeline.map((each) => each.what).join()).not.toContain('drops');
  });
});
