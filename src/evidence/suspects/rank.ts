/** Ranks every commit of a history by how likely it introduced the failure. */
import { isBenignMessage } from '../hypotheses/change-facts.ts';
import { fileRole, RUNTIME_WEIGHT } from '../diff/file-role.ts';
import { isTestPath } from '../stack-trace/classify.ts';
import type { FileDiff } from '../diff/parse.ts';
import { isCodeLike, wordsOf } from '../text/tokens.ts';
import { createFileHistory, type FileHistory, type Touch } from './line-history.ts';
import type { Region, SuspectPlan } from './plan.ts';

/** What `git log --raw` or `--numstat` tells of a commit. */
export interface HistoryCommit {
  readonly sha: string;
  /** Committer time, epoch ms. */
  readonly atMs: number;
  readonly subject: string;
  /** For merges only what they change themselves (`--cc`). */
  readonly files: readonly HistoryFile[];
  readonly merge?: boolean;
}

export interface HistoryFile {
  readonly path: string;
  /** Set for renames and copies. */
  readonly previousPath?: string;
  readonly added?: number;
  readonly deleted?: number;
}

export interface Suspect {
  readonly commit: string;
  /** 0–1, relative to the best of this history. */
  readonly score: number;
  readonly reasons: readonly string[];
}

export interface SuspectRanker {
  /** Phase 1: metadata of every commit, newest first, in `git log` order. */
  addCommit(commit: HistoryCommit): void;
  /** After phase 1: the paths, old names included, whose patches to read (`git log -p -U0 -M -- …`). */
  patchPaths(): string[];
  /** Phase 2: a commit's patches of those paths, newest first. */
  addPatch(sha: string, files: readonly FileDiff[]): void;
  /** Best first; ties newest first. `limit` 0 lists every commit. */
  rank(limit: number): Suspect[];
}

/** What follows from one more newer change of the same region. */
const DECAY = 0.88;

interface Entry {
  readonly commit: HistoryCommit;
  readonly order: number;
  files: number;
  path: number;
  words: number;
  region: number;
  diff: number;
  inertPatch: boolean;
  readonly why: Map<string, number>;
}

export interface RankerOptions {
  /** Texts at the revision, by path: lets comments and blank lines be left out. */
  readonly contents?: ReadonlyMap<string, string | null>;
}

/**
 * Two-phase ranking. Phase 1 weighs what every commit touched and says; phase 2 follows the lines of
 * the plan's regions back through the patches. See README.md for the model.
 */
