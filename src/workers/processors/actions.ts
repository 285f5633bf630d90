/**
 * The processor of `actions` jobs, the outbox: one write each, in the order of the outbox, never the
 * investigation again. Every write carries the incident's mark, and the tools look for it before
 * they create anything: asking again after a lost answer finds the earlier effect and adopts it.
 */
import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import { SCOPE_TOKEN_MS } from '../../config/tunables.ts';
import type { Action, ActionState } from '../../domain/action.ts';
import { isMiraError, messageOf } from '../../domain/errors.ts';
import type { RunEventType } from '../../domain/run-event.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { parseJob } from '../../queue/catalog.ts';
import type { Turn } from '../../store/contracts.ts';
import { createJournal, type Journal } from '../journal.ts';
import { writeScope } from '../mcp-client/scope-of.ts';
import { createToolSession, type ToolOutcome } from '../mcp-client/tool-session.ts';
import type { TicketResult } from '../stages/outputs.ts';
import type { WorkerDeps } from '../stages/run.ts';
import { cut } from '../text.ts';
import { backToQueue } from './back-to-queue.ts';
import { readWriteResult } from './action-result.ts';
import type { Processor } from './investigations.ts';

/**
 * An action first waits in place for the one before it: writes take well under a second, and a
 * delayed job comes back no sooner than that. Then it gives its slot to others.
 */
const TURN_STEP_MS = 50;
const TURN_STEPS = 20;
const TURN_PAUSE_MS = SECOND_MS;
/** Beyond this the write is given up: messages that wait behind it have waited long enough. */
const MAX_SENDS = 5;
const MAX_QUOTA_WAIT_MS = 60 * SECOND_MS;

