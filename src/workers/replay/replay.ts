/**
 * Runs a recorded investigation again, through the same stages, without anybody to ask. The clock
 * stands at the moment of the original's first question, so that the same windows are asked for.
 */
import { MiraError } from '../../domain/errors.ts';
import type { Decision } from '../../domain/analysis.ts';
import { emptyUsage, type Usage } from '../../domain/investigation.ts';
import { type Recording, type RecordingLine, standingLines } from '../../domain/recording.ts';
import type { Report } from '../../domain/report.ts';
import type { RunEvent } from '../../domain/run-event.ts';
import { toMs } from '../../domain/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { ClaimedInvestigation, Recalled } from '../../store/contracts.ts';
import type { Limits } from '../agents/budget.ts';
import type { AgentConfig } from '../agents/definitions.ts';
import type { RouteNames } from '../agents/model-routes.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import { createPlaybook } from '../models/playbook/playbook.ts';
import { runPipeline } from '../stages/pipeline.ts';
import { createRun, type WorkerDeps } from '../stages/run.ts';
import { DecisionOutput, ReportOutput } from '../stages/outputs.ts';
import { createOfflineStore } from './offline-store.ts';
import { createRecordedModels, recordedRoutes } from './recorded-models.ts';
import { createRecordedProxy } from './recorded-proxy.ts';
import { createAnalysisThread } from '../sweep/analysis-thread.ts';

export interface ReplayOptions {
  readonly recording: Recording;
  readonly agents: AgentConfig;
  readonly catalog: ModelCatalog;
  readonly limits: Limits;
  /** Null: the models say again what they said. */
  readonly models: {
    readonly routes: RouteNames;
    readonly all: ReadonlyMap<string, LanguageModel>;
  } | null;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

export interface Replayed {
  readonly report: Report | null;
  readonly decision: Decision | null;
  readonly usage: Usage;
  readonly events: readonly RunEvent[];
  /** Questions that the original did not ask, and that got no answer. */
  readonly notRecorded: readonly {
    readonly name: string;
    readonly args: Record<string, unknown>;
  }[];
}

/** A run that waits for quota goes on at once here: the answer that it got afterwards is recorded. */
const MAX_RESUMES = 20;

/** @throws MiraError `bad_argument` for a recording without a beginning */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { recording, agents, catalog, limits, models, signal, logger } = options;
  const lines = standingLines(recording.lines);
  const start = lines.find((line) => line.type === 'start');
  if (start === undefined)
    throw new MiraError('bad_argument', 'the recording has no line of type start');
  const clock = standingClock(toMs(recording.head.observations?.now ?? start.at));
  const lookups = lookupsOf(lines);
  const offline = createOfflineStore(clock, start.investigation, lookups.memory);
  const { proxy, unknown } = createRecordedProxy(lines);
  await using analysis = createAnalysisThread();
  const deps: WorkerDeps = {
    store: offline.store,
    dispatcher: { accepted: async () => {}, action: async () => {}, close: async () => {} },
    proxy,
    mint: async () => 'replay',
    agents: models === null ? recordedRoutes(agents, lines) : agents,
    runbooks: { load: async () => lookups.runbooks() },
    models: models?.all ?? createRecordedModels(lines),
    playbook: createPlaybook(),
    catalog,
    routes: models?.routes ?? { defaultRef: null, lightRef: null },
    analysis,
    limits,
    dailyBudgetUsd: Number.MAX_SAFE_INTEGER,
    serviceBudgetUsd: Number.MAX_SAFE_INTEGER,
    publicUrl: undefined,
    streaming: null,
    workerId: 'replay',
    clock,
    logger,
  };
  const claimed: ClaimedInvestigation = {
    state: 'claimed',
    claim: start.claim,
    investigation: { ...start.investigation, usage: emptyUsage(), startedAt: start.at },
    incident: start.incident,
    alerts: start.alerts,
    outputs: {},
    takeovers: 0,
    parks: { count: 0, totalMs: 0 },
  };
  let usage = emptyUsage();
  for (let resumes = 0; resumes <= MAX_RESUMES; resumes++) {
    const run = createRun(
      deps,
      {
        ...claimed,
        outputs: offline.outputs,
        investigation: { ...claimed.investigation, usage },
        parks: { count: resumes, totalMs: 0 },
      },
      start.service,
      signal,
    );
    const result = await runPipeline(run);
    usage = { ...run.budget.usage };
    if (result.kind === 'finished') break;
  }
  return {
    report: ReportOutput.safeParse(offline.outputs.investigation_report).data?.report ?? null,
    decision: DecisionOutput.safeParse(offline.outputs.decision).data ?? null,
    usage,
    events: offline.events,
    notRecorded: unknown,
  };
}

/** Nothing waits in a replay, and nothing gets late: its ceilings of time belong to the caller's signal. */
const standingClock = (atMs: number): Clock => ({ now: () => atMs, sleep: async () => {} });

function lookupsOf(lines: readonly RecordingLine[]) {
  const answers = (what: 'memory' | 'runbooks'): unknown[] =>
    lines.flatMap((line) => (line.type === 'lookup' && line.what === what ? [line.answer] : []));
  const memories = answers('memory');
  const folders = answers('runbooks');
  return {
    // Written by this program and read back by it: the form is its own.
    memory: () => (memories.shift() ?? []) as Recalled[],
    runbooks: () =>
      (folders.shift() ?? { runbooks: [], problems: [] }) as Awaited<
        ReturnType<WorkerDeps['runbooks']['load']>
      >,
  };
}
