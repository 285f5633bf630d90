/** What every commit of a repository changed, kept in the user's cache so that it is read only once. */
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { unquote } from '../../bundle/changes/split-diff.ts';
import {
  plainFromCombined,
  readCommitRecords,
  readPatches,
  type CommitRecord,
  type ReadProgress,
} from './commit-records.ts';
import type { Git } from './git.ts';

/** Raise it when a record's meaning changes: older files are then built anew. */
const VERSION = 1;

/** One line of the index: `[sha, epoch s, merge, subject, [path | [path, previous]]…]`. */
const Line = z.tuple([
  z.string(),
  z.number(),
  z.union([z.literal(0), z.literal(1)]),
  z.string(),
  z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
]);
/** One line of a path's patches: `[sha, text]`. */
const PatchLine = z.tuple([z.string(), z.string()]);

export interface HistoryIndex {
  /** Records of these commits, in their order; what is not in the cache is read from git. */
  records(shas: readonly string[], onProgress?: ReadProgress): Promise<CommitRecord[]>;
  /**
   * Calls `onPatch` with what each commit did to those of the paths that it touched (diff text
   * without context), newest first as in `commits`.
   */
  patches(
    commits: readonly CommitRecord[],
    paths: readonly string[],
    onPatch: (sha: string, text: string) => void,
  ): Promise<void>;
}

export interface IndexOptions {
  /** False neither reads nor writes the cache. */
  readonly useCache: boolean;
  /** @defaultValue `$XDG_CACHE_HOME/mira/history`, else `~/.cache/mira/history` */
  readonly cacheFolder?: string;
}

export const defaultCacheFolder = (env: NodeJS.ProcessEnv = process.env): string =>
  path.join(env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'mira', 'history');

/**
 * Commits never change, so the cache is keyed by them: after HEAD has moved only new commits are
 * read, whatever branch is asked for. A file that can't be read is built anew; a cache that can't be
 * written is done without.
 */
export function createHistoryIndex(git: Git, options: IndexOptions): HistoryIndex {
  const folder = path.join(
    options.cacheFolder ?? defaultCacheFolder(),
    createHash('sha256').update(git.dir).digest('hex').slice(0, 24),
  );
  const cache = options.useCache ? createLineCache(folder, git.dir) : noCache;

  return {
    records: async (shas, onProgress) => {
      const known = new Map<string, CommitRecord>();
      const wanted = new Set(shas);
      await cache.read('commits', Line, (line) => {
        if (wanted.has(line[0])) known.set(line[0], fromLine(line));
      });
      const missing = shas.filter((sha) => !known.has(sha));
      if (missing.length > 0) {
        const fresh = await readCommitRecords(git, missing, onProgress);
        for (const record of fresh) known.set(record.sha, record);
        await cache.append('commits', fresh.map(toLine));
      }
      return shas.map((sha) => known.get(sha)).filter((record) => record !== undefined);
    },

    patches: async (commits, paths, onPatch) => {
      const asked = new Set(paths);
      const texts = new Map<string, Map<string, string>>();
      const put = (sha: string, file: string, text: string): void => {
        const files = texts.get(sha) ?? new Map<string, string>();
        files.set(file, text);
        texts.set(sha, files);
      };
      await Promise.all(
        paths.map((file) =>
          cache.read(patchFile(file), PatchLine, ([sha, text]) => put(sha, file, text)),
        ),
      );
      const touches = commits
        .map((commit) => ({
          commit,
          files: commit.files.filter((file) => asked.has(file.path)),
        }))
        .filter(({ files }) => files.length > 0);
      const missing = touches.filter(({ commit, files }) =>
        files.some((file) => !texts.get(commit.sha)?.has(file.path)),
      );
      const fresh = new Map<string, [string, string][]>();
      const keep = (sha: string, file: string, text: string): void => {
        if (texts.get(sha)?.has(file)) return;
        put(sha, file, text);
        const list = fresh.get(file) ?? [];
        list.push([sha, text]);
        fresh.set(file, list);
      };
      const merges = missing.filter(({ commit }) => commit.merge);
      const plain = missing.filter(({ commit }) => !commit.merge);
      const wanted = new Map(
        missing.map(({ commit, files }) => [commit.sha, new Set(files.map((file) => file.path))]),
      );
      const names = [
        ...new Set([
          ...paths,
          ...missing.flatMap(({ files }) => files.flatMap((file) => file.previousPath ?? [])),
        ]),
      ];
      const onText = (sha: string, text: string): void => {
        for (const [file, patch] of patchesByFile(text))
          if (asked.has(file)) keep(sha, file, patch);
        // a change of mode or of a binary file has no patch: remember that too
        for (const file of wanted.get(sha) ?? []) keep(sha, file, '');
      };
      const half = Math.ceil(plain.length / 2);
      await Promise.all([
        readPatches(
          git,
          plain.slice(0, half).map(({ commit }) => commit.sha),
          names,
          ['-U0'],
          onText,
        ),
        readPatches(
          git,
          plain.slice(half).map(({ commit }) => commit.sha),
          names,
          ['-U0'],
          onText,
        ),
        readPatches(
          git,
          merges.map(({ commit }) => commit.sha),
          names,
          ['--cc', '-U0'],
          (sha, text) => onText(sha, plainFromCombined(text)),
        ),
      ]);
      for (const [file, lines] of fresh) await cache.append(patchFile(file), lines);
      for (const { commit, files } of touches) {
        const found = texts.get(commit.sha);
        const text = files
          .map((file) => found?.get(file.path) ?? '')
          .filter(Boolean)
          .join('\n');
        onPatch(commit.sha, text);
      }
    },
  };
}

