// The sweep: what is asked, how answers become observations, and which diffs are read.
import { describe, expect, it } from 'vitest';
import type { Commit } from '../../../../src/domain/observation.ts';
import { collect } from '../../../../src/workers/sweep/collect.ts';
import { foldMerges } from '../../../../src/workers/sweep/fold-merges.ts';
import { mergeAnswer } from '../../../../src/workers/sweep/merge.ts';
import {
  metricQueryOf,
  notAskable,
  planFirstQueries,
  sweepQuery,
  type SweepSubject,
  sweepWindows,
} from '../../../../src/workers/sweep/plan.ts';
import {
  framePaths,
  repositoryPaths,
  sameCommit,
  shortlist,
} from '../../../../src/workers/sweep/shortlist.ts';
import type { ToolOutcome } from '../../../../src/workers/mcp-client/tool-session.ts';
import { anAlert } from '../../../helpers/alerts.ts';
import {
  aCommit,
  aRunState,
  aService,
  CULPRIT,
  INNOCENT,
  LATE,
  someObservations,
} from '../../../helpers/workers.ts';

const profile = { name: 'backend', text: '', firstQueries: [] };
const subject = (overrides: Partial<SweepSubject> = {}): SweepSubject => ({
  service: aService(),
  serviceName: 'payment-svc',
  alerts: aRunState().alerts,
  profile,
  ...overrides,
});
const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);
const fired = (time: string) =>
  aRunState().alerts.map((one) => ({
    ...one,
    alert: anAlert({ monitorId: '7', firedAt: `2026-11-20T${time}Z` }),
  }));

describe('questions', () => {
  it('are word for word the same for two investigations in the same minute', () => {
    const plan = (firedAt: string, nowMs: number) =>
      planFirstQueries(
        subject({ alerts: fired(firedAt) }),
        sweepWindows(fired(firedAt), nowMs),
      ).map(({ key }) => key);
    expect(plan('09:59:02.000', at('10:00:01'))).toEqual(plan('09:59:47.500', at('10:00:58')));
  });

  it('do not reach far beyond an old alert', () => {
    expect(sweepWindows(fired('03:00:30.000'), at('10:00:00'))).toMatchObject({
      from: '2026-11-20T02:00:00.000Z',
      to: '2026-11-20T05:00:00.000Z',
    });
  });

  it('ask logs and traces once each: their searches are counted by the hour', () => {
    const plan = planFirstQueries(subject(), sweepWindows(aRunState().alerts, at('10:00:00')));
    expect(plan.filter(({ tool }) => tool === 'get_logs')).toHaveLength(1);
    expect(plan.filter(({ tool }) => tool === 'search_traces')).toHaveLength(1);
  });

  it.each(['10:00:00', '11:30:00', '12:00:00'])(
    'ask for metrics in a window that Datadog answers by the minute, at %s',
    (now) => {
      const plan = planFirstQueries(subject(), sweepWindows(fired('10:00:00.000'), at(now)));
      const metrics = plan.find(({ tool }) => tool === 'get_metrics')?.args;
      const [from, to] = [metrics?.['from'], metrics?.['to']].map((text) =>
        Date.parse(text as string),
      );
      expect((to ?? 0) - (from ?? 0)).toBeLessThanOrEqual(4 * 3_600_000);
      expect(from).toBeLessThanOrEqual(at('09:00:00'));
    },
  );

  it('include the commits of shared repositories', () => {
    const plan = planFirstQueries(
      subject({ service: aService({ shared_repositories: ['lib-db'] }) }),
      sweepWindows(aRunState().alerts, at('10:00:00')),
    );
    expect(
      plan.filter(({ tool }) => tool === 'get_commits').map(({ args }) => args['repository']),
    ).toEqual(['payment-svc', 'lib-db']);
  });

  it('leave out what cannot be asked, and say so', () => {
    const unmapped = subject({ service: null, serviceName: 'ghost-svc' });
    expect(
      planFirstQueries(unmapped, sweepWindows(unmapped.alerts, at('10:00:00'))).map(
        ({ tool }) => tool,
      ),
    ).not.toContain('get_commits');
    expect(notAskable(unmapped)[0]?.why).toContain('does not know the service ghost-svc');
    const nameless = subject({ service: null, serviceName: null });
    expect(
      new Set(
        planFirstQueries(nameless, sweepWindows(nameless.alerts, at('10:00:00'))).map(
          ({ tool }) => tool,
        ),
      ),
    ).toEqual(new Set(['query_monitors']));
    expect(notAskable(nameless)[0]?.why).toContain('names no service');
  });

  it.each([
    [
      'avg(last_5m):sum:trace.http.request.errors{service:a}.as_count() > 5',
      'sum:trace.http.request.errors{service:a}.as_count()',
    ],
    ['max:system.cpu.user{host:a}', 'max:system.cpu.user{host:a}'],
    ['logs("service:a status:error").index("*").rollup("count").last("5m") > 20', null],
    [undefined, null],
  ])('of metric monitors: %s', (query, metric) => {
    expect(metricQueryOf(query)).toBe(metric);
  });
});

