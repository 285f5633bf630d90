/**
 * The loop of one agent: model turn, tool calls, results, until it submits. Thin on purpose: what
 * is allowed is decided by budget, guard and submission; the loop only makes sure that it ends.
 */
import { messageOf } from '../../domain/errors.ts';
import type { Logger } from '../../platform/logger.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { RoutedReply } from '../models/router.ts';
import {
  type Message,
  type ModelRequest,
  mostTokens,
  type ToolCall,
  type ToolResult,
  type ToolSpec,
} from '../models/language-model.ts';
import type { RunState } from '../stages/run-state.ts';
import { count } from '../text.ts';
import {
  type Budget,
  ceilingText,
  type CeilingName,
  type Estimate,
  type Limits,
} from './budget.ts';
import type { AgentDefinition } from './definitions.ts';
import { fitHistory } from './history.ts';
import type { Submission } from './submission.ts';
import { unknownTool } from './tool-filter.ts';

/** An agent's tools: those of the proxy, wrapped by budget, guard and evidence ledger. */
export interface AgentTools {
  readonly specs: readonly ToolSpec[];
  /** Never throws for a tool's own failure: that is a result with `isError`. */
  call(call: ToolCall): Promise<ToolResult>;
}

export interface AgentDeps {
  readonly generate: (request: ModelRequest) => Promise<RoutedReply>;
  readonly budget: Budget;
  readonly limits: Limits;
  readonly catalog: ModelCatalog;
  readonly contextShare: number;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** An event per step. */
  readonly onCeiling: (agent: string, why: string) => Promise<void>;
}

/** What a conversation may take: its share of the smallest window of the route, any may have to go on. */
export const conversationTokens = (
  { route }: Pick<AgentDefinition, 'route'>,
  { catalog, contextShare }: Pick<AgentDeps, 'catalog' | 'contextShare'>,
): number => Math.min(...route.map((ref) => catalog.facts(ref).contextTokens)) * contextShare;

export interface AgentTask<T> {
  readonly definition: AgentDefinition;
  /** The rendered task. */
  readonly task: string;
  /** The standing instruction's addition on untrusted text. */
  readonly system: string;
  readonly tools: AgentTools | null;
  readonly submission: Submission<T>;
  readonly state: RunState;
}

export interface AgentOutcome<T> {
  /** Null: the agent ended without a usable result, and code has to compose one. */
  readonly value: T | null;
  /** Which ceiling or failure ended it early; null when it ended by itself. */
  readonly stoppedBecause: string | null;
  /** The model that gave the last answer. */
  readonly model: string;
  readonly turns: number;
}

/** A result that is not accepted is explained so often; then code composes it. */
const MAX_REJECTIONS = 2;
/** Turns in a row that bring nothing new (refused, repeated or failing calls, plain text). */
const MAX_IDLE_TURNS = 3;
/** Calls of one turn that are carried out; the others are answered with why not. */
const MAX_PARALLEL_CALLS = 8;

/** @throws the signal's reason, and errors of the store; nothing that a model or a tool does */
export async function runAgent<T>(task: AgentTask<T>, deps: AgentDeps): Promise<AgentOutcome<T>> {
  const { definition, submission } = task;
  let messages: readonly Message[] = [{ role: 'user', text: task.task }];
  let rejections = 0;
  let idleTurns = 0;
  let stoppedBecause: string | null = null;
  let model = 'none';
  let forceSubmit = false;

  for (let turn = 1; ; turn++) {
    deps.signal.throwIfAborted();
    const tools =
      stoppedBecause === null ? [...(task.tools?.specs ?? []), submission.spec] : [submission.spec];
    // Kept as it is sent: what was shortened once stays so, and the next request begins the same.
    messages = fitHistory(
      { system: task.system, messages, tools },
      conversationTokens(task.definition, deps),
    );
    const request = buildRequest(task, deps, messages, tools, forceSubmit || task.tools === null);
    const estimate = worstCase(request);

    if (stoppedBecause === null) {
      const why = reasonToStop(task, deps, turn, idleTurns, estimate);
      if (why !== null) {
        stoppedBecause = why;
        await deps.onCeiling(definition.name, why);
        messages = [...messages, { role: 'user', text: lastTurnNotice(why, submission.spec.name) }];
        forceSubmit = true;
        continue;
      }
    }

    const reply = await deps.generate(request);
    model = reply.ref;
    messages = [...messages, reply.message];
    const step = await takeStep(task, deps, reply.message.toolCalls, stoppedBecause !== null);
    if (step.accepted !== undefined) {
      return { value: step.accepted.value, stoppedBecause, model, turns: turn };
    }
    rejections += step.rejected ? 1 : 0;
    if (rejections > MAX_REJECTIONS) {
      return {
        value: null,
        stoppedBecause: stoppedBecause ?? 'its result was not acceptable after three tries',
        model,
        turns: turn,
      };
    }
    if (stoppedBecause !== null && !step.rejected) {
      return { value: null, stoppedBecause, model, turns: turn };
    }
    idleTurns = step.progress ? 0 : idleTurns + 1;
    messages =
      step.results.length > 0
        ? [...messages, { role: 'tool', results: step.results }]
        : [
            ...messages,
            {
              role: 'user',
              text: `Nothing was submitted. Call a tool, or ${submission.spec.name} to finish.`,
            },
          ];
    forceSubmit = stoppedBecause !== null || (step.results.length === 0 && task.tools === null);
  }
}

