/** A tool of the investigator's own: reads evidence again, in parts, where a conversation held a digest. */
import { z } from 'zod';
import type { ToolSpec } from '../models/language-model.ts';
import type { Ledger } from '../verification/ledger.ts';
import { jsonSchemaOf } from './submission.ts';
import type { Wrap } from './untrusted.ts';

/** Where whole answers are kept that are too long for a conversation. */
export interface EvidenceSpill {
  save(evidenceId: string, text: string): Promise<void>;
  read(evidenceId: string): Promise<string | undefined>;
}

export const READ_EVIDENCE = 'read_evidence';

const PART_CHARACTERS = 8_000;
const MAX_MATCHES = 12;
const CONTEXT_CHARACTERS = 300;

const Args = z.object({
  evidence: z.string().regex(/^E\d+$/, 'an evidence id such as E12'),
  from: z.number().int().nonnegative().default(0).describe('first character of the part'),
  find: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('only the places where these words stand, upper or lower case'),
});

export const readEvidenceSpec: ToolSpec = {
  name: READ_EVIDENCE,
  description: `Reads evidence again, up to ${PART_CHARACTERS} characters of it, from any place or around given words. For answers that were shortened.`,
  inputSchema: jsonSchemaOf(Args),
};

export type ReadResult =
  | { readonly ok: true; readonly text: string; readonly evidence: string }
  | { readonly ok: false; readonly problem: string };

export async function readEvidence(
  args: Record<string, unknown>,
  { ledger, spill, wrap }: { ledger: Ledger; spill: EvidenceSpill; wrap: Wrap },
): Promise<ReadResult> {
  const parsed = Args.safeParse(args);
  if (!parsed.success) return { ok: false, problem: z.prettifyError(parsed.error) };
  const { evidence: id, from, find } = parsed.data;
  const known = ledger.get(id);
  if (known === undefined) {
    const ids = ledger.all().map((item) => item.id);
    return {
      ok: false,
      problem: `there is no evidence ${id}; there are ${ids[0] ?? 'none'} to ${ids.at(-1) ?? 'none'}`,
    };
  }
  const whole = (await spill.read(id)) ?? known.text;
  const answer = find === undefined ? partOf(whole, from) : placesOf(whole, find, from);
  if (answer.text === '')
    return { ok: false, problem: `${id} has ${whole.length} characters: ${answer.note}` };
  // Wrapped anew: a part from the middle has lost the marks of the whole.
  return { ok: true, evidence: id, text: `[${id}] ${answer.note}\n${wrap(id, answer.text)}` };
}

interface Part {
  readonly note: string;
  readonly text: string;
}

function partOf(whole: string, from: number): Part {
  const text = whole.slice(from, from + PART_CHARACTERS);
  const end = from + text.length;
  const more = end < whole.length ? `; the next part begins at ${end}` : '; this is the end';
  if (text === '') return { text, note: `nothing begins at ${from}` };
  return { text, note: `characters ${from} to ${end} of ${whole.length}${more}` };
}

function placesOf(whole: string, find: string, from: number): Part {
  const lower = whole.toLowerCase();
  const wanted = find.toLowerCase();
  const places: string[] = [];
  let at = lower.indexOf(wanted, from);
  while (at !== -1 && places.length < MAX_MATCHES) {
    const end = Math.min(whole.length, at + wanted.length + CONTEXT_CHARACTERS);
    places.push(`${at}: ${whole.slice(Math.max(0, at - CONTEXT_CHARACTERS), end)}`);
    at = lower.indexOf(wanted, end);
  }
  if (places.length === 0)
    return { text: '', note: `${JSON.stringify(find)} does not stand in it` };
  const more = at === -1 ? '' : `; go on with from ${at}`;
  return {
    text: places.join('\n…\n'),
    note: `${places.length} places of ${JSON.stringify(find)} in ${whole.length} characters${more}`,
  };
}
