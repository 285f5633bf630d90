/** Between MIRA's messages and Gemini's `contents`, and from Gemini's answers to MIRA's. */
import {
  type Content,
  FinishReason,
  FunctionCallingConfigMode,
  type GenerateContentConfig,
  type GenerateContentResponse,
  type Part,
  ThinkingLevel,
} from '@google/genai';
import { MiraError } from '../../domain/errors.ts';
import { createCallIds } from './call-ids.ts';
import type {
  AssistantMessage,
  Message,
  ModelReply,
  ModelRequest,
  ModelUsage,
  ToolCall,
} from './language-model.ts';
import { usageContext } from './failed-usage.ts';
import { retellForeignTurns } from './retell.ts';

const LEVELS = {
  low: ThinkingLevel.LOW,
  medium: ThinkingLevel.MEDIUM,
  high: ThinkingLevel.HIGH,
} as const;

/** The model's own turns go back exactly as they came, thought signatures included. */
export function toContents(messages: readonly Message[], modelId: string): Content[] {
  return retellForeignTurns(messages, modelId).map((message): Content => {
    switch (message.role) {
      case 'user':
        return { role: 'user', parts: [{ text: message.text }] };
      case 'assistant':
        return message.native?.model === modelId
          ? (message.native.content as Content)
          : { role: 'model', parts: [{ text: message.text ?? '(no text)' }] };
      case 'tool':
        // One response per call, each with the call's id and name: both are required since 3.5.
        return {
          role: 'user',
          parts: message.results.map((result) => ({
            functionResponse: {
              id: result.id,
              name: result.name,
              response: result.isError ? { error: result.text } : { output: result.text },
            },
          })),
        };
    }
  });
}

export function toConfig(
  request: ModelRequest,
  timeoutMs: number,
  signal: AbortSignal,
): GenerateContentConfig {
  const names = request.tools.map((tool) => tool.name);
  const mode =
    request.toolChoice === 'required'
      ? FunctionCallingConfigMode.ANY
      : request.toolChoice === 'none'
        ? FunctionCallingConfigMode.NONE
        : FunctionCallingConfigMode.AUTO;
  return {
    systemInstruction: request.system,
    maxOutputTokens: request.maxOutputTokens,
    thinkingConfig: { thinkingLevel: LEVELS[request.thinking] },
    automaticFunctionCalling: { disable: true },
    // One request, one bill: the SDK would ask on by itself, and tell the last answer's usage only.
    automaticContinuation: false,
    abortSignal: signal,
    httpOptions: { timeout: timeoutMs },
    ...(names.length === 0
      ? {}
      : {
          tools: [
            {
              functionDeclarations: request.tools.map((tool) => ({
                name: tool.name,
                description: tool.description,
                parametersJsonSchema: tool.inputSchema,
              })),
            },
          ],
          toolConfig: {
            functionCallingConfig: {
              mode,
              ...(request.toolChoice === 'required' ? { allowedFunctionNames: names } : {}),
            },
          },
        }),
  };
}

/**
 * @throws MiraError `refusal` for a blocked prompt or answer, `invalid_output` for an empty,
 * malformed or cut one
 */
export function readReply(
  response: GenerateContentResponse,
  modelId: string,
): Omit<ModelReply, 'waitedMs'> {
  const usage = readUsage(response);
  const blocked = response.promptFeedback?.blockReason;
  if (blocked !== undefined) {
    throw new MiraError('refusal', `the prompt was blocked: ${blocked}`, {
      context: { reason: blocked, ...usageContext(usage) },
    });
  }
  const candidate = response.candidates?.[0];
  if (candidate === undefined) throw emptyAnswer('no candidates', usage);
  const reason = candidate.finishReason ?? FinishReason.FINISH_REASON_UNSPECIFIED;
  const parts = candidate.content?.parts ?? [];
  const { message, repaired } = readParts(parts, candidate.content, modelId);

  switch (reason) {
    case FinishReason.SAFETY:
    case FinishReason.RECITATION:
    case FinishReason.BLOCKLIST:
    case FinishReason.PROHIBITED_CONTENT:
    case FinishReason.SPII:
    case FinishReason.LANGUAGE:
      throw new MiraError('refusal', `the answer was withheld: ${reason}`, {
        context: { reason, ...usageContext(usage) },
      });
    case FinishReason.MALFORMED_FUNCTION_CALL:
    case FinishReason.UNEXPECTED_TOOL_CALL:
      throw new MiraError('invalid_output', `the model’s tool call could not be read: ${reason}`, {
        retry: 'backoff',
        context: { reason, ...usageContext(usage) },
      });
    default:
      break;
  }
  if (message.toolCalls.length > 0) {
    return { message: repaired, usage, stop: 'tool_calls' };
  }
  const cut = reason === FinishReason.MAX_TOKENS || reason === FinishReason.CONTINUATION;
  if (message.text === null) {
    // Thinking counts against the output limit: nothing may be left for the answer.
    throw emptyAnswer(
      cut ? 'the output limit was spent before any answer' : `finish reason ${reason}`,
      usage,
    );
  }
  return { message, usage, stop: cut ? 'max_tokens' : 'end' };
}

const emptyAnswer = (why: string, usage: ModelUsage): MiraError =>
  new MiraError('invalid_output', `the model gave an empty answer: ${why}`, {
    retry: 'backoff',
    context: { why, ...usageContext(usage) },
  });

function readParts(
  parts: readonly Part[],
  content: Content | undefined,
  modelId: string,
): { message: AssistantMessage; repaired: AssistantMessage } {
  const calls: ToolCall[] = [];
  const idOf = createCallIds();
  let unusableIds = false;
  const withIds = parts.map((part): Part => {
    const call = part.functionCall;
    if (call === undefined) return part;
    const id = idOf(call.id);
    unusableIds ||= id !== call.id;
    calls.push({ id, name: call.name ?? '', args: call.args ?? {} });
    return id === call.id ? part : { ...part, functionCall: { ...call, id } };
  });
  const text = parts
    .filter((part) => part.thought !== true)
    .map((part) => part.text ?? '')
    .join('')
    .trim();
  const base = { role: 'assistant' as const, text: text === '' ? null : text, toolCalls: calls };
  const message = { ...base, native: { model: modelId, content } };
  // Older models send no ids; the response must name one, so the call gets ours in both places.
  return {
    message,
    repaired: unusableIds
      ? { ...base, native: { model: modelId, content: { ...content, parts: withIds } } }
      : message,
  };
}

export function readUsage({
  usageMetadata: meta,
}: Pick<GenerateContentResponse, 'usageMetadata'>): ModelUsage {
  return {
    inputTokens: (meta?.promptTokenCount ?? 0) + (meta?.toolUsePromptTokenCount ?? 0),
    cachedInputTokens: meta?.cachedContentTokenCount ?? 0,
    outputTokens: meta?.candidatesTokenCount ?? 0,
    thinkingTokens: meta?.thoughtsTokenCount ?? 0,
  };
}
