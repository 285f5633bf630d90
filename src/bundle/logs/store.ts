/** Keeps log records within a bound of memory, and says what it had to leave out. */
import type { LogRecord } from '../../domain/observation.ts';
import type { NewLogRecord } from './structured.ts';

/** About 300 MB of typical records. */
const DEFAULT_CAPACITY = 400_000;

const QUIET: ReadonlySet<LogRecord['level']> = new Set(['trace', 'debug', 'info']);

export interface LogStore {
  add(record: NewLogRecord): void;
  readonly seen: number;
  /** The kept records, and what was left out in words (null when nothing was). */
  result(): { readonly records: LogRecord[]; readonly left: string | null };
}

/**
 * Above its capacity the store thins the quiet records (info and below) evenly: of every two, then
 * four, … one is kept, so that their share over time stays true. Warnings and worse are thinned
 * only when they alone are more than half of the capacity.
 */
export function createLogStore(capacity = DEFAULT_CAPACITY): LogStore {
  const classes = {
    quiet: { kept: [] as LogRecord[], stride: 1, seen: 0 },
    loud: { kept: [] as LogRecord[], stride: 1, seen: 0 },
  };
  let seen = 0;

  const thin = (group: { kept: LogRecord[]; stride: number }): void => {
    group.kept = group.kept.filter((_, index) => index % 2 === 0);
    group.stride *= 2;
  };

  return {
    get seen() {
      return seen;
    },
    add: (record) => {
      seen += 1;
      const group = QUIET.has(record.level) ? classes.quiet : classes.loud;
      const number = group.seen;
      group.seen += 1;
      if (number % group.stride !== 0) return;
      group.kept.push({ id: `L${seen}`, ...record });
      if (classes.quiet.kept.length + classes.loud.kept.length > capacity)
        thin(classes.loud.kept.length > capacity / 2 ? classes.loud : classes.quiet);
    },
    result: () => {
      const { quiet, loud } = classes;
      const left = [
        quiet.stride > 1
          ? `of ${quiet.seen} records at info and below every ${quiet.stride}th was kept`
          : '',
        loud.stride > 1 ? `of ${loud.seen} records above info every ${loud.stride}th was kept` : '',
      ].filter(Boolean);
      return {
        records: [...quiet.kept, ...loud.kept].sort(byNumber),
        left: left.length === 0 ? null : left.join('; '),
      };
    },
  };
}

const byNumber = (a: LogRecord, b: LogRecord): number =>
  Number(a.id.slice(1)) - Number(b.id.slice(1));
