/** What a model could know at this point: everything it was told and answered, as facts. */
import { textOf } from '../common/text-of.ts';
import type { Content, FunctionCall, GenerateCall } from './wire.ts';

export interface SeenEvidence {
  readonly id: string;
  /** The text that stood with the id, as it stood. */
  readonly text: string;
}

export interface SeenCommit {
  readonly sha: string;
  /** Everything that stood near the id. */
  readonly context: string;
  /** More for files that also stand in error texts, less for many files; 0 for none. */
  readonly score: number;
}

/** A guess that the prompt itself ranks: `H1 (81%, code_defect) …`, with what stands below it. */
export interface SeenHypothesis {
  /** 0–1. */
  readonly share: number;
  readonly category: string | undefined;
  readonly statement: string;
  readonly commit: string | undefined;
  readonly evidence: readonly string[];
}

export interface Transcript {
  /** Strongest first. */
  readonly hypotheses: readonly SeenHypothesis[];
  /** Calls of the current conversation, oldest first. */
  readonly calls: readonly FunctionCall[];
  readonly failedCalls: ReadonlySet<string>;
  readonly evidence: readonly SeenEvidence[];
  /** Best suspect first. */
  readonly commits: readonly SeenCommit[];
  readonly service: string | undefined;
  readonly env: string | undefined;
  readonly errorLine: string | undefined;
  readonly text: string;
}

const SHA = /\b[0-9a-f]{40}\b/g;
const FILE =
  /[\w./-]*\b[\w-]+\.(?:cs|ts|tsx|js|mjs|py|java|kt|go|rb|rs|php|yaml|yml|json|config|properties)\b/g;
const FRAME = /(?:\bat |File "|\.(?:cs|ts|js|java|py|go|rb|kt):(?:line )?\d+)/;
const EVIDENCE = /\bE\d+\b/;
const NEAR = 600;
/** JSON in JSON in JSON: tools wrap their results. */
const MAX_NESTED_TEXTS = 4;

/** What a text holds as JSON; `undefined` when it is no JSON text. */
function openJson(value: unknown, depth: number): unknown {
  if (typeof value !== 'string' || depth >= MAX_NESTED_TEXTS || !/^\s*[[{]/.test(value))
    return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** Strings of a JSON value, with JSON that hides in strings opened. */
function strings(value: unknown, depth = 0): string[] {
  const opened = openJson(value, depth);
  if (opened !== undefined) return strings(opened, depth + 1);
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, one]) =>
      typeof one === 'string' && one.length < 200 && !/[[{]/.test(one[0] ?? '')
        ? [`${key}: ${one}`]
        : strings(one, depth),
    );
  }
  return value === undefined || value === null ? [] : [textOf(value)];
}

/** Objects of a JSON value that have an evidence id. */
function evidenceObjects(value: unknown, depth = 0): SeenEvidence[] {
  const opened = openJson(value, depth);
  if (opened !== undefined) return evidenceObjects(opened, depth + 1);
  if (typeof value !== 'object' || value === null) return [];
  const own: SeenEvidence[] = [];
  if (!Array.isArray(value)) {
    const record = value as Record<string, unknown>;
    const id = record['id'] ?? record['evidence'] ?? record['evidenceId'] ?? record['evidence_id'];
    const text = record['text'] ?? record['summary'] ?? record['message'];
    if (typeof id === 'string' && /^E\d+$/.test(id)) {
      own.push({ id, text: typeof text === 'string' ? text : '' });
    }
  }
  return [...own, ...Object.values(value).flatMap((one) => evidenceObjects(one, depth))];
}

function evidenceOf(texts: readonly string[], values: readonly unknown[]): SeenEvidence[] {
  const found = new Map<string, string>();
  for (const { id, text } of values.flatMap((value) => evidenceObjects(value))) {
    if (!found.get(id)) found.set(id, text);
  }
  for (const line of texts.flatMap((text) => text.split('\n'))) {
    const id = EVIDENCE.exec(line)?.[0];
    if (id === undefined || found.get(id)) continue;
    found.set(
      id,
      line
        .slice(line.indexOf(id) + id.length)
        .replace(/^[\s\])}:.,–—-]+/, '')
        .trim(),
    );
  }
  return [...found].map(([id, text]) => ({ id, text }));
}

const baseName = (path: string): string => path.split('/').at(-1)!.toLowerCase();

