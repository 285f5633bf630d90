/**
 * Folds audit lines of a storm: when one caller gets one answer from memory again and again, the
 * first calls of a second have a line each, the rest one line together with their number. At ten
 * thousand calls a second the lines would otherwise cost as much as the answers.
 */

/** Lines of their own per caller, answer and second. */
const OWN_LINES = 10;
const WINDOW_MS = 1_000;

interface Fold<Line> {
  count: number;
  /** The first of the folded ones: its fields stand for all of them. */
  sample: Line | undefined;
}

export interface AuditFold<Line> {
  /** True where the line should be written; otherwise it is counted. */
  admit(key: string, line: () => Line): boolean;
  /** Writes what is still folded. */
  flush(): void;
}

/** @param write - gets a line and how many calls it stands for */
export function createAuditFold<Line>(write: (line: Line, calls: number) => void): AuditFold<Line> {
  let folds = new Map<string, Fold<Line>>();
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const done = folds;
    folds = new Map();
    for (const { count, sample } of done.values()) {
      if (sample !== undefined) write(sample, count - OWN_LINES);
    }
  };

  return {
    admit(key, line) {
      timer ??= setTimeout(flush, WINDOW_MS).unref();
      const fold = folds.get(key);
      if (!fold) {
        folds.set(key, { count: 1, sample: undefined });
        return true;
      }
      fold.count += 1;
      if (fold.count <= OWN_LINES) return true;
      fold.sample ??= line();
      return false;
    },
    flush,
  };
}
