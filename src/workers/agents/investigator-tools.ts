/** The investigator's view of the proxy: every answer is filed as evidence, every call is worth its cost. */
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { isMiraError } from '../../domain/errors.ts';
import type { ToolOutcome, ToolSession } from '../mcp-client/tool-session.ts';
import {
  CHARACTERS_PER_TOKEN,
  type ToolCall,
  type ToolResult,
  type ToolSpec,
} from '../models/language-model.ts';
import { cut, duration } from '../text.ts';
import type { Ledger } from '../verification/ledger.ts';
import type { AgentTools } from './agent-loop.ts';
import type { Budget } from './budget.ts';
import { createCallGuard } from './call-guard.ts';
import {
  type EvidenceSpill,
  READ_EVIDENCE,
  readEvidence,
  readEvidenceSpec,
} from './read-evidence.ts';
import { seesTool } from './tool-filter.ts';
import { closeUntrusted, type Wrap } from './untrusted.ts';

/** The most that one answer takes of a conversation; the rest is kept beside it. */
const SHOWN_CHARACTERS = 12_000;
/** Small windows show less: eight answers of one turn have to fit into the conversation's share. */
const SHARE_OF_ANSWER = 1 / 8;

/** @param tokens - what a conversation may take of the model's window */
export const shownCharacters = (tokens: number): number =>
  Math.min(SHOWN_CHARACTERS, Math.floor(tokens * CHARACTERS_PER_TOKEN * SHARE_OF_ANSWER));

export interface InvestigatorToolsOptions {
  readonly session: ToolSession;
  readonly listed: readonly Tool[];
  /** Names and patterns of those that this agent may see. */
  readonly allowed: readonly string[];
  readonly ledger: Ledger;
  readonly budget: Budget;
  readonly service: string | null;
  /** Characters of one answer that are shown at once; see {@link shownCharacters}. */
  readonly shown: number;
  readonly spill: EvidenceSpill;
  readonly wrap: Wrap;
  readonly onEvidence: (id: string, summary: string) => Promise<void>;
}

export function createInvestigatorTools(options: InvestigatorToolsOptions): AgentTools {
  const { session, ledger, budget } = options;
  const guard = createCallGuard();
  // In one order, whichever replica listed them: the provider's cache goes by equal beginnings.
  const specs = [...proxyTools(options), readEvidenceSpec].toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  );

  async function call(request: ToolCall): Promise<ToolResult> {
    const failed = (text: string): ToolResult => ({
      id: request.id,
      name: request.name,
      text,
      isError: true,
      structured: null,
    });
    const refusal = request.name === READ_EVIDENCE ? null : guard.refuse(request);
    if (refusal !== null) return failed(refusal);
    if (!budget.takeToolCall()) {
      guard.remember(request, null);
      return failed('the ceiling on tool calls is reached: finish with what you have.');
    }
    if (request.name === READ_EVIDENCE) {
      await budget.countToolCall({ cached: true, waitedMs: 0 }, { tool: READ_EVIDENCE });
      const read = await readEvidence(request.args, options);
      if (!read.ok) return failed(read.problem);
      const { text, evidence } = read;
      return {
        id: request.id,
        name: request.name,
        text,
        isError: false,
        structured: null,
        evidence,
      };
    }
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
    if (outcome.text.length > options.shown) await options.spill.save(evidence.id, outcome.text);
    await options.onEvidence(evidence.id, evidence.summary);
    return {
      id: request.id,
      name: request.name,
      text: `[${evidence.id}]${notesOf(outcome)}\n${beginning(outcome.text, evidence.id, options.shown)}`,
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
      guard.remember(request, null);
      throw error;
    }
  }

  return { specs, call };
}

const proxyTools = ({ listed, allowed }: InvestigatorToolsOptions): ToolSpec[] =>
  listed
    .filter((tool) => seesTool(allowed, tool.name) && tool.annotations?.readOnlyHint !== false)
    .map((tool) => ({
      name: tool.name,
      description: tool.description ?? '',
      inputSchema: { ...tool.inputSchema },
    }));

/** The beginning of a long answer, and where the rest is. */
function beginning(text: string, id: string, most: number): string {
  if (text.length <= most) return text;
  const rest = `[shortened: ${READ_EVIDENCE} ${id} shows the rest, from ${most} of ${text.length} characters]`;
  return `${closeUntrusted(text.slice(0, most))}\n${rest}`;
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
