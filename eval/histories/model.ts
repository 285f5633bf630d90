/** Words of the history rig: trees, commits made of real versions, and cases with a known culprit. */

/** Text files of one published version, by path. */
export type Tree = ReadonlyMap<string, string>;

export interface Version {
  readonly name: string;
  readonly tree: Tree;
}

/** One step of a history: new contents by path, null for a removed file. */
export interface Step {
  readonly subject: string;
  readonly edits: ReadonlyMap<string, string | null>;
  /** Set on the last step of a published version. */
  readonly version?: string;
}

export interface Library {
  readonly name: string;
  readonly half: 'training' | 'held-out';
  readonly language: 'javascript' | 'python' | 'java' | 'go';
  readonly versions: readonly Version[];
  /** Test files of a tree that can be run one by one. */
  tests(tree: Tree): string[];
  /** Makes a folder that holds the tree ready to run tests; false when it does not compile. */
  readonly prepare?: (folder: string, tree: Tree) => boolean;
  /** The whole output is the trace, as a build server shows it; else the first failure alone. */
  readonly wholeOutput?: boolean;
  /** Histories are kept below this many commits by putting more hunks into each. */
  readonly maxCommits?: number;
  /** Names of the tests that failed, out of what a run printed. */
  readonly failures?: (output: string) => string[];
  /** True when `command` runs one test of a file by its name; else the file is run and the name sought. */
  readonly runsByName?: boolean;
  /** The program that runs a test file, or one test of it, in a folder that holds the tree. */
  command(
    folder: string,
    test: string,
    name?: string,
  ): { program: string; args: string[]; env: Record<string, string> };
}

export type Kind = 'born' | 'edit' | 'own' | 'real';

/** What is written down of a case: `case.json`; its repository lies beside it. */
export interface Case {
  readonly id: string;
  readonly library: string;
  readonly half: Library['half'];
  readonly language: Library['language'];
  /**
   * `born`: the faulty line came with its function; `edit`: a commit that also did something else
   * spoilt it; `own`: a commit of its own did; `real`: a fault of the library that its next version
   * repaired, its culprits being the last authors of the repaired lines.
   */
  readonly kind: Kind;
  /** What the trace shows of the culprit's file. */
  readonly sight: 'at the line' | 'in its file' | 'in other files' | 'test only';
  readonly mutation: string;
  /** True when the failing tests are not in the history: they were written later, to show the fault. */
  readonly withheld?: boolean;
  readonly file: string;
  readonly revision: string;
  readonly culprits: readonly string[];
  readonly commits: number;
  readonly trace: string;
}

/** A seeded source of chance: cases are the same on every machine. */
export function createChance(seed: string): {
  next(): number;
  pick<T>(list: readonly T[]): T;
  shuffle<T>(list: readonly T[]): T[];
} {
  let state = 2_166_136_261;
  for (const char of seed) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    pick: (list) => {
      const found = list[Math.floor(next() * list.length)];
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    },
    shuffle: (list) => {
      const out = [...list];
      for (let at = out.length - 1; at > 0; at -= 1) {
        const other = Math.floor(next() * (at + 1));
        [out[at], out[other]] = [out[other] as never, out[at] as never];
      }
      return out;
    },
  };
}
