/** The ways in which the model can be made to behave. */
import { z } from 'zod';
import { dailyQuotaTurn, errorBody, overloadedTurn, rateLimitedTurn } from './errors.ts';
import { callFor, finalOf, good, intentOf, textAnswer } from './good.ts';
import { readTranscript } from './transcript.ts';
import { call, Part, type GenerateCall, type Turn } from './wire.ts';

export const BEHAVIOURS = [
  'good',
  'lazy',
  'looping',
  'hallucinating_tool',
  'hallucinating_commit',
  'malformed',
  'missing_ids',
  'blocked',
  'empty',
  'rate_limited',
  'rate_limited_no_retry_info',
  'daily_quota',
  'overloaded',
  'slow',
  'script',
] as const;

/** One scripted answer; the model falls back to `good` when the script is over. */
export const ScriptTurn = z.object({
  text: z.string().optional(),
  calls: z
    .array(z.object({ name: z.string(), args: z.record(z.string(), z.unknown()).default({}) }))
    .optional(),
  /** Parts as the wire has them, instead of `text` and `calls`. */
  parts: z.array(Part).optional(),
  finishReason: z.string().optional(),
  /** An HTTP error instead of an answer. */
  status: z.number().int().min(400).max(599).optional(),
  message: z.string().optional(),
  body: z.unknown().optional(),
  /** One of the other behaviours for this turn. */
  behaviour: z.enum(BEHAVIOURS).exclude(['script']).optional(),
});
export type ScriptTurn = z.infer<typeof ScriptTurn>;

export const BehaviourRequest = z
  .object({
    behaviour: z.enum(BEHAVIOURS),
    script: z.array(ScriptTurn).max(1000).optional(),
    /** `slow` waits this long. */
    delayMs: z.number().nonnegative().max(600_000).default(5_000),
    /** `rate_limited` says this. */
    retryDelaySeconds: z.number().nonnegative().default(17),
  })
  .refine(({ behaviour, script }) => (behaviour === 'script') === (script !== undefined), {
    message: '"script" goes with the behaviour "script" and with no other',
  });
export type BehaviourRequest = z.infer<typeof BehaviourRequest>;

const NOWHERE_COMMIT = 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef';
const NOWHERE_TOOL = 'run_kubectl_command';

function finish(
  generate: GenerateCall,
  now: string,
  commit: string | undefined,
  cite: boolean,
): Turn {
  const honest = intentOf(readTranscript(generate), now);
  const intent = {
    ...honest,
    commit,
    verdict: commit === undefined ? ('inconclusive' as const) : ('root_cause' as const),
    evidence: cite ? honest.evidence : [],
    summary:
      commit === undefined
        ? 'Probably a transient problem.'
        : `Commit ${commit.slice(0, 10)} introduced the failure.`,
  };
  const final = generate.allowed.length === 0 ? undefined : finalOf(generate);
  const part = final === undefined ? textAnswer(generate, intent) : callFor(final, intent);
  return { kind: 'answer', parts: [part] };
}

/** The same call for ever, as long as it may call anything. */
function loop(generate: GenerateCall, now: string): Turn {
  const final = finalOf(generate);
  const tool = generate.declarations.find(
    ({ name }) => generate.allowed.includes(name) && name !== final?.name,
  );
  if (tool === undefined) return good(generate, now);
  const { calls } = readTranscript(generate);
  const same = calls.find(({ name }) => name === tool.name);
  if (same !== undefined) return { kind: 'answer', parts: [call(same.name, same.args)] };
  return { kind: 'answer', parts: [callFor(tool, intentOf(readTranscript(generate), now))] };
}

function hallucinatingTool(generate: GenerateCall, now: string): Turn {
  const { calls } = readTranscript(generate);
  if (calls.some(({ name }) => name === NOWHERE_TOOL) || generate.declarations.length === 0) {
    return good(generate, now);
  }
  return { kind: 'answer', parts: [call(NOWHERE_TOOL, { command: 'get pods -A' })] };
}

function scripted(
  turn: ScriptTurn,
  generate: GenerateCall,
  request: BehaviourRequest,
  now: string,
): Turn {
  if (turn.behaviour !== undefined) {
    return behave(
      { ...request, behaviour: turn.behaviour, script: undefined },
      generate,
      now,
      undefined,
    );
  }
  if (turn.status !== undefined) {
    const body = turn.body ?? errorBody(turn.status, turn.message ?? 'scripted');
    return { kind: 'error', status: turn.status, body };
  }
  const parts = turn.parts ?? [
    ...(turn.text === undefined ? [] : [{ text: turn.text }]),
    ...(turn.calls ?? []).map(({ name, args }) => call(name, args)),
  ];
  return { kind: 'answer', parts, finishReason: turn.finishReason };
}

/** @param turn - the script's next turn, when there is one */
export function behave(
  request: BehaviourRequest,
  generate: GenerateCall,
  now: string,
  turn: ScriptTurn | undefined,
): Turn {
  switch (request.behaviour) {
    case 'good':
    case 'slow':
      return good(generate, now);
    case 'lazy':
      return finish(generate, now, undefined, false);
    case 'looping':
      return loop(generate, now);
    case 'hallucinating_tool':
      return hallucinatingTool(generate, now);
    case 'hallucinating_commit':
      return finish(generate, now, NOWHERE_COMMIT, true);
    case 'malformed':
      return { kind: 'answer', parts: [], finishReason: 'MALFORMED_FUNCTION_CALL' };
    case 'missing_ids': {
      const answer = good(generate, now);
      return answer.kind === 'answer' ? { ...answer, withoutIds: true } : answer;
    }
    case 'blocked':
      return { kind: 'blocked', reason: 'PROHIBITED_CONTENT' };
    case 'empty':
      return { kind: 'answer', parts: [], finishReason: 'MAX_TOKENS' };
    case 'rate_limited':
      return rateLimitedTurn(request.retryDelaySeconds);
    case 'rate_limited_no_retry_info':
      return rateLimitedTurn(undefined);
    case 'daily_quota':
      return dailyQuotaTurn();
    case 'overloaded':
      return overloadedTurn();
    case 'script':
      return turn === undefined ? good(generate, now) : scripted(turn, generate, request, now);
  }
}
