/** Evidence: code asks the tools the usual questions, and the engine weighs what they answered. */
import { MAX_PARKED_MS, MAX_PARKS } from '../../config/tunables.ts';
import { isMiraError, messageOf } from '../../domain/errors.ts';
import { OPENING_TRANSITIONS } from '../../domain/alert.ts';
import type { Analysis } from '../../domain/analysis.ts';
import {
  nothingObserved,
  type ObservedAlert,
  type Observations,
} from '../../domain/observation.ts';
import { toDatadogPriority } from '../../domain/priority.ts';
import { DecisionRules } from '../../domain/service.ts';
import { toIso, toMs } from '../../domain/time.ts';
import { FALLBACK_PROFILE } from '../agents/definitions.ts';
import type { ToolSession } from '../mcp-client/tool-session.ts';
import { collect, type CollectResult, type Sweep } from '../sweep/collect.ts';
import { foldMerges } from '../sweep/fold-merges.ts';
import {
  notAskable,
  HISTORY_MS,
  planFirstQueries,
  planSecondLooks,
  type SweepQuery,
  sweepQuery,
  type SweepSubject,
  sweepWindows,
  type SweepWindows,
} from '../sweep/plan.ts';
import { deployedCommit, framePaths, repositoryPaths, shortlist } from '../sweep/shortlist.ts';
import { count, duration } from '../text.ts';
import type { EvidenceOutput } from './outputs.ts';
import type { Run } from './run.ts';
import { done, type StageDefinition, type StageResult } from './stage.ts';

/** Diffs that are read in full, best candidates first. */
const DIFFS_READ = 10;
/** Hypotheses whose change has to be read before it may rank so high. */
const SUSPECTS_READ = 5;
/** Files of frames whose own history is asked for, beyond the last week. */
const FILE_HISTORIES = 4;

export const evidence: StageDefinition<EvidenceOutput> = {
  name: 'evidence',
  isDone: (run) => run.state.evidence?.complete === true,
  keep: (run, output) => run.update({ evidence: output }),
  async run(run) {
    const subject: SweepSubject = {
      service: run.state.service,
      serviceName: run.state.investigation.service,
      alerts: run.state.alerts,
      profile: run.deps.agents.profile(run.state.service?.profile ?? FALLBACK_PROFILE),
    };
    let sweep: Sweep = run.state.evidence ?? {
      observations: emptyObservations(run, subject),
      calls: [],
    };
    // The first attempt's moment: a resumed sweep has to ask the same windows to know what it has.
    const windows = sweepWindows(subject.alerts, toMs(sweep.observations.now));
    if (isShallow(run)) return await conclude(run, sweep, await analysed(run, sweep.observations));

    const session = run.session('evidence');
    const steps: readonly ((sweep: Sweep) => SweepQuery[])[] = [
      () => planFirstQueries(subject, windows),
      (known) => [
        ...planSecondLooks(known.observations, subject, windows),
        ...planFileList(known.observations, subject, windows),
      ],
      (known) => planReadings(known.observations, subject, windows),
    ];
    for (const plan of steps) {
      const step = await collectStep(run, sweep, plan(sweep), session);
      sweep = step;
      await keepPartial(run, sweep);
      if (step.retryAfterMs !== null) return park(step);
    }
    await relateNeighbours(run, sweep.observations);

    // Commits that rank high by name and place alone: what they really change decides about them.
    const first = await analysed(run, folded(sweep.observations));
    const unread = planUnread(first, subject);
    if (unread.length === 0) return await conclude(run, sweep, first);
    const step = await collectStep(run, sweep, unread, session);
    await keepPartial(run, step);
    if (step.retryAfterMs !== null) return park(step);
    return await conclude(run, step, await analysed(run, folded(step.observations)));
  },
};