describe('answers', () => {
  const outcome = (overrides: Partial<ToolOutcome>): ToolOutcome => ({
    callId: 't1.1',
    tool: 'get_commits',
    text: '',
    structured: null,
    meta: null,
    problem: null,
    bytes: 0,
    ms: 1,
    ...overrides,
  });
  const session = (answers: Record<string, Partial<ToolOutcome>>) => {
    const asked: string[] = [];
    return {
      asked,
      tools: async () => [],
      call: async (name: string) => {
        asked.push(name);
        return outcome({ tool: name, ...answers[name] });
      },
    };
  };
  const empty = { observations: someObservations({ commits: [] }), calls: [] };
  const options = { patient: true, allowed: () => true };
  const window = { from: '2026-11-20T09:00:00.000Z', to: '2026-11-20T10:00:00.000Z' };
  const problem = { code: 'rate_limited', message: 'busy', retryAfterMs: 26_000, hint: null };

  it('become observations; the same fact twice stays one', () => {
    const page = {
      commits: [aCommit({ files: [] })],
      repository: 'payment-svc',
      branch: 'main',
      window,
    };
    const once = mergeAnswer(empty.observations, 'get_commits', page);
    const twice = mergeAnswer(mergeAnswer(once, 'get_commits', page), 'get_commit_diff', {
      commit: aCommit(),
      repository: 'payment-svc',
    });
    expect(twice.commits).toHaveLength(1);
    expect(twice.commits[0]?.files[0]?.patch).toContain('customer.Tier');
    expect(mergeAnswer(twice, 'get_commits', page).commits[0]?.files[0]?.patch).toContain(
      'customer.Tier',
    );
  });

  it('that fail are listed under not checked, never left out silently', async () => {
    const failing = session({
      get_logs: { problem: { ...problem, code: 'unavailable', message: 'down' } },
      get_commits: { structured: { nonsense: true } },
    });
    const queries = [
      sweepQuery('get_logs', {}, 'error logs'),
      sweepQuery('get_commits', {}, 'commits'),
    ];
    const { observations, calls, retryAfterMs } = await collect(empty, queries, failing, options);
    expect(observations.notChecked).toEqual([
      { what: 'error logs', why: 'down' },
      { what: 'commits', why: 'the tool’s answer did not have the promised form' },
    ]);
    expect(calls.map(({ ok }) => ok)).toEqual([false, false]);
    expect(retryAfterMs).toBeNull();
  });

  it('that lack quota are asked again later, and only those', async () => {
    const page = { commits: [aCommit()], repository: 'payment-svc', branch: 'main', window };
    const poor = session({ get_logs: { problem }, get_commits: { structured: page } });
    const queries = [
      sweepQuery('get_logs', {}, 'error logs'),
      sweepQuery('get_commits', {}, 'commits'),
    ];
    const first = await collect(empty, queries, poor, options);
    expect(first).toMatchObject({ retryAfterMs: 26_000, observations: { notChecked: [] } });
    const rich = session({
      get_logs: { structured: { logs: [], patterns: [], cursor: null, window } },
    });
    const second = await collect(first, queries, rich, options);
    expect(rich.asked).toEqual(['get_logs']);
    expect(second.calls.map(({ ok }) => ok)).toEqual([true, true]);
  });

  it('that still lack quota when patience is over are given up, and said to be', async () => {
    const { retryAfterMs, observations } = await collect(
      empty,
      [sweepQuery('get_logs', {}, 'error logs')],
      session({ get_logs: { problem } }),
      { ...options, patient: false },
    );
    expect(retryAfterMs).toBeNull();
    expect(observations.notChecked).toEqual([{ what: 'error logs', why: 'busy' }]);
  });

  it('beyond the ceiling on tool calls are not asked for', async () => {
    const never = session({});
    const { observations } = await collect(
      empty,
      [sweepQuery('get_logs', {}, 'error logs')],
      never,
      { ...options, allowed: () => false },
    );
    expect(never.asked).toEqual([]);
    expect(observations.notChecked[0]?.why).toContain('ceiling');
  });
});

