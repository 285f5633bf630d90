/** How `mira` writes: data to stdout, progress to stderr, colours only where a person looks. */
import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import type { Settings } from './settings.ts';

export type Paint = ReturnType<typeof pc.createColors>;

export interface Output {
  readonly format: Settings['format'];
  readonly paint: Paint;
  /** A line of data for a person; nothing in JSON formats. */
  line(text?: string): void;
  /** A line about what is happening, for a person who watches; nothing when quiet. */
  live(text: string): void;
  /** The command's result as one JSON document, or one JSON line per entry of an array. */
  data(value: unknown): void;
  /** One JSON line at once, in `jsonl` only. */
  event(value: unknown): void;
  /** A line of progress on stderr; nothing when quiet. */
  progress(text: string): void;
  /** Rows under headings, columns aligned; cells may carry colours. */
  table(headings: readonly string[], rows: readonly (readonly string[])[]): void;
}

export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

export function createOutput(
  { format, quiet, color }: Pick<Settings, 'format' | 'quiet' | 'color'>,
  { stdout, stderr }: Streams = process,
): Output {
  const paint = pc.createColors(color);
  const line = (text = ''): void => {
    if (format === 'text') stdout.write(`${text}\n`);
  };
  return {
    format,
    paint,
    line,
    live: (text) => {
      if (!quiet) line(text);
    },
    data: (value) => {
      if (format === 'json') stdout.write(`${JSON.stringify(value, null, 2)}\n`);
      if (format === 'jsonl') {
        for (const entry of Array.isArray(value) ? (value as unknown[]) : [value]) {
          stdout.write(`${JSON.stringify(entry)}\n`);
        }
      }
    },
    event: (value) => {
      if (format === 'jsonl') stdout.write(`${JSON.stringify(value)}\n`);
    },
    progress: (text) => {
      if (!quiet) stderr.write(`${text}\n`);
    },
    table: (headings, rows) => {
      for (const text of alignTable([headings.map((heading) => paint.dim(heading)), ...rows]))
        line(text);
    },
  };
}

/** Pads cells so that columns line up; the last column is left ragged. */
export function alignTable(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach(
      (cell, index) => (widths[index] = Math.max(widths[index] ?? 0, visibleWidth(cell))),
    );
  }
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === row.length - 1
          ? cell
          : cell + ' '.repeat((widths[index] ?? 0) - visibleWidth(cell)),
      )
      .join('  ')
      .trimEnd(),
  );
}

const graphemes = new Intl.Segmenter();

const visibleWidth = (text: string): number =>
  [...graphemes.segment(stripVTControlCharacters(text))].length;