/** Objects of a JSON value whose own texts hold a commit id: what is in one object belongs together. */
function commitObjects(value: unknown, depth = 0): { sha: string; context: string }[] {
  const opened = openJson(value, depth);
  if (opened !== undefined) return commitObjects(opened, depth + 1);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap((one) => commitObjects(one, depth));
  if (Array.isArray(value)) return inner;
  const own = Object.values(value).filter((one) => typeof one === 'string');
  const shas = new Set(own.flatMap((text) => (text.length < 200 ? (text.match(SHA) ?? []) : [])));
  const context = JSON.stringify(value);
  return [...[...shas].map((sha) => ({ sha, context })), ...inner];
}

function commitsOf(texts: readonly string[], values: readonly unknown[]): SeenCommit[] {
  const blamed = new Set(
    texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => FRAME.test(line))
      .flatMap((line) => line.match(FILE) ?? [])
      .map(baseName),
  );
  const contexts = new Map<string, string>();
  const add = (sha: string, context: string): void => {
    contexts.set(sha, `${contexts.get(sha) ?? ''}\n${context}`.slice(-20_000));
  };
  for (const { sha, context } of values.flatMap((value) => commitObjects(value))) add(sha, context);
  const structured = new Set(contexts.keys());
  for (const text of texts) {
    for (const match of text.matchAll(SHA)) {
      if (structured.has(match[0])) continue;
      // up to the next commit: what follows that belongs to it
      const near = text.slice(match.index + match[0].length, match.index + NEAR);
      add(match[0], near.split(SHA)[0] ?? '');
    }
  }
  return [...contexts]
    .map(([sha, context]) => {
      const files = new Set((context.match(FILE) ?? []).map(baseName));
      const hits = [...files].filter((file) => blamed.has(file)).length;
      // a commit that touches everything says little by touching this
      const score = hits / (1 + Math.log(Math.max(1, files.size)));
      return { sha, context, score };
    })
    .toSorted((a, b) => b.score - a.score);
}

const HYPOTHESIS = /^\s*H\d+ \((\d{1,3}) ?%(?:, (\w+))?\) (.*)$/;

function hypothesesOf(text: string): SeenHypothesis[] {
  const found: { head: RegExpExecArray; lines: string[] }[] = [];
  let open = false;
  for (const line of text.split('\n')) {
    const head = HYPOTHESIS.exec(line);
    if (head !== null) found.push({ head, lines: [] });
    // what belongs to a guess is indented below it
    open = head !== null || (open && /^\s+\S/.test(line));
    if (open && head === null) found.at(-1)?.lines.push(line);
  }
  return found
    .map(({ head, lines }) => ({
      share: Number(head[1]) / 100,
      category: head[2],
      statement: head[3]!.trim(),
      commit: lines.join('\n').match(SHA)?.[0],
      evidence: lines
        .filter((line) => /evidence/i.test(line))
        .flatMap((line) => line.match(/\bE\d+\b/g) ?? []),
    }))
    .toSorted((a, b) => b.share - a.share);
}

const partTexts = (content: Content): string[] =>
  content.parts.flatMap(({ text, functionResponse }) =>
    functionResponse === undefined ? (text ?? []) : strings(functionResponse.response),
  );

/** The line that says best what is wrong: an exception before a mere mention of errors. */
function errorLineOf(text: string): string | undefined {
  const lines = text.split('\n');
  const found =
    lines.find((line) => /\w+(Exception|Error)\b|certificate .*expired/.test(line)) ??
    lines.find((line) => /\b(error|timeout|timed out|expired|refused)\b/i.test(line));
  return found?.trim().slice(0, 200);
}

export function readTranscript({ request }: GenerateCall): Transcript {
  const told = request.contents.filter(({ role }) => role !== 'model');
  const texts = told.flatMap(partTexts);
  const values = told.flatMap(({ parts }) =>
    parts.flatMap(({ functionResponse }) => functionResponse?.response ?? []),
  );
  const text = texts.join('\n');
  const label = (name: string) =>
    new RegExp(`"?\\b${name}"?\\s*[:=]\\s*"?([\\w][\\w./-]*)`, 'i').exec(text)?.[1];
  const failed = told.flatMap(({ parts }) =>
    parts.flatMap(({ functionResponse }) =>
      functionResponse?.name !== undefined &&
      ('error' in functionResponse.response || functionResponse.response['isError'] === true)
        ? [functionResponse.name]
        : [],
    ),
  );
  return {
    calls: request.contents
      .filter(({ role }) => role === 'model')
      .flatMap(({ parts }) => parts.flatMap(({ functionCall }) => functionCall ?? [])),
    failedCalls: new Set(failed),
    evidence: evidenceOf(texts, values),
    commits: commitsOf(texts, values),
    service: label('service'),
    env: label('env(?:ironment)?'),
    errorLine: errorLineOf(text),
    hypotheses: hypothesesOf(text),
    text,
  };
}
