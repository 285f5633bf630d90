/** Any file of records (NDJSON, a JSON array or document, CSV, YAML) as a run of plain objects. */
import { Readable } from 'node:stream';
import { parse as csvParser } from 'csv-parse';
import { parse as parseYaml } from 'yaml';
import { messageOf } from '../../domain/errors.ts';
import type { Problems } from '../problems.ts';
import { isRecord, type JsonRecord } from '../values/fields.ts';
import { arrayOfLength, elementsOf, lineOfSyntaxError, type JsonElement } from './json-text.ts';
import { forEachLine, readHead, readText, readTextSync, textPieces } from './lines.ts';

/** One JSON document larger than this is refused: V8 holds no longer strings by much. */
const MAX_DOCUMENT = 400_000_000;
/** Reading damaged JSON leniently is slow; larger files are salvaged element by element. */
const MAX_LENIENT = 5_000_000;

export type FileFormat = 'json' | 'ndjson' | 'csv' | 'yaml' | 'text' | 'binary' | 'empty';

/** Where a record stands: for problems. */
export interface Place {
  readonly file: string;
  /** Counted from 1; null where it is not known. May be costly: only for problems. */
  line(): number | null;
}

export const placeAt = (file: string, line: number | null): Place => ({ file, line: () => line });

/**
 * What a file holds, judged by its beginning rather than its name; the name decides between CSV and
 * plain text only.
 */
export async function formatOf(path: string, name: string): Promise<FileFormat> {
  return formatOfHead(await readHead(path), name);
}

