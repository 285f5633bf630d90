/** A streamed answer of Gemini, told as it comes and put together to what one answer would have been. */
import {
  type Candidate,
  GenerateContentResponse,
  type GenerateContentResponsePromptFeedback,
  type GenerateContentResponseUsageMetadata,
  type Part,
} from '@google/genai';
import { MiraError } from '../../domain/errors.ts';

/**
 * @param onText - called with each piece of visible text; thoughts and tool calls are not told
 * @param onUsage - called with what has been used so far: a stream that breaks off is billed as well
 * @throws MiraError `model_unavailable` when the stream ends before the model did; what the stream throws
 */
export async function foldStream(
  stream: AsyncIterable<GenerateContentResponse>,
  onText: (text: string) => void,
  onUsage: (usage: GenerateContentResponseUsageMetadata) => void = () => {},
): Promise<GenerateContentResponse> {
  const parts: Part[] = [];
  let last: Candidate | undefined;
  let feedback: GenerateContentResponsePromptFeedback | undefined;
  let usage: GenerateContentResponseUsageMetadata | undefined;
  let finished: Candidate['finishReason'];
  let role = 'model';

  for await (const chunk of stream) {
    feedback = chunk.promptFeedback ?? feedback;
    // Counted up from chunk to chunk: the last one has it all.
    usage = chunk.usageMetadata ?? usage;
    if (usage !== undefined) onUsage(usage);
    const candidate = chunk.candidates?.[0];
    if (candidate === undefined) continue;
    last = candidate;
    finished = candidate.finishReason ?? finished;
    role = candidate.content?.role ?? role;
    for (const part of candidate.content?.parts ?? []) {
      if (part.thought !== true && part.text) onText(part.text);
      addPart(parts, part);
    }
  }

  if (finished === undefined && feedback?.blockReason === undefined) {
    throw new MiraError('model_unavailable', 'the model’s answer broke off', { retry: 'backoff' });
  }
  return Object.assign(new GenerateContentResponse(), {
    ...(last === undefined
      ? {}
      : {
          candidates: [
            { ...last, content: { role, parts }, ...(finished ? { finishReason: finished } : {}) },
          ],
        }),
    ...(feedback === undefined ? {} : { promptFeedback: feedback }),
    ...(usage === undefined ? {} : { usageMetadata: usage }),
  });
}

/** Text grows together; a part with a signature stays as it came, because it goes back unchanged. */
function addPart(parts: Part[], part: Part): void {
  const before = parts.at(-1);
  if (before !== undefined && isPlainText(before) && isPlainText(part)) {
    if (before.thought === part.thought) {
      parts[parts.length - 1] = { ...before, text: `${before.text ?? ''}${part.text ?? ''}` };
      return;
    }
  }
  parts.push(part);
}

const isPlainText = (part: Part): boolean =>
  part.text !== undefined &&
  part.thoughtSignature === undefined &&
  Object.keys(part).every((key) => key === 'text' || key === 'thought');