function buildRequest<T>(
  task: AgentTask<T>,
  deps: AgentDeps,
  messages: readonly Message[],
  tools: readonly ToolSpec[],
  mustCall: boolean,
): ModelRequest {
  const { definition } = task;
  return {
    agent: definition.name,
    system: task.system,
    messages,
    tools,
    toolChoice: mustCall ? 'required' : 'auto',
    maxOutputTokens: definition.maxOutputTokens,
    thinking: definition.thinking,
    timeoutMs: definition.timeoutMs,
    signal: deps.signal,
    state: task.state,
  };
}

/**
 * The most tokens that one call may use. Its price is not looked at here: a model that would be too
 * dear is passed over by the router's gate, and the playbook costs nothing.
 */
const worstCase = (request: ModelRequest): Estimate => ({
  tokens: mostTokens(request) + request.maxOutputTokens,
  costUsd: 0,
});

function reasonToStop<T>(
  task: AgentTask<T>,
  deps: AgentDeps,
  turn: number,
  idleTurns: number,
  estimate: Estimate,
): string | null {
  // Without tools there is nothing to withdraw: past a ceiling the playbook gives the one answer.
  if (task.tools !== null) {
    const ceiling: CeilingName | null = deps.budget.ceilingAhead(estimate);
    if (ceiling !== null && (turn > 1 || deps.budget.ceilingReached(estimate) !== null))
      return ceilingText(ceiling, deps.limits);
  }
  if (turn >= task.definition.maxTurns && turn > 1)
    return `the ceiling of ${count(task.definition.maxTurns, 'turn')} of the agent ${task.definition.name}`;
  if (task.tools !== null && deps.budget.usage.toolCalls >= deps.limits.toolCalls)
    return ceilingText('toolCalls', deps.limits);
  if (idleTurns >= MAX_IDLE_TURNS)
    return `${MAX_IDLE_TURNS} turns in a row that brought nothing new`;
  return null;
}

const lastTurnNotice = (why: string, submit: string): string =>
  `This investigation has reached ${why}. The other tools are withdrawn. Call ${submit} now with what is ` +
  'established, what stays open, and the next query to run. Claim nothing that you cannot cite.';

interface Step<T> {
  readonly accepted?: { readonly value: T };
  readonly rejected: boolean;
  /** Something new was learned. */
  readonly progress: boolean;
  readonly results: readonly ToolResult[];
}

async function takeStep<T>(
  task: AgentTask<T>,
  deps: AgentDeps,
  calls: readonly ToolCall[],
  lastTurn: boolean,
): Promise<Step<T>> {
  const { submission } = task;
  const submitted = calls.find((call) => call.name === submission.spec.name);
  const others = calls.filter((call) => call !== submitted);
  // Every call gets exactly one answer, in the order asked: providers refuse a turn with holes.
  const answers = await Promise.all(
    others.map((call, index) => answer(task, deps, call, index, lastTurn)),
  );
  const acceptance =
    submitted === undefined ? undefined : await submission.accept(submitted.args, lastTurn);
  if (acceptance?.ok)
    return { accepted: { value: acceptance.value }, rejected: false, progress: true, results: [] };
  const byId = new Map(answers.map((result) => [result.id, result]));
  if (submitted !== undefined && acceptance !== undefined) {
    byId.set(submitted.id, {
      id: submitted.id,
      name: submitted.name,
      isError: true,
      text: `not accepted: ${acceptance.problem}`,
      structured: acceptance.structured ?? null,
    });
  }
  return {
    rejected: acceptance !== undefined,
    progress: acceptance !== undefined || answers.some((result) => !result.isError),
    results: calls.flatMap((call) => byId.get(call.id) ?? []),
  };
}

async function answer<T>(
  task: AgentTask<T>,
  deps: AgentDeps,
  call: ToolCall,
  index: number,
  lastTurn: boolean,
): Promise<ToolResult> {
  const error = (text: string): ToolResult => ({
    id: call.id,
    name: call.name,
    text,
    isError: true,
    structured: null,
  });
  const known = task.tools?.specs.map((spec) => spec.name) ?? [];
  if (lastTurn) return error(`tools are withdrawn; call ${task.submission.spec.name}.`);
  if (call.name === task.submission.spec.name) return error('submit once per turn.');
  if (!known.includes(call.name))
    return error(unknownTool(call.name, [...known, task.submission.spec.name]));
  if (index >= MAX_PARALLEL_CALLS)
    return error(
      `at most ${MAX_PARALLEL_CALLS} calls in one turn; ask again if you still need this.`,
    );
  try {
    return (await task.tools?.call(call)) ?? error('no tools.');
  } catch (failure) {
    deps.signal.throwIfAborted();
    deps.logger.error({ err: failure, tool: call.name }, 'a tool call broke');
    return error(`the call broke: ${messageOf(failure)}`);
  }
}
