/** An answer of `generateContent` as the server-sent events of `streamGenerateContent?alt=sse`. */
import { z } from 'zod';
import { Part } from './wire.ts';

const Answer = z.looseObject({
  candidates: z
    .array(
      z.looseObject({
        content: z.looseObject({ parts: z.array(Part).default([]) }).optional(),
        finishReason: z.string().optional(),
      }),
    )
    .optional(),
  usageMetadata: z.unknown().optional(),
});

/** Texts come in pieces of a few words; finish reason and usage come with the last piece. */
export function sseOf(body: unknown): string {
  const { candidates: [candidate] = [], usageMetadata, ...common } = Answer.parse(body);
  const event = (chunk: unknown): string => `data: ${JSON.stringify(chunk)}\r\n\r\n`;
  if (candidate === undefined) return event({ ...common, usageMetadata });
  const { finishReason, content, ...rest } = candidate;
  const parts = (content?.parts ?? []).flatMap(piecesOf);
  const chunks = (parts.length === 0 ? [undefined] : parts).map((part, index, all) => {
    const last = index === all.length - 1;
    return {
      candidates: [
        {
          ...rest,
          content: { role: 'model', ...(part === undefined ? {} : { parts: [part] }) },
          ...(last ? { finishReason } : {}),
        },
      ],
      ...(last ? { usageMetadata } : {}),
      ...common,
    };
  });
  return chunks.map(event).join('');
}

const piecesOf = (part: Part): Part[] =>
  part.text === undefined || part.thoughtSignature !== undefined
    ? [part]
    : (part.text.match(/[\s\S]{1,24}/g) ?? [part.text]).map((text) => ({ ...part, text }));