export function formatOfHead(head: string, name: string): FileFormat {
  const text = head.trimStart();
  if (text === '') return 'empty';
  if (text.slice(0, 4_096).includes('\u0000')) return 'binary';
  const plainName = name.toLowerCase().replace(/\.gz$/, '');
  if (/\.(?:csv|tsv)$/.test(plainName)) return 'csv';
  if (/\.ya?ml$/.test(plainName)) return 'yaml';
  if (text.startsWith('{')) {
    const first = text.slice(0, text.indexOf('\n') === -1 ? undefined : text.indexOf('\n')).trim();
    if (first === text.trim()) return /\.(?:ndjson|jsonl|log)$/.test(plainName) ? 'ndjson' : 'json';
    return isJson(first) ? 'ndjson' : /\.(?:ndjson|jsonl)$/.test(plainName) ? 'ndjson' : 'json';
  }
  // `[2026-01-02 10:00:00] ERROR …` is a log line, `[{` and `[]` are JSON
  if (
    /^\[\s*(?:[{\]["]|-?\d+(?:\.\d+)?\s*[,\]]\s*[\d\-[\]"{])/.test(text) &&
    !/^\[\d+\] /.test(text)
  )
    return 'json';
  return plainName.endsWith('.json') ? 'json' : 'text';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Parses one document. Damaged JSON is read leniently where that is possible (trailing commas,
 * comments), else its whole elements are kept; both are reported.
 *
 * @returns the value, or undefined when nothing could be read of it
 */
export function parseDocument(text: string, file: string, problems: Problems): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const line = lineOfSyntaxError(text, error);
    const salvaged = text.length <= MAX_LENIENT ? lenient(text) : undefined;
    if (salvaged !== undefined) {
      problems.add(file, line, `not strict JSON (${messageOf(error)}); read leniently`);
      return salvaged;
    }
    const elements: unknown[] = [];
    for (const element of elementsOf(text)) {
      try {
        elements.push(JSON.parse(element.text));
      } catch (reason) {
        problems.add(file, element.line, `not JSON: ${messageOf(reason)}`);
      }
    }
    if (elements.length === 0) {
      problems.add(file, line, `not JSON: ${messageOf(error)}`);
      return undefined;
    }
    problems.add(file, line, `damaged JSON: ${elements.length} whole records were read`);
    return elements;
  }
}

/** YAML's flow style is JSON with trailing commas and comments. Only objects and lists count. */
function lenient(text: string): unknown {
  try {
    const value = parseYaml(text, { logLevel: 'silent', maxAliasCount: 0 }) as unknown;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A whole JSON or YAML file as one value; undefined when it could not be read. */
export async function readDocument(
  path: string,
  file: string,
  problems: Problems,
): Promise<unknown> {
  let text: string;
  try {
    text = await readText(path, MAX_DOCUMENT);
  } catch (error) {
    problems.add(file, null, messageOf(error));
    return undefined;
  }
  if (text.trim() === '') {
    problems.add(file, null, 'the file is empty');
    return undefined;
  }
  const name = file.toLowerCase().replace(/\.gz$/, '');
  if (/\.ya?ml$/.test(name)) {
    const value = lenient(text);
    if (value === undefined) problems.add(file, null, 'not readable as YAML');
    return value;
  }
  return parseDocument(quoteBigIds(text), file, problems);
}

/** Ids of 64 bits lose digits as JSON numbers: they become text before parsing. */
export const quoteBigIds = (text: string): string =>
  text.includes('_id')
    ? text.replace(/("(?:trace|span|parent)_id"\s*:\s*)(\d{16,20})(?=\s*[,}\n])/g, '$1"$2"')
    : text;

/**
 * Rows of a CSV file under its heading, each with its line; streams, whatever its size.
 * Rows with too few or too many cells are kept; what is no CSV goes to `problems`.
 */
export async function forEachRow(
  pieces: AsyncIterable<string> | Iterable<string>,
  file: string,
  problems: Problems,
  onRow: (record: JsonRecord, place: Place) => void,
  delimiter: string,
): Promise<void> {
  const parser = csvParser({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: 4_000_000,
  });
  const rows = Readable.from(pieces).pipe(parser) as AsyncIterable<{
    record: string[];
    info: { lines: number };
  }>;
  let names: string[] | undefined;
  try {
    for await (const { record: cells, info } of rows) {
      if (names === undefined) {
        names = cells.map((name, at) => name || `column ${at + 1}`);
        continue;
      }
      const row: Record<string, unknown> = {};
      for (let at = 0; at < names.length; at += 1) row[names[at] ?? ''] = cells[at] ?? '';
      onRow(row, placeAt(file, info.lines));
    }
  } catch (error) {
    problems.add(file, lineOfSyntaxError('', error), `not readable as CSV: ${messageOf(error)}`);
  }
}

/** Of comma, semicolon, tab and bar the one that stands most often in the heading. */
export function delimiterOf(text: string): string {
  const end = text.indexOf('\n');
  const heading = text.slice(0, end === -1 ? undefined : end);
  const counts = [',', ';', '\t', '|'].map((mark) => [mark, heading.split(mark).length] as const);
  return counts.reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

/**
 * Calls `onRecord` for every record of a file. A document that is no list is handed to `unwrap`,
 * which says where its records are. Never throws; what can't be read goes to `problems`.
 */
export async function forEachRecord(
  path: string,
  file: string,
  problems: Problems,
  unwrap: (document: unknown) => readonly unknown[],
  onRecord: (record: JsonRecord, place: Place) => void,
): Promise<void> {
  try {
    switch (await formatOf(path, file)) {
      case 'empty':
        problems.add(file, null, 'the file is empty');
        return;
      case 'binary':
        problems.add(file, null, 'binary data, not text');
        return;
      case 'ndjson':
        await ndjson(path, file, problems, unwrap, onRecord);
        return;
      case 'csv':
      case 'text':
        await forEachRow(
          textPieces(path),
          file,
          problems,
          onRecord,
          delimiterOf((await readHead(path)).trimStart()),
        );
        return;
      case 'json':
      case 'yaml': {
        const document = await readDocument(path, file, problems);
        if (document === undefined) return;
        let elements: JsonElement[] | undefined;
        const list = unwrap(document);
        fromList(list, file, problems, onRecord, (index) => {
          // the text was let go: a problem is rare enough to read it again
          elements ??= arrayOfLength(readTextSync(path), list.length);
          return elements[index]?.line ?? null;
        });
      }
    }
  } catch (error) {
    problems.add(file, null, messageOf(error));
  }
}

async function ndjson(
  path: string,
  file: string,
  problems: Problems,
  unwrap: (document: unknown) => readonly unknown[],
  onRecord: (record: JsonRecord, place: Place) => void,
): Promise<void> {
  await forEachLine(path, (text, line) => {
    const trimmed = text.trim().replace(/,$/, '');
    if (trimmed === '' || trimmed === '[' || trimmed === ']') return;
    let value: unknown;
    try {
      value = JSON.parse(quoteBigIds(trimmed));
    } catch (error) {
      problems.add(file, line, `not JSON: ${messageOf(error)}`);
      return;
    }
    fromList(unwrap(value), file, problems, onRecord, () => line);
  });
}

function fromList(
  list: readonly unknown[],
  file: string,
  problems: Problems,
  onRecord: (record: JsonRecord, place: Place) => void,
  lineOf: (index: number) => number | null,
): void {
  list.forEach((entry, index) => {
    if (isRecord(entry)) onRecord(entry, { file, line: () => lineOf(index) });
    else
      problems.add(
        file,
        lineOf(index),
        `record ${index + 1} is ${entry === null ? 'null' : typeof entry}, not an object`,
      );
  });
}