describe('the shortlist', () => {
  const trace =
    'boom\n   at Acme.Payments.DiscountCalculator.RateFor(Customer c) in /src/src/DiscountCalculator.cs:line 24\n   at Acme.Api.Handle() in /src/src/Api.cs:line 3';
  const seen = (commits: Commit[]) =>
    someObservations({
      commits,
      repositoryFiles: [
        'src/DiscountCalculator.cs',
        'src/Api.cs',
        'test/DiscountCalculator.cs',
        'README.md',
      ],
      logs: [{ id: '1', at: null, service: 'payment-svc', level: 'error', message: trace }],
    });

  it('finds the repository files of the frames', () => {
    expect(repositoryPaths(framePaths(seen([])), seen([]))).toEqual([
      'src/DiscountCalculator.cs',
      'src/Api.cs',
    ]);
  });

  it('ranks what touches the failing file before what is merely newer, and leaves out what came later', () => {
    const files = (path: string) => [{ path, status: 'modified' as const, patch: null }];
    const commits = [
      aCommit({
        sha: INNOCENT,
        files: files('README.md'),
        committedAt: '2026-11-20T09:40:00.000Z',
      }),
      aCommit({ sha: LATE, committedAt: '2026-11-20T09:58:30.000Z' }),
      aCommit({ committedAt: '2026-11-18T08:00:00.000Z' }),
    ];
    const ranked = shortlist(seen(commits), ['src/DiscountCalculator.cs'], at('09:58:00'));
    expect(ranked.map(({ commit }) => commit.sha)).toEqual([CULPRIT, INNOCENT]);
  });

  it('compares commit ids by their first digits, from seven on', () => {
    expect(sameCommit(CULPRIT, CULPRIT.slice(0, 7).toUpperCase())).toBe(true);
    expect(sameCommit(CULPRIT, CULPRIT.slice(0, 6))).toBe(false);
    expect(sameCommit(CULPRIT, null)).toBe(false);
  });
});

describe('merges', () => {
  const pullRequest = { id: 421, title: 'Simplify' };
  const merge = aCommit({
    sha: INNOCENT,
    message: 'Merged PR 421: Simplify',
    parents: ['a', 'b'],
    committedAt: '2026-11-20T09:00:00.000Z',
    pullRequest,
  });

  it('give what their branch changed back to the commit that changed it, with the pull request', () => {
    const [folded, own] = foldMerges([merge, aCommit()]);
    expect(folded?.files).toEqual([]);
    expect(own?.files).toHaveLength(1);
    expect(own?.pullRequest).toEqual(pullRequest);
  });

  it('keep a file of which the branch explains only a part', () => {
    const patch = `${merge.files[0]?.patch ?? ''}+    Log("solved by hand");\n`;
    const files = merge.files.map((file) => ({ ...file, patch }));
    const [folded, own] = foldMerges([{ ...merge, files }, aCommit()]);
    expect(folded?.files).toHaveLength(1);
    expect(own?.pullRequest).toBeUndefined();
  });

  it('keep what no other commit explains: squashed branches, conflicts solved by hand', () => {
    expect(foldMerges([merge])[0]?.files).toHaveLength(1);
    const other = aCommit({
      files: [
        { path: 'src/DiscountCalculator.cs', status: 'modified', patch: '@@ -1 +1 @@\n-a\n+b\n' },
      ],
    });
    expect(foldMerges([merge, other])[0]?.files).toHaveLength(1);
  });
});
