/** A streamed chat completion, told as it comes and put together to what a whole one would have been. */
import { MiraError } from '../../domain/errors.ts';

/** Only the fields used; servers differ in the rest, and some send whole tool calls at once. */
interface Chunk {
  readonly choices?:
    | readonly {
        readonly delta?: {
          readonly content?: string | null;
          readonly refusal?: string | null;
          readonly tool_calls?: readonly CallPiece[] | null;
        } | null;
        readonly finish_reason?: string | null;
      }[]
    | null;
  readonly usage?: unknown;
}

interface CallPiece {
  readonly index?: number;
  readonly id?: string | null;
  readonly function?: { readonly name?: string | null; readonly arguments?: unknown } | null;
}

interface Call {
  id: string | null;
  name: string;
  arguments: unknown;
}

/**
 * @param onText - called with each piece of text; tool calls are not told
 * @returns the body of a whole completion, still to be checked
 * @throws MiraError `model_unavailable` when the stream ends before the model did
 */
export async function foldCompletion(
  stream: AsyncIterable<unknown>,
  onText: (text: string) => void,
): Promise<unknown> {
  const calls: Call[] = [];
  let content = '';
  let refusal = '';
  let finish: string | null = null;
  let usage: unknown;
  for await (const piece of stream) {
    const chunk = piece as Chunk;
    usage = chunk.usage ?? usage;
    const choice = chunk.choices?.[0];
    if (choice === undefined) continue;
    finish = choice.finish_reason ?? finish;
    const { content: text, refusal: refused, tool_calls: parts } = choice.delta ?? {};
    if (text) onText(text);
    content += text ?? '';
    refusal += refused ?? '';
    for (const part of parts ?? []) addPiece(calls, part);
  }
  if (finish === null) {
    throw new MiraError('model_unavailable', 'the model’s answer broke off', { retry: 'backoff' });
  }
  return {
    choices: [
      {
        finish_reason: finish,
        message: {
          content: content === '' ? null : content,
          ...(refusal === '' ? {} : { refusal }),
          tool_calls: calls.map(({ id, name, arguments: args }) => ({
            id,
            function: { name, arguments: args },
          })),
        },
      },
    ],
    ...(usage === undefined ? {} : { usage }),
  };
}

/** Text of arguments grows; an object is whole. A piece without an index begins a call of its own. */
function addPiece(calls: Call[], { index, id, function: given }: CallPiece): void {
  const at = index ?? calls.length;
  const call = (calls[at] ??= { id: null, name: '', arguments: '' });
  call.id = id ?? call.id;
  call.name += given?.name ?? '';
  const { arguments: args } = given ?? {};
  if (typeof args === 'string' && typeof call.arguments === 'string') call.arguments += args;
  else if (args !== undefined && args !== null) call.arguments = args;
}