export function createSuspectRanker(plan: SuspectPlan, options: RankerOptions = {}): SuspectRanker {
  const entries: Entry[] = [];
  const bySha = new Map<string, Entry>();
  /** Every name that a file of the plan had, → its name at the revision. */
  const names = new Map<string, string>([...plan.files.keys()].map((path) => [path, path]));
  const wanted = plan.failure.words;
  const wordCounts = new Map<string, number>();
  const commitWords: (readonly string[])[] = [];
  const histories = new Map<string, FileHistory>();
  const byFile = new Map<string, Region[]>();
  for (const region of plan.regions) {
    const list = byFile.get(region.file);
    if (list === undefined) byFile.set(region.file, [region]);
    else list.push(region);
  }
  for (const [path, regions] of byFile) {
    const text = options.contents?.get(path);
    histories.set(path, createFileHistory(path, regions, text == null ? null : text.split('\n')));
  }
  const codeWords = new Set([...plan.failure.identifiers].filter(isCodeLike));
  const totalWeight = Math.max(0.5, ...plan.regions.map((each) => each.weight));

  const note = (entry: Entry, reason: string, value: number): void => {
    entry.why.set(reason, Math.max(entry.why.get(reason) ?? 0, value));
  };

  return {
    addCommit(commit) {
      const entry: Entry = {
        commit,
        order: entries.length,
        files: commit.files.length,
        path: 0,
        words: 0,
        region: 0,
        diff: 0,
        inertPatch: false,
        why: new Map(),
      };
      entries.push(entry);
      bySha.set(commit.sha, entry);
      let runtime = 0;
      for (const file of commit.files) {
        const known = names.get(file.path);
        if (known !== undefined) {
          const weight = plan.files.get(known) ?? 0;
          if (!isTestPath(known) && weight > entry.path) {
            entry.path = weight;
            note(entry, `touches ${known}`, 0.2 * weight);
          }
          if (file.previousPath !== undefined) names.set(file.previousPath, known);
        }
        if (runtime < 1 && entry.files <= 400)
          runtime = Math.max(runtime, RUNTIME_WEIGHT[fileRole(file.path)]);
      }
      if (entry.files > 0 && entry.files <= 400 && runtime < 0.1) entry.path = 0;
      const said = [...wordsOf(commit.subject, 40)].filter((word) => wanted.has(word));
      commitWords.push(said);
      for (const word of said) wordCounts.set(word, (wordCounts.get(word) ?? 0) + 1);
    },

    patchPaths() {
      const chosen = new Set(plan.patchPaths);
      return [...names].filter(([, now]) => chosen.has(now)).map(([path]) => path);
    },

    addPatch(sha, files) {
      const entry = bySha.get(sha);
      if (entry === undefined) return;
      let inert = files.length > 0;
      for (const diff of files) {
        const now = names.get(diff.path) ?? names.get(diff.previousPath ?? '') ?? null;
        if (now === null) continue;
        const history = histories.get(now);
        const changed = diff.hunks
          .flatMap((hunk) => hunk.lines)
          .filter((line) => line.kind !== 'context')
          .slice(0, 3_000);
        if (changed.length > 0) {
          const text = changed
            .map((line) => line.text)
            .join('\n')
            .slice(0, 100_000);
          const hits = [...codeWords].filter((word) => text.includes(word));
          if (hits.length > 0) {
            entry.diff = Math.min(1, entry.diff + 0.3 * hits.length * (plan.files.get(now) ?? 0.3));
            note(
              entry,
              `its changed lines hold ${hits.slice(0, 3).join(', ')}, as the failure does`,
              0.3,
            );
          }
          const literal = plan.failure.literals.find(
            (each) => each.length >= 8 && text.includes(each),
          );
          if (literal !== undefined) {
            entry.diff = Math.min(1, entry.diff + 0.4);
            note(entry, `writes "${literal}", which the failure's message holds`, 0.4);
          }
        }
        if (history === undefined || !history.alive()) {
          inert = false;
          continue;
        }
        for (const touch of history.apply(diff)) {
          inert = false;
          credit(entry, touch);
        }
      }
      entry.inertPatch = inert;
    },

    rank(limit) {
      const count = Math.max(1, entries.length);
      const scored = entries.map((entry) => {
        for (const word of commitWords[entry.order] ?? []) {
          const rare = Math.max(
            0,
            Math.log(count / (wordCounts.get(word) ?? 1)) / Math.log(Math.max(2, count)),
          );
          entry.words += 0.25 * rare;
          if (rare > 0.4) note(entry, `its message speaks of "${word}"`, 0.1 * rare);
        }
        return { entry, value: valueOf(entry, count) };
      });
      scored.sort(
        (a, b) =>
          b.value - a.value ||
          b.entry.commit.atMs - a.entry.commit.atMs ||
          a.entry.order - b.entry.order,
      );
      const best = Math.max(1e-9, scored[0]?.value ?? 0);
      const take = limit === 0 ? scored : scored.slice(0, limit);
      return take.map(({ entry, value }) => ({
        commit: entry.commit.sha,
        score: Math.round((value / best) * 10_000) / 10_000,
        reasons: [...entry.why]
          .sort((a, b) => b[1] - a[1])
          .slice(0, 4)
          .map(([reason]) => reason),
      }));
    },
  };

  function credit(entry: Entry, touch: Touch): void {
    const { region } = touch;
    const share = region.weight / totalWeight;
    const recency = DECAY ** touch.depth;
    let value = share * (0.55 * touch.lines + 0.45 * recency * (touch.removedOnly ? 0.8 : 1));
    if (touch.failingLine) value += 0.5 * share * recency;
    // several regions of one commit add up, but less and less
    entry.region += value / (1 + 0.5 * entry.region);
    const what = touch.failingLine
      ? `wrote line ${region.line ?? ''} of ${region.file}, where it fails (${region.name})`
      : touch.born
        ? `introduced ${region.name}() in ${region.file}: ${region.why}`
        : touch.removedOnly
          ? `removed lines from ${region.name}() in ${region.file}: ${region.why}`
          : `changed ${region.name}() in ${region.file}: ${region.why}`;
    note(entry, what, 0.5 + value);
  }
}

/** The whole model of one commit's score; README.md explains each factor. */
function valueOf(entry: Entry, count: number): number {
  const recency = 1 / (1 + (0.6 * entry.order) / count);
  const dilution = 1 / (1 + 0.18 * Math.log2(1 + Math.max(0, entry.files - 3)));
  const behaviour = isBenignMessage(entry.commit.subject) ? 0.35 : 1;
  const words = Math.min(1, entry.words);
  const focused = entry.region * (0.75 + 0.25 * dilution);
  const loose =
    0.12 * entry.path * dilution + 0.1 * words * (entry.path > 0 ? 1 : 0.35) + 0.12 * entry.diff;
  const inert = entry.inertPatch ? 0.6 : 1;
  return (focused + loose * inert) * behaviour * (0.6 + 0.4 * recency);
}
