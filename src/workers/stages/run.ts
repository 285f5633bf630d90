/** One attempt at one investigation: what its stages share, bound to the claim of this worker. */
import type { Investigation, Stage } from '../../domain/investigation.ts';
import type { NotChecked } from '../../domain/observation.ts';
import type { NewRunEvent } from '../../domain/run-event.ts';
import type { Scope } from '../../domain/scope.ts';
import type { Service } from '../../domain/service.ts';
import { toIso } from '../../domain/time.ts';
import { NO_SERVICE } from '../../domain/usage.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { SCOPE_TOKEN_MS } from '../../config/tunables.ts';
import type { ClaimedInvestigation, Store } from '../../store/contracts.ts';
import type { Dispatcher } from '../../store/dispatch.ts';
import type { AgentDeps } from '../agents/agent-loop.ts';
import { type Budget, createBudget, type Limits } from '../agents/budget.ts';
import type { AgentConfig, AgentDefinition, AgentName } from '../agents/definitions.ts';
import { resolveRoute, type RouteNames } from '../agents/model-routes.ts';
import { createUntrustedWrap, type Wrap } from '../agents/untrusted.ts';
import { createJournal, type Journal } from '../journal.ts';
import type { ProxyClient } from '../mcp-client/proxy-client.ts';
import { readScope } from '../mcp-client/scope-of.ts';
import { createToolSession, type ToolSession } from '../mcp-client/tool-session.ts';
import { createBookedGenerate } from '../models/booked-generate.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { RunbookFolder } from '../runbooks/runbook-folder.ts';
import type { RunState } from './run-state.ts';
import { readOutputs } from './run-state.ts';
import type { AnalysisThread } from '../sweep/analysis-thread.ts';

/** What a worker process has, for all of its runs. */
export interface WorkerDeps {
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly proxy: ProxyClient;
  readonly mint: (scope: Scope, expiresInMs: number) => Promise<string>;
  readonly agents: AgentConfig;
  readonly runbooks: RunbookFolder;
  readonly models: ReadonlyMap<string, LanguageModel>;
  readonly playbook: LanguageModel;
  readonly catalog: ModelCatalog;
  readonly routes: RouteNames;
  /** Models' text goes to the event log as it comes; null: it does not. */
  readonly streaming: { readonly scrub: (text: string) => string } | null;
  readonly analysis: AnalysisThread;
  readonly limits: Limits;
  readonly dailyBudgetUsd: number;
  /** US dollars per UTC day for each service whose registry entry names no budget of its own. */
  readonly serviceBudgetUsd: number;
  readonly publicUrl: string | undefined;
  readonly workerId: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Run {
  readonly deps: WorkerDeps;
  readonly id: string;
  readonly claim: number;
  readonly parks: ClaimedInvestigation['parks'];
  readonly signal: AbortSignal;
  readonly journal: Journal;
  readonly budget: Budget;
  readonly wrap: Wrap;
  readonly logger: Logger;
  /** What could not be done as configured, for the report: models given up, missing instructions. */
  readonly notes: NotChecked[];
  readonly state: RunState;
  update(change: Partial<RunState>): void;
  nowIso(): string;
  event(
    stage: Stage | null,
    type: NewRunEvent['type'],
    summary: string,
    data?: Record<string, unknown>,
  ): Promise<void>;
  /** Read-only tools, with a token of their own. */
  session(stage: Stage): ToolSession;
  agent(name: AgentName): AgentDefinition;
  /** What an agent's loop needs; `noModel` leaves only the playbook. */
  agentDeps(stage: Stage, definition: AgentDefinition): AgentDeps;
}

export function createRun(
  deps: WorkerDeps,
  claimed: ClaimedInvestigation,
  service: Service | null,
  signal: AbortSignal,
): Run {
  const { investigation, claim } = claimed;
  const { store, clock, limits } = deps;
  const id = investigation.id;
  const journal = createJournal(store.events, id, claim);
  const logger = deps.logger.child({
    incident_id: investigation.incidentId,
    investigation_id: id,
    claim,
  });
  let state: RunState = {
    investigation,
    incident: claimed.incident,
    alerts: claimed.alerts,
    service,
    review: null,
    background: null,
    ...readOutputs(claimed.outputs),
  };

  const event: Run['event'] = (stage, type, summary, data = {}) =>
    journal.append({ type, stage, summary, data });
  const billedTo = investigation.service ?? NO_SERVICE;
  const budget = createBudget({
    investigation,
    parkedMs: claimed.parks.totalMs,
    limits,
    clock,
    save: (usage, labels) =>
      store.investigations.addUsage(id, claim, usage, { service: billedTo, ...labels }),
    warn: (ceiling, percent) =>
      event(
        state.investigation.stage,
        'budget.warning',
        `${percent}% of the ceiling on ${CEILING_WORDS[ceiling]} is used`,
        { ceiling, percent },
      ),
  });
  const notes = profileNotes(deps, service, logger);
  const generate = createBookedGenerate({
    deps,
    investigationId: id,
    claim,
    budget,
    journal,
    dailyBudgets: {
      fleetLimitUsd: deps.dailyBudgetUsd,
      service: billedTo,
      serviceLimitUsd: service?.daily_budget_usd ?? deps.serviceBudgetUsd,
    },
    onFallback: (from, to, reason) =>
      notes.push({ what: `the judgement of ${from}`, why: `${reason}; ${to} went on` }),
  });

  return {
    deps,
    id,
    claim,
    parks: claimed.parks,
    signal,
    journal,
    budget,
    wrap: createUntrustedWrap(),
    logger,
    notes,
    get state() {
      return state;
    },
    update(change) {
      state = { ...state, ...change };
    },
    nowIso: () => toIso(clock.now()),
    event,
    session: (stage) =>
      createToolSession({
        proxy: deps.proxy,
        scope: readScope(investigation, service),
        mint: deps.mint,
        tokenMs: SCOPE_TOKEN_MS,
        stage,
        journal,
        signal,
        clock,
        onCall: ({ tool, ...call }) => budget.countToolCall(call, { stage, tool }),
      }),
    agent(name) {
      const definition = deps.agents.agents[name];
      return { ...definition, route: routeFor(investigation, definition, deps) };
    },
    agentDeps: (stage, definition) => ({
      generate: (request) => generate(stage, definition.route, request),
      budget,
      limits,
      catalog: deps.catalog,
      contextShare: deps.agents.contextShare,
      signal,
      logger,
      onCeiling: (agent, why) =>
        event(stage, 'budget.exhausted', `${agent} stops: ${why}`, { agent, why }),
    }),
  };
}

/** A profile that does not exist costs the run its own instructions, not the run. */
function profileNotes(deps: WorkerDeps, service: Service | null, logger: Logger): NotChecked[] {
  const problem = service === null ? null : deps.agents.profileProblem(service.profile);
  if (service === null || problem === null) return [];
  logger.warn({ service: service.name, profile: service.profile, problem }, 'unknown profile');
  return [{ what: `the instructions of the profile “${service.profile}”`, why: problem }];
}

/** A run by rules only asks no model, whatever the routes say. */
const routeFor = (
  investigation: Investigation,
  definition: AgentDefinition,
  deps: WorkerDeps,
): readonly string[] =>
  investigation.mode === 'rules_only'
    ? [deps.playbook.id]
    : resolveRoute(definition.route, deps.routes, deps.catalog);

const CEILING_WORDS = {
  modelCalls: 'model calls',
  toolCalls: 'tool calls',
  tokens: 'tokens',
  costUsd: 'dollars',
  minutes: 'minutes',
} as const;
