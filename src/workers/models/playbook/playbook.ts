/**
 * The built-in model: deterministic, speaks the same tool protocol as any other, and reads nothing
 * but the run's typed state and the tools' `structuredContent`. The embedded default, the fallback
 * of every route, and the tests' model.
 */
import { MiraError } from '../../../domain/errors.ts';
import { triageByRules } from '../../stages/triage-rules.ts';
import {
  type LanguageModel,
  type ModelReply,
  type ModelRequest,
  NO_USAGE,
  type ToolCall,
} from '../language-model.ts';
import { reviewAction } from './guardian.ts';
import { investigate } from './investigator.ts';

export const PLAYBOOK_REF = 'playbook';

/** What a strategy wants done next: calls, in the model's own protocol. */
export type Move = readonly Pick<ToolCall, 'name' | 'args'>[];

export function createPlaybook(): LanguageModel {
  return {
    id: PLAYBOOK_REF,
    generate: async (request) => {
      request.signal.throwIfAborted();
      return toReply(nextMove(request), request);
    },
  };
}

/** The submission's name says which job is to be done; it is the one tool that every agent has. */
function nextMove(request: ModelRequest): Move {
  const has = (name: string): boolean => request.tools.some((tool) => tool.name === name);
  if (has('submit_report')) return investigate(request);
  if (has('submit_triage')) {
    const { severity, alertKind, deepLook, reason } = triageByRules(request.state.alerts);
    return [
      {
        name: 'submit_triage',
        args: { severity, alert_kind: alertKind, deep_look: deepLook, reason },
      },
    ];
  }
  if (has('submit_reason'))
    return [{ name: 'submit_reason', args: { reason: request.state.decision?.reason ?? '' } }];
  if (has('submit_verdict'))
    return [{ name: 'submit_verdict', args: { ...reviewAction(request.state.review) } }];
  throw new MiraError('invalid_output', `the playbook has no moves for the agent ${request.agent}`);
}

function toReply(move: Move, request: ModelRequest): ModelReply {
  const turn = request.messages.filter(({ role }) => role === 'assistant').length + 1;
  return {
    message: {
      role: 'assistant',
      text: null,
      toolCalls: move.map((call, index) => ({ id: `playbook-${turn}-${index + 1}`, ...call })),
      native: { model: PLAYBOOK_REF, content: null },
    },
    usage: NO_USAGE,
    stop: 'tool_calls',
    waitedMs: 0,
  };
}
