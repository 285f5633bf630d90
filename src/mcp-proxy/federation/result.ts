/** What a foreign tool answered, as a result of ours: text within bounds, no binary, nothing silent. */
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { ToolAnswer } from '../tool.ts';

export const FederatedResult = z.object({
  server: z.string(),
  tool: z.string(),
  content: z.array(
    z.object({
      type: z.string(),
      text: z.string().optional(),
      uri: z.string().optional(),
      name: z.string().optional(),
      mimeType: z.string().optional(),
      /** Of something that is not passed on: an image, audio, a binary resource. */
      bytes: z.number().optional(),
    }),
  ),
  /** The server's own `structuredContent`; null where it sends none or it was too large. */
  structured: z.record(z.string(), z.unknown()).nullable(),
});
export type FederatedResult = z.infer<typeof FederatedResult>;

type Block = FederatedResult['content'][number];

export interface ResultOptions {
  readonly server: string;
  readonly tool: string;
  readonly maxCharacters: number;
}

export function readFederatedResult(
  answer: CallToolResult,
  { server, tool, maxCharacters }: ResultOptions,
): ToolAnswer<FederatedResult> {
  const notes: string[] = [];
  let left = maxCharacters;
  let lost = 0;
  let binary = 0;
  const content = answer.content.flatMap((raw): Block[] => {
    const block = blockOf(raw);
    if (block.bytes !== undefined) binary += 1;
    if (block.text === undefined) return [block];
    const text = block.text.slice(0, left);
    lost += block.text.length - text.length;
    left -= text.length;
    return text === '' && block.text !== '' ? [] : [{ ...block, text }];
  });
  if (lost > 0) {
    notes.push(
      `The answer was cut: ${lost} of its characters are missing. Ask for less (a narrower query, a smaller page).`,
    );
  }
  if (binary > 0) {
    notes.push(
      `${binary} image, audio or binary part${binary === 1 ? ' is' : 's are'} not passed on.`,
    );
  }
  const structured = structuredOf(answer.structuredContent, maxCharacters);
  if (structured === 'too large') {
    notes.push('Its structured content was too large and is left out; the text is what there is.');
  }
  return {
    result: { server, tool, content, structured: structured === 'too large' ? null : structured },
    notes,
    truncated: lost > 0 || structured === 'too large',
  };
}

export function renderFederatedResult({ content, structured }: FederatedResult): string {
  const parts = content.map((block) => {
    const where = block.uri === undefined ? '' : ` ${block.name ?? ''} ${block.uri}`.trimEnd();
    if (block.text !== undefined)
      return where === '' ? block.text : `[${block.type}${where}]\n${block.text}`;
    const size = block.bytes === undefined ? '' : `, ${block.bytes} bytes, not passed on`;
    return `[${block.type}${where}${block.mimeType ? ` ${block.mimeType}` : ''}${size}]`;
  });
  // servers are asked to send the same as text, and not all do
  if (parts.length === 0 && structured !== null) return JSON.stringify(structured, null, 1);
  return parts.length === 0 ? '(the tool answered without content)' : parts.join('\n');
}

/** The text of an error, for a message. */
export const errorText = (answer: CallToolResult): string =>
  answer.content
    .flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join('\n')
    .trim() || 'no text';

function blockOf(block: CallToolResult['content'][number]): Block {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text };
    case 'image':
    case 'audio':
      return { type: block.type, mimeType: block.mimeType, bytes: bytesOf(block.data) };
    case 'resource_link':
      return {
        type: 'resource_link',
        uri: block.uri,
        name: block.name,
        ...(block.mimeType ? { mimeType: block.mimeType } : {}),
      };
    case 'resource': {
      const { resource } = block;
      return {
        type: 'resource',
        uri: resource.uri,
        ...(resource.mimeType ? { mimeType: resource.mimeType } : {}),
        ...('text' in resource ? { text: resource.text } : { bytes: bytesOf(resource.blob) }),
      };
    }
  }
}

/** Of base64, about. */
const bytesOf = (base64: string): number => Math.floor((base64.length * 3) / 4);

function structuredOf(
  value: CallToolResult['structuredContent'],
  max: number,
): Record<string, unknown> | 'too large' | null {
  if (value === undefined) return null;
  return JSON.stringify(value).length > max ? 'too large' : { ...value };
}