/** What one try came to. */
type Try =
  | {
      readonly kind: 'written';
      readonly id: string;
      readonly url: string | null;
      readonly adopted: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Nothing was written, or it can be looked up: ask again. */
  | {
      readonly kind: 'again';
      readonly reason: string;
      readonly lost: boolean;
      readonly afterMs: number | null;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

/** Failures after which the same write, asked again, may succeed. */
const PASSING = new Set([
  'rate_limited',
  'limiter_unavailable',
  'unavailable',
  'timeout',
  'conflict',
]);

export function createActionProcessor(deps: WorkerDeps): Processor {
  return async (job, token, signal) => {
    const { actionId } = parsed(job);
    const turn = await takeTurn(deps, actionId, signal);
    switch (turn.turn) {
      case 'over':
        return;
      case 'wait':
        await job.moveToDelayed(deps.clock.now() + TURN_PAUSE_MS, token);
        throw new DelayedError();
      case 'now':
        return await send(deps, job, token, signal, turn.action, turn.resumed);
    }
  };
}

async function takeTurn(deps: WorkerDeps, actionId: string, signal: AbortSignal): Promise<Turn> {
  for (let step = 1; ; step++) {
    const turn = await deps.store.actions.begin(actionId);
    if (turn.turn !== 'wait' || step >= TURN_STEPS || signal.aborted) return turn;
    await deps.clock.sleep(TURN_STEP_MS, signal).catch(() => undefined);
  }
}

function parsed(job: Job): { actionId: string } {
  try {
    return parseJob('act', job.data);
  } catch (error) {
    throw new UnrecoverableError(messageOf(error));
  }
}

async function send(
  deps: WorkerDeps,
  job: Job,
  token: string | undefined,
  signal: AbortSignal,
  action: Action,
  resumed: boolean,
): Promise<void> {
  const journal = createJournal(
    deps.store.events,
    action.investigationId,
    null,
    `${action.kind}.${job.attemptsStarted}`,
  );
  const note = (type: RunEventType, summary: string, data: Record<string, unknown> = {}) =>
    journal.append({
      type,
      stage: 'ticket_result',
      summary: cut(summary, 500),
      data: { actionId: action.id, kind: action.kind, ...data },
    });
  await note(
    'action.sending',
    resumed
      ? `${action.kind}: asked again, an earlier effect is looked for`
      : `${action.kind}: is being sent`,
    { attempt: job.attemptsMade + 1 },
  );

  let attempt: Try;
  try {
    attempt = await tryWrite(deps, journal, action, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    // Shutdown: the next worker finds it in `sending` and looks for the effect first.
    return await backToQueue(job, token);
  }
  const settle = (
    to: ActionState,
    reason: string,
    more: { result?: Action['result']; adopted?: boolean } = {},
  ) => settleAction(deps, action, to, reason, more);

  switch (attempt.kind) {
    case 'written': {
      const result = { id: attempt.id, url: attempt.url };
      await settle('succeeded', action.reason, { result, adopted: attempt.adopted });
      await note(
        attempt.adopted ? 'action.adopted' : 'action.succeeded',
        `${action.kind}: ${attempt.adopted ? 'found' : 'created'} ${attempt.id}`,
        { ...result },
      );
      return;
    }
    case 'refused':
      await settle('failed', attempt.reason);
      await note('action.failed', `${action.kind}: ${attempt.reason}`);
      return;
    case 'unknown':
      await settle('outcome_unknown', attempt.reason);
      await note(
        'action.outcome_unknown',
        `${action.kind}: ${attempt.reason}; a person has to look before anybody sends it again`,
      );
      return;
    case 'again':
      return await again(deps, job, token, attempt, settle, note, action);
  }
}

async function tryWrite(
  deps: WorkerDeps,
  journal: Journal,
  action: Action,
  signal: AbortSignal,
): Promise<Try> {
  const investigation = await deps.store.investigations.get(action.investigationId);
  if (investigation === undefined)
    return { kind: 'refused', reason: 'its investigation is past its retention' };
  const service =
    investigation.service === null
      ? undefined
      : await deps.store.registry.get(investigation.service);
  const session = createToolSession({
    proxy: deps.proxy,
    scope: writeScope(investigation, service ?? null, action),
    mint: deps.mint,
    tokenMs: SCOPE_TOKEN_MS,
    stage: 'ticket_result',
    journal,
    signal,
    clock: deps.clock,
  });
  try {
    return readOutcome(
      action,
      await session.call(action.kind, action.payload, { purpose: action.reason }),
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!isMiraError(error)) throw error;
    switch (error.code) {
      case 'outcome_unknown':
        return { kind: 'again', reason: error.message, lost: true, afterMs: null };
      case 'unavailable':
      case 'timeout':
        return { kind: 'again', reason: error.message, lost: false, afterMs: null };
      default:
        return { kind: 'refused', reason: error.message };
    }
  }
}

function readOutcome(action: Action, outcome: ToolOutcome): Try {
  const { problem } = outcome;
  if (problem === null) {
    const written = readWriteResult(action.kind, outcome.structured);
    if (written === null)
      return { kind: 'unknown', reason: 'the tool’s answer does not say what was written' };
    return { kind: 'written', ...written.result, adopted: written.adopted };
  }
  if (problem.code === 'outcome_unknown') return { kind: 'unknown', reason: problem.message };
  if (!PASSING.has(problem.code))
    return { kind: 'refused', reason: `${problem.code}: ${problem.message}` };
  // A timeout of the upstream may have come after it took the write.
  return {
    kind: 'again',
    reason: problem.message,
    lost: problem.code === 'timeout',
    afterMs: problem.retryAfterMs,
  };
}

async function again(
  deps: WorkerDeps,
  job: Job,
  token: string | undefined,
  attempt: Extract<Try, { kind: 'again' }>,
  settle: (to: ActionState, reason: string) => Promise<void>,
  note: (type: RunEventType, summary: string) => Promise<void>,
  action: Action,
): Promise<void> {
  const progress = readProgress(job);
  const lost = progress.lost || attempt.lost;
  const sends = progress.sends + 1;
  if (sends >= MAX_SENDS) {
    if (lost) {
      await settle('outcome_unknown', attempt.reason);
      await note(
        'action.outcome_unknown',
        `${action.kind}: ${attempt.reason}; a person has to look before anybody sends it again`,
      );
    } else {
      await settle('failed', attempt.reason);
      await note(
        'action.failed',
        `${action.kind}: given up after ${sends} tries: ${attempt.reason}`,
      );
    }
    return;
  }
  await job.updateProgress({ sends, lost });
  const pauseMs = Math.min(MAX_QUOTA_WAIT_MS, attempt.afterMs ?? SECOND_MS * 2 ** (sends - 1));
  await job.moveToDelayed(deps.clock.now() + pauseMs, token);
  throw new DelayedError();
}

function readProgress(job: Job): { sends: number; lost: boolean } {
  const progress: unknown = job.progress;
  if (typeof progress !== 'object' || progress === null) return { sends: 0, lost: false };
  const { sends, lost } = progress as { sends?: unknown; lost?: unknown };
  return { sends: typeof sends === 'number' ? sends : 0, lost: lost === true };
}

/** The action's new state, and with it the investigation's `ticket_result`. */
async function settleAction(
  deps: WorkerDeps,
  action: Action,
  to: ActionState,
  reason: string,
  more: { result?: Action['result']; adopted?: boolean },
): Promise<void> {
  await deps.store.actions.transition(action.id, { from: ['sending'], to, reason, ...more });
  const actions = await deps.store.actions.list(action.investigationId);
  const ticketResult: TicketResult = {
    actions: actions.map(({ id, kind, state, adopted, result, reason: why }) => ({
      id,
      kind,
      state,
      adopted,
      result,
      reason: why,
    })),
  };
  await deps.store.investigations.saveLateOutput(
    action.investigationId,
    'ticket_result',
    ticketResult,
  );
  await deps.store.investigations.settle(action.investigationId);
}
