/** Between MIRA's messages and the chat completions form that OpenAI, Ollama and vLLM share. */
import type OpenAI from 'openai';
import { z } from 'zod';
import { MiraError } from '../../domain/errors.ts';
import { createCallIds } from './call-ids.ts';
import { usageContext } from './failed-usage.ts';
import type { Message, ModelReply, ModelRequest, ModelUsage, ToolCall } from './language-model.ts';
import { retellForeignTurns } from './retell.ts';

type Wire = OpenAI.Chat.Completions.ChatCompletionMessageParam;

/** Only the fields used; servers differ in the rest, and some give arguments as an object. */
const Completion = z.object({
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string().nullish(),
                function: z.object({ name: z.string(), arguments: z.unknown() }),
              }),
            )
            .nullish(),
        }),
      }),
    )
    .default([]),
  usage: z
    .object({
      prompt_tokens: z.number().default(0),
      completion_tokens: z.number().default(0),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
      completion_tokens_details: z.object({ reasoning_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
});

export function toWireMessages(request: ModelRequest, modelId: string): Wire[] {
  const turns = retellForeignTurns(request.messages, modelId).flatMap(toWire);
  return [{ role: 'system', content: request.system }, ...turns];
}

function toWire(message: Message): Wire[] {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', content: message.text }];
    case 'assistant':
      return [
        {
          role: 'assistant',
          content: message.text ?? '',
          ...(message.toolCalls.length === 0
            ? {}
            : {
                tool_calls: message.toolCalls.map((call) => ({
                  type: 'function' as const,
                  id: call.id,
                  function: { name: call.name, arguments: JSON.stringify(call.args) },
                })),
              }),
        },
      ];
    case 'tool':
      return message.results.map((result) => ({
        role: 'tool' as const,
        tool_call_id: result.id,
        content: result.isError ? `error: ${result.text}` : result.text,
      }));
  }
}

/** @throws MiraError `refusal`, `invalid_output` or `contract_broken` */
export function readCompletion(body: unknown, modelId: string): Omit<ModelReply, 'waitedMs'> {
  const parsed = Completion.safeParse(body);
  if (!parsed.success) {
    throw new MiraError('contract_broken', 'the model server’s answer is no chat completion');
  }
  const { choices, usage: reported } = parsed.data;
  const usage = readUsage(reported);
  const choice = choices[0];
  if (choice === undefined) throw invalid('no choices', usage);
  if (choice.message.refusal) {
    throw new MiraError('refusal', 'the model refused to answer', { context: usageContext(usage) });
  }
  const idOf = createCallIds();
  const toolCalls = (choice.message.tool_calls ?? []).map((call): ToolCall => ({
    id: idOf(call.id),
    name: call.function.name,
    args: readArguments(call.function.arguments, usage),
  }));
  const text = choice.message.content?.trim() ?? '';
  const message = {
    role: 'assistant' as const,
    text: text === '' ? null : text,
    toolCalls,
    native: { model: modelId, content: null },
  };
  if (toolCalls.length > 0) return { message, usage, stop: 'tool_calls' };
  const cut = choice.finish_reason === 'length';
  if (message.text === null)
    throw invalid(cut ? 'the output limit was spent' : 'empty answer', usage);
  return { message, usage, stop: cut ? 'max_tokens' : 'end' };
}

function readArguments(value: unknown, usage: ModelUsage): Record<string, unknown> {
  const once = typeof value === 'string' ? parseJson(value, usage) : (value ?? {});
  // Some servers put an object into JSON twice.
  const parsed = typeof once === 'string' ? parseJson(once, usage) : (once ?? {});
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw invalid('tool arguments are no object', usage);
  }
  return { ...parsed };
}

function parseJson(text: string, usage: ModelUsage): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('tool arguments are no JSON', usage);
  }
}

const invalid = (why: string, usage: ModelUsage): MiraError =>
  new MiraError('invalid_output', `the model’s answer cannot be used: ${why}`, {
    retry: 'backoff',
    context: { why, ...usageContext(usage) },
  });

function readUsage(usage: z.infer<typeof Completion>['usage']): ModelUsage {
  const thinking = usage?.completion_tokens_details?.reasoning_tokens ?? 0;
  return {
    inputTokens: usage?.prompt_tokens ?? 0,
    cachedInputTokens: usage?.prompt_tokens_details?.cached_tokens ?? 0,
    outputTokens: Math.max(0, (usage?.completion_tokens ?? 0) - thinking),
    thinkingTokens: thinking,
  };
}