/** Kept after each step: a successor goes on from here, and parking loses nothing. */
async function keepPartial(run: Run, { observations, calls }: Sweep): Promise<void> {
  const kept: EvidenceOutput = { complete: false, observations, calls: [...calls], analysis: null };
  await run.deps.store.investigations.saveOutput(run.id, run.claim, 'evidence', kept);
}

/** Rules alone decide: what is known without asking anybody is all there is. */
const isShallow = (run: Run): boolean =>
  run.state.investigation.mode === 'rules_only' || run.state.triage?.deepLook === false;

async function collectStep(
  run: Run,
  sweep: Sweep,
  queries: readonly SweepQuery[],
  session: ToolSession,
): Promise<CollectResult> {
  const { parks, budget } = run;
  const patient = parks.count < MAX_PARKS && parks.totalMs < MAX_PARKED_MS;
  return await collect(sweep, queries, session, { patient, allowed: () => budget.takeToolCall() });
}

const park = (step: CollectResult): StageResult<EvidenceOutput> => ({
  kind: 'park',
  afterMs: step.retryAfterMs ?? 0,
  reason: `an upstream’s quota is used up; the forecast is ${duration(step.retryAfterMs ?? 0)}`,
});

function planFileList(
  observations: Observations,
  { service }: SweepSubject,
  windows: SweepWindows,
): SweepQuery[] {
  if (service?.repo_name === undefined) return [];
  const version = deployedCommit(observations, windows.firedMs);
  return [
    sweepQuery(
      'list_files',
      { repository: service.repo_name, ...(version === null ? {} : { version }) },
      version === null
        ? 'files of the repository (at its head: no deployed version is known)'
        : 'files of the repository at the deployed version',
    ),
  ];
}

/** Histories of the files in the traces, and the diffs of the likeliest commits. */
function planReadings(
  observations: Observations,
  { service }: SweepSubject,
  windows: SweepWindows,
): SweepQuery[] {
  if (service?.repo_name === undefined) return [];
  const repository = service.repo_name;
  const paths = repositoryPaths(framePaths(observations), observations);
  const histories = paths.slice(0, FILE_HISTORIES).map((path) =>
    sweepQuery(
      'get_commits',
      {
        repository,
        path,
        from: toIso(windows.firedMs - HISTORY_MS),
        to: windows.to,
        limit: 5,
        with_files: true,
      },
      `history of ${path}`,
    ),
  );
  const diffs = shortlist(observations, paths, windows.firedMs)
    .slice(0, DIFFS_READ)
    .map(({ commit }) =>
      diffQuery(
        commit.sha,
        commit.repository ?? repository,
        paths.filter((path) => commit.files.some((file) => file.path === path)),
      ),
    );
  return [...histories, ...diffs];
}

const diffQuery = (commit: string, repository: string, paths: readonly string[]): SweepQuery =>
  sweepQuery(
    'get_commit_diff',
    { commit, repository, paths: [...paths] },
    `diff of commit ${commit.slice(0, 10)}`,
  );

/** Diffs of the strongest suspects that nobody has read yet. */
function planUnread({ observations, analysis }: Analysed, { service }: SweepSubject): SweepQuery[] {
  const suspects = (analysis?.hypotheses ?? [])
    .slice(0, SUSPECTS_READ)
    .flatMap(({ suspectChange }) => suspectChange?.commit ?? []);
  return observations.commits
    .filter(({ sha }) => suspects.includes(sha))
    .filter(({ files }) => files.length > 0 && files.every(({ patch }) => patch === null))
    .flatMap(({ sha, repository }) => {
      const from = repository ?? service?.repo_name;
      return from === undefined ? [] : [diffQuery(sha, from, [])];
    });
}

