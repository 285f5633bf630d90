/** The investigator's view of the proxy: every answer is filed as evidence, every call is worth its cost. */
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { isMiraError } from '../../domain/errors.ts';
import type { ToolOutcome, ToolSession } from '../mcp-client/tool-session.ts';
import type { ToolCall, ToolResult, ToolSpec } from '../models/language-model.ts';
import { cut, duration } from '../text.ts';
import type { Ledger } from '../verification/ledger.ts';
import type { AgentTools } from './agent-loop.ts';
import type { Budget } from './budget.ts';
import { createCallGuard } from './call-guard.ts';

/** What one answer may take of a conversation; the rest stays in the evidence. */
const SHOWN_CHARACTERS = 12_000;

export interface InvestigatorToolsOptions {
  readonly session: ToolSession;
  readonly listed: readonly Tool[];
  /** Names that this agent may see. */
  readonly allowed: readonly string[];
  readonly ledger: Ledger;
  readonly budget: Budget;
  readonly service: string | null;
  readonly onEvidence: (id: string, summary: string) => Promise<void>;
}

export function createInvestigatorTools(options: InvestigatorToolsOptions): AgentTools {
  const { session, ledger, budget } = options;
  const guard = createCallGuard();
  const specs: ToolSpec[] = options.listed
    .filter(
      (tool) => options.allowed.includes(tool.name) && tool.annotations?.readOnlyHint !== false,
    )
    .map((tool) => ({
      name: tool.name,
      description: tool.description ?? '',
      inputSchema: { ...tool.inputSchema },
    }));

  async function call(request: ToolCall): Promise<ToolResult> {
    const failed = (text: string): ToolResult => ({
      id: request.id,
      name: request.name,
      text,
      isError: true,
      structured: null,
    });
    const refusal = guard.refuse(request);
    if (refusal !== null) return failed(refusal);
    if (!budget.takeToolCall())
      return failed('the ceiling on tool calls is reached: finish with what you have.');
    const outcome = await ask(request);
    if (typeof outcome === 'string') {
      guard.remember(request, null);
      return failed(outcome);
    }
    if (outcome.problem !== null) {
      guard.remember(request, null);
      return failed(
        [outcome.text, ...(outcome.problem.hint ? [`hint: ${outcome.problem.hint}`] : [])].join(
          '\n',
        ),
      );
    }
    const summary = `${request.name} ${cut(JSON.stringify(request.args), 200)}`;
    const evidence = ledger.addToolResult({
      tool: request.name,
      callId: outcome.callId,
      summary,
      text: outcome.text,
      structured: outcome.structured,
      service: options.service,
    });
    guard.remember(request, evidence.id);
    await options.onEvidence(evidence.id, evidence.summary);
    return {
      id: request.id,
      name: request.name,
      text: `[${evidence.id}]${notesOf(outcome)}\n${cut(outcome.text, SHOWN_CHARACTERS)}`,
      isError: false,
      structured: outcome.structured,
      evidence: evidence.id,
    };
  }

  /** The proxy out of reach is a failed call here: the model can finish with what it has. */
  async function ask(request: ToolCall): Promise<ToolOutcome | string> {
    try {
      return await session.call(request.name, request.args);
    } catch (error) {
      if (isMiraError(error) && error.class === 'upstream')
        return `${error.message}; finish with what you have, or try once more.`;
      throw error;
    }
  }

  return { specs, call };
}

/** The wait for rate limits and what is missing from an answer are said, not silent. */
function notesOf({ meta }: ToolOutcome): string {
  if (meta === null) return '';
  const notes = [
    ...(meta.waitedMs >= 1_000 ? [`waited ${duration(meta.waitedMs)} for a rate limit`] : []),
    ...(meta.partial ? ['the upstream gave only part of it'] : []),
    ...(meta.truncated ? ['cut to fit: ask for a narrower window to see the rest'] : []),
  ];
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`;
}
