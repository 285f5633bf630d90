/** The one interface between MIRA and a model: messages and tools in; tool calls or text, and usage, out. */
import type { RunState } from '../stages/run-state.ts';

/** What a model may call. The schema is plain JSON Schema: MCP's own form, and zod's `toJSONSchema`. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: Record<string, unknown>;
}

export interface ToolCall {
  /** Unique within one conversation; every result names it. */
  readonly id: string;
  readonly name: string;
  readonly args: Record<string, unknown>;
}

export interface ToolResult {
  /** The {@link ToolCall.id} that this answers. */
  readonly id: string;
  readonly name: string;
  /** What a model reads: compact, outside text wrapped as data. */
  readonly text: string;
  readonly isError: boolean;
  /** What a program reads: the tool's `structuredContent`. Only the playbook looks at it. */
  readonly structured: unknown;
  /** The evidence id under which the answer was filed. */
  readonly evidence?: string;
}

export interface AssistantMessage {
  readonly role: 'assistant';
  readonly text: string | null;
  readonly toolCalls: readonly ToolCall[];
  /**
   * The provider's own form of this turn. The same model gets it back unchanged (Gemini refuses a
   * turn without its thought signatures); another model gets the turn retold in words, because
   * signatures are bound to the model that made them.
   */
  readonly native: { readonly model: string; readonly content: unknown } | null;
}

export type Message =
  | { readonly role: 'user'; readonly text: string }
  | AssistantMessage
  | { readonly role: 'tool'; readonly results: readonly ToolResult[] };

export interface ModelRequest {
  /** Which agent asks; for routing, logs and the playbook. */
  readonly agent: string;
  /** Stable within a run, so that the provider's implicit cache can hold it: nothing volatile here. */
  readonly system: string;
  readonly messages: readonly Message[];
  readonly tools: readonly ToolSpec[];
  /** `required`: the answer must be a tool call. `none`: must be text. */
  readonly toolChoice: 'auto' | 'required' | 'none';
  readonly maxOutputTokens: number;
  readonly thinking: 'low' | 'medium' | 'high';
  /** For one attempt, ms. */
  readonly timeoutMs: number;
  /** Epoch ms at which an attempt ends, however much of `timeoutMs` is left. @defaultValue never */
  readonly deadlineMs?: number;
  /**
   * Asked before a failed attempt is made again, with what the failed ones used and how long the
   * wait is: a text says why it may not be. @defaultValue always
   */
  readonly mayRetry?: (failed: FailedAttempts) => Promise<string | null>;
  readonly signal: AbortSignal;
  /** Where the provider streams: called with visible text as it comes. Its absence asks for no stream. */
  readonly onText?: (text: string) => void;
  /** The run's typed state. Only the playbook reads it; it is never sent anywhere. */
  readonly state: RunState;
}

export interface ModelUsage {
  readonly inputTokens: number;
  /** Part of `inputTokens` that the provider served from its cache. */
  readonly cachedInputTokens: number;
  /** Without thinking. */
  readonly outputTokens: number;
  readonly thinkingTokens: number;
}

/** What was used of a model, answered or not. */
export interface Used {
  readonly usage: ModelUsage;
  /** Requests. */
  readonly attempts: number;
  readonly waitedMs: number;
}

export interface FailedAttempts extends Used {
  /** Why the last of them failed. */
  readonly reason: string;
  /** How long the next one would wait, ms. */
  readonly waitMs: number;
}

export interface ModelReply {
  readonly message: AssistantMessage;
  readonly usage: ModelUsage;
  readonly stop: 'tool_calls' | 'end' | 'max_tokens';
  /** Time spent waiting because the provider asked for it, ms. */
  readonly waitedMs: number;
  /** Requests that it took; `usage` is that of all of them. @defaultValue 1 */
  readonly attempts?: number;
}

export interface LanguageModel {
  /** `provider:name`, as in routes and the price file. */
  readonly id: string;
  /**
   * One turn.
   * @throws MiraError of class `model` or `upstream`; `retry: 'never'` means that this model cannot
   * answer this request however often it is asked, and the router goes on to the next one
   */
  generate(request: ModelRequest): Promise<ModelReply>;
}

export const NO_USAGE: ModelUsage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  thinkingTokens: 0,
};

/** The usual rule for English and JSON. */
export const CHARACTERS_PER_TOKEN = 4;

/** A conversation's rough size in tokens. */
export function estimateTokens(
  request: Pick<ModelRequest, 'system' | 'messages' | 'tools'>,
): number {
  const characters =
    request.system.length +
    JSON.stringify(request.tools).length +
    request.messages.reduce((sum, message) => sum + messageLength(message), 0);
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

function messageLength(message: Message): number {
  if (message.role === 'user') return message.text.length;
  if (message.role === 'tool')
    return message.results.reduce((sum, { text }) => sum + text.length, 0);
  return (message.text?.length ?? 0) + JSON.stringify(message.toolCalls).length;
}

/** Ids, hashes and escapes take a token for two bytes; so do most scripts that are not Latin. */
const BYTES_PER_TOKEN_AT_WORST = 2;

/** The most tokens that a prompt may come to: what is booked before a call. */
export const mostTokens = ({
  system,
  messages,
  tools,
}: Pick<ModelRequest, 'system' | 'messages' | 'tools'>): number =>
  Math.ceil(
    Buffer.byteLength(system + JSON.stringify([tools, messages.map(sentOf)])) /
      BYTES_PER_TOKEN_AT_WORST,
  );

/** What of a message is sent: not what only programs read. */
const sentOf = (message: Message): unknown =>
  message.role === 'tool'
    ? message.results.map(({ name, text }) => [name, text])
    : message.role === 'user'
      ? message.text
      : [message.text, message.toolCalls];

/** Of one attempt that begins now, ms. */
export const attemptMs = (
  { timeoutMs, deadlineMs = Number.POSITIVE_INFINITY }: ModelRequest,
  nowMs: number,
): number => Math.max(1, Math.min(timeoutMs, deadlineMs - nowMs));
