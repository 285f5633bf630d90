/**
 * The recording of an investigation: what it was given and what it was told, in order, so that it can
 * be run again without anybody to ask. Secrets are masked already: by the proxy in answers of tools,
 * by the ingress in alerts. One JSON document per line where it is written to a file.
 */
import { z } from 'zod';
import { Alert, AlertFate } from './alert.ts';
import { Decision } from './analysis.ts';
import { Incident } from './incident.ts';
import { Investigation } from './investigation.ts';
import { Observations } from './observation.ts';
import { Report } from './report.ts';
import { Service } from './service.ts';
import { IsoTime } from './time.ts';

/** Raised when a line's meaning changes; new kinds of lines are no change. */
export const RECORDING_VERSION = 1;

/** With which claim a line was written: a takeover's lines replace those of the worker that was lost. */
const claim = z.number().int().nonnegative();

const Start = z.object({
  type: z.literal('start'),
  claim,
  at: IsoTime,
  investigation: Investigation,
  incident: Incident,
  alerts: z.array(z.object({ alert: Alert, fate: AlertFate })),
  service: Service.nullable(),
  /** Agent → hash of its instructions, to tell another version by. */
  instructions: z.record(z.string(), z.string()),
});

const Tools = z.object({ type: z.literal('tools'), claim, tools: z.array(z.unknown()) });

const Call = z.object({
  type: z.literal('call'),
  claim,
  name: z.string(),
  args: z.record(z.string(), z.unknown()),
  /** As the proxy gave it. */
  result: z.unknown(),
});

const Tokens = z.object({
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
  thinkingTokens: z.number(),
});

/** Neither thought signatures nor the provider's own form: a replay shows turns, it sends none back. */
const Turn = z.object({
  type: z.literal('turn'),
  claim,
  agent: z.string(),
  model: z.string(),
  text: z.string().nullable(),
  toolCalls: z.array(
    z.object({ id: z.string(), name: z.string(), args: z.record(z.string(), z.unknown()) }),
  ),
  usage: Tokens,
  /** Requests that it took; absent in older recordings: one. */
  attempts: z.number().int().optional(),
  stop: z.enum(['tool_calls', 'end', 'max_tokens']),
});

/** A model that could not answer, so that a replay falls back where the original did. */
const Refusal = z.object({
  type: z.literal('refusal'),
  claim,
  agent: z.string(),
  model: z.string(),
  message: z.string(),
  /** What was used of it all the same, and how it failed; absent in older recordings. */
  usage: Tokens.optional(),
  attempts: z.number().int().optional(),
  code: z.string().optional(),
});

/** What was looked up beside tools and models: runbooks of the folder, memories. */
const Lookup = z.object({
  type: z.literal('lookup'),
  claim,
  what: z.enum(['runbooks', 'memory']),
  answer: z.unknown(),
});

/** The recording reached its bound: what came after is missing. */
const Cut = z.object({ type: z.literal('cut'), claim, why: z.string() });

export const RecordingLine = z.discriminatedUnion('type', [
  Start,
  Tools,
  Call,
  Turn,
  Refusal,
  Lookup,
  Cut,
]);
export type RecordingLine = z.infer<typeof RecordingLine>;

/** What came of the original, to compare with: the first line of a recording that is handed out. */
export const RecordingHead = z.object({
  type: z.literal('head'),
  version: z.literal(RECORDING_VERSION),
  investigation: Investigation,
  report: Report.nullable(),
  decision: Decision.nullable(),
  /** What was seen, for the bundle; null when it never got so far. */
  observations: Observations.nullable(),
});
export type RecordingHead = z.infer<typeof RecordingHead>;

export interface Recording {
  readonly head: RecordingHead;
  readonly lines: readonly RecordingLine[];
}

/** Lines that stand: those of the last claim that wrote any of their type, and all answers of tools. */
export function standingLines(lines: readonly RecordingLine[]): RecordingLine[] {
  const last = new Map<string, number>();
  const kindOf = (line: RecordingLine): string =>
    line.type === 'turn' || line.type === 'refusal' ? `turn ${line.agent}` : line.type;
  for (const line of lines)
    last.set(kindOf(line), Math.max(last.get(kindOf(line)) ?? 0, line.claim));
  return lines.filter((line) => line.type === 'call' || last.get(kindOf(line)) === line.claim);
}

/**
 * Reads the lines of a recording. Lines of kinds that this version does not know are left out.
 * @throws Error naming the line that is broken
 */
export function parseRecording(text: string): Recording {
  const rows = text.split('\n').filter((row) => row.trim() !== '');
  const [first, ...rest] = rows.map((row, index) => {
    try {
      return JSON.parse(row) as unknown;
    } catch {
      throw new Error(`line ${index + 1} is no JSON`);
    }
  });
  const head = RecordingHead.safeParse(first);
  if (!head.success)
    throw new Error(
      `line 1 is not the head of a recording of version ${RECORDING_VERSION}: ${head.error.issues[0]?.path.join('.') ?? ''} ${head.error.issues[0]?.message ?? ''}`,
    );
  const lines = rest.flatMap((row) => {
    const line = RecordingLine.safeParse(row);
    return line.success ? [line.data] : [];
  });
  return { head: head.data, lines };
}