const toLine = (record: CommitRecord): z.infer<typeof Line> => [
  record.sha,
  record.atMs / 1_000,
  record.merge ? 1 : 0,
  record.subject,
  record.files.map((file) =>
    file.previousPath === undefined ? file.path : [file.path, file.previousPath],
  ),
];

const fromLine = ([sha, time, merge, subject, files]: z.infer<typeof Line>): CommitRecord => ({
  sha,
  atMs: time * 1_000,
  merge: merge === 1,
  subject,
  files: files.map((file) =>
    typeof file === 'string' ? { path: file } : { path: file[0], previousPath: file[1] },
  ),
});

const patchFile = (file: string): string =>
  `patch-${createHash('sha256').update(file).digest('hex').slice(0, 24)}`;

/** The parts of a diff, each under the path that it leads to. */
function patchesByFile(text: string): [string, string][] {
  return text
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --'))
    .map((part): [string, string] => {
      const renamed = /^rename to (.+)$/m.exec(part)?.[1];
      const after = /^\+\+\+ (?:b\/)?(.+?)\t?$/m.exec(part)?.[1];
      const before = /^--- (?:a\/)?(.+?)\t?$/m.exec(part)?.[1];
      const file = renamed ?? (after === '/dev/null' ? before : after) ?? '';
      return [unquote(file), part.trimEnd()];
    });
}

interface LineCache {
  /** Calls `onLine` for each line of a file; a damaged or older file is removed and reads as empty. */
  read<Schema extends z.ZodType>(
    name: string,
    schema: Schema,
    onLine: (value: z.output<Schema>) => void,
  ): Promise<void>;
  append(name: string, lines: readonly unknown[]): Promise<void>;
}

const noCache: LineCache = { read: async () => undefined, append: async () => undefined };

/**
 * Files of JSON lines under a heading that names version and repository, and ending in a line count:
 * a file that was cut off does not count its own lines. Writing goes to a new file that then takes
 * the old one's name, so two runs at once leave one whole file.
 */
function createLineCache(folder: string, repository: string): LineCache {
  const heading = JSON.stringify({ mira: 'history', version: VERSION, repository });
  const kept = new Map<string, string[]>();
  const fileOf = (name: string): string => path.join(folder, `${name}.jsonl`);

  const load = async (name: string): Promise<string[]> => {
    const known = kept.get(name);
    if (known) return known;
    const file = fileOf(name);
    let lines: string[] = [];
    if (existsSync(file)) {
      const all = (await readFile(file, 'utf8').catch(() => '')).split('\n');
      const whole =
        all[0] === heading && all.at(-2) === `{"lines":${all.length - 3}}` && all.at(-1) === '';
      if (whole) lines = all.slice(1, -2);
      else await rm(file, { force: true }).catch(() => undefined);
    }
    kept.set(name, lines);
    return lines;
  };

  return {
    read: async (name, schema, onLine) => {
      const lines = await load(name);
      const first = lines[0];
      try {
        // one line speaks for a file that was written whole; checking every one costs more than git
        if (first !== undefined) schema.parse(JSON.parse(first));
        for (const line of lines) onLine(JSON.parse(line) as z.output<typeof schema>);
      } catch {
        kept.set(name, []);
        await rm(fileOf(name), { force: true }).catch(() => undefined);
      }
    },
    append: async (name, values) => {
      if (values.length === 0) return;
      const lines = [...(await load(name)), ...values.map((value) => JSON.stringify(value))];
      kept.set(name, lines);
      const target = fileOf(name);
      const draft = `${target}.${process.pid}.new`;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await pipeline(
          function* () {
            yield `${heading}\n`;
            for (let at = 0; at < lines.length; at += 1_000)
              yield `${lines.slice(at, at + 1_000).join('\n')}\n`;
            yield `{"lines":${lines.length}}\n`;
          },
          createWriteStream(draft, { mode: 0o600 }),
        );
        await rename(draft, target);
      } catch {
        // a cache that can't be written costs time, not answers
        await rm(draft, { force: true }).catch(() => undefined);
      }
    },
  };
}