async function conclude(
  run: Run,
  sweep: Sweep,
  { observations, analysis, problem }: Analysed,
): Promise<StageResult<EvidenceOutput>> {
  for (const item of analysis?.evidence.slice(0, 20) ?? []) {
    await run.event('evidence', 'evidence.found', `${item.id} ${item.summary}`, {
      evidence: item.id,
      kind: item.kind,
    });
  }
  const failed = sweep.calls.filter(({ ok }) => !ok).length;
  const output = { complete: true, observations, calls: [...sweep.calls], analysis };
  const asked = `${count(sweep.calls.length, 'question')}${failed > 0 ? `, ${failed} unanswered` : ''}`;
  if (analysis === null) return done(output, `${asked}; the analysis failed: ${problem}`);
  return done(
    output,
    `${asked}; ${analysis.evidence.length} pieces of evidence, leading: ${analysis.hypotheses[0]?.statement ?? 'no hypothesis'}`,
  );
}

interface Analysed {
  readonly observations: Observations;
  readonly analysis: Analysis | null;
  readonly problem: string | null;
}

/** An engine that breaks on odd input costs the run its hypotheses, not its report. */
async function analysed(run: Run, observations: Observations): Promise<Analysed> {
  const rules = run.state.service?.decision ?? DecisionRules.parse({});
  try {
    return {
      observations,
      analysis: await run.deps.analysis.analyze(observations, rules, run.signal),
      problem: null,
    };
  } catch (error) {
    run.signal.throwIfAborted();
    if (!isMiraError(error)) throw error;
    run.logger.error({ err: error }, 'the evidence engine failed');
    const problem = messageOf(error);
    const missing = { what: 'the ranking of hypotheses', why: problem };
    return {
      observations: { ...observations, notChecked: [...observations.notChecked, missing] },
      analysis: null,
      problem,
    };
  }
}

const folded = (observations: Observations): Observations => ({
  ...observations,
  commits: foldMerges(observations.commits),
});

/** Services that this one was seen to talk to: a storm over both becomes one. */
async function relateNeighbours(run: Run, observations: Observations): Promise<void> {
  const own = run.state.investigation.service;
  if (own === null) return;
  const others = observations.spans
    .flatMap(({ service, peerService }) => [service, peerService ?? own])
    .filter((name) => name !== own);
  const unique = [...new Set(others)].slice(0, 50);
  if (unique.length > 0) await run.deps.store.registry.relate(own, unique);
}

function emptyObservations(run: Run, subject: SweepSubject): Observations {
  const nowMs = run.deps.clock.now();
  const { from, to } = sweepWindows(subject.alerts, nowMs);
  return {
    ...nothingObserved(toIso(nowMs)),
    window: { from, to },
    service: subject.serviceName,
    env: run.state.investigation.env,
    alerts: observedAlerts(run),
    pathRules: subject.service?.path_rules ?? [],
    notChecked: isShallow(run)
      ? [
          {
            what: 'logs, metrics, traces and changes',
            why: run.state.triage?.reason ?? 'rules decide',
          },
        ]
      : notAskable(subject),
  };
}

/** One entry per cycle: the first alert of it, with the moment it recovered. */
function observedAlerts(run: Run): ObservedAlert[] {
  const cycles = new Map(run.state.incident.cycles.map((cycle) => [cycle.cycleKey, cycle]));
  const seen = new Set<string>();
  return run.state.alerts.flatMap(({ alert }): ObservedAlert[] => {
    if (seen.has(alert.cycleKey) || !OPENING_TRANSITIONS.has(alert.transition)) return [];
    seen.add(alert.cycleKey);
    return [
      {
        id: alert.id,
        title: alert.title,
        body: alert.body,
        service: alert.service,
        env: alert.env,
        ...(alert.metric === undefined ? {} : { metric: alert.metric }),
        ...(alert.query === undefined ? {} : { query: alert.query }),
        // The engine reads priorities as bundles have them, in Datadog's words.
        priority: toDatadogPriority(alert.priority),
        firedAt: alert.firedAt,
        recoveredAt: cycles.get(alert.cycleKey)?.recoveredAt ?? null,
        tags: alert.tags,
      },
    ];
  });
}
