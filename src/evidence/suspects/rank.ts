/** Ranks every commit of a history by how likely it introduced the failure. */
import { isBenignMessage } from '../hypotheses/message-facts.ts';
import { fileRole, RUNTIME_WEIGHT } from '../diff/file-role.ts';
import { isTestPath } from '../stack-trace/classify.ts';
import type { FileDiff } from '../diff/parse.ts';
import { rarity, wordsOf } from '../text/tokens.ts';
import { termsOf } from './relevance.ts';
import { createFileHistory, type FileHistory, type Touch } from './line-history.ts';
import type { Region, SuspectPlan } from './plan.ts';
import { beliefIn, guiltOf, scoreOf } from './score.ts';
import { WEIGHTS, type SuspectWeights } from './weights.ts';

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
  /**
   * Best first; ties newest first. `limit` 0 lists every commit.
   *
   * @param weights - for fitting: the same history may be ranked by several
   */
  rank(limit: number, weights?: SuspectWeights): Suspect[];
}

/** What a file's older change counts for, with every newer one. */
const FILE_DECAY = 0.98;

interface Entry {
  readonly commit: HistoryCommit;
  readonly order: number;
  files: number;
  path: number;
  words: number;
  /** Belief times guilt, over all regions that it touched. */
  touched: number;
  /** Words of the failure in its changed lines, each with how strongly their file is implicated. */
  readonly telling: Map<string, number>;
  /** How many different words its changed lines hold. */
  terms: number;
  hits: number;
  literal: number;
  inertPatch: boolean;
  readonly why: Map<string, number>;
}

export interface RankerOptions {
  /** Texts at the revision, by path: lets comments and blank lines be left out. */
  readonly contents?: ReadonlyMap<string, string | null>;
}

/**
 * Two-phase ranking. Phase 1 weighs what every commit touched and says; phase 2 follows the lines of
 * the plan's regions back through the patches. score.ts holds the model.
 */
export function createSuspectRanker(plan: SuspectPlan, options: RankerOptions = {}): SuspectRanker {
  const entries: Entry[] = [];
  const bySha = new Map<string, Entry>();
  /** Every name that a file of the plan had, → its name at the revision. */
  const names = new Map<string, string>([...plan.files.keys()].map((path) => [path, path]));
  const wanted = plan.failure.words;
  const wordCounts = new Map<string, number>();
  const commitWords: (readonly string[])[] = [];
  let histories: Map<string, FileHistory> | null = null;
  const byFile = new Map<string, Region[]>();
  for (const region of plan.regions) {
    const list = byFile.get(region.file);
    if (list === undefined) byFile.set(region.file, [region]);
    else list.push(region);
  }
  let merges = false;
  const historiesOf = (): Map<string, FileHistory> => {
    if (histories !== null) return histories;
    histories = new Map();
    for (const [path, regions] of byFile) {
      const text = options.contents?.get(path);
      const lines = text == null ? null : text.split('\n');
      histories.set(path, createFileHistory(path, regions, lines, { branches: merges }));
    }
    return histories;
  };
  const tellingCounts = new Map<string, number>();
  let patches = 0;
  /** What commits did to regions, newest first. */
  const touches: { entry: Entry; touch: Touch }[] = [];
  const best = Math.max(0, ...plan.regions.map((each) => each.weight));

  const fileTouches = new Map<string, number>();

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
        touched: 0,
        telling: new Map(),
        terms: 0,
        hits: 0,
        literal: 0,
        inertPatch: false,
        why: new Map(),
      };
      entries.push(entry);
      if (commit.merge === true) merges = true;
      bySha.set(commit.sha, entry);
      let runtime = 0;
      for (const file of commit.files) {
        const known = names.get(file.path);
        if (known !== undefined) {
          const weight = plan.files.get(known) ?? 0;
          const newer = fileTouches.get(known) ?? 0;
          fileTouches.set(known, newer + 1);
          const value = weight * FILE_DECAY ** newer;
          if (!isTestPath(known) && value > entry.path) {
            entry.path = value;
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
      patches += 1;
      for (const diff of files) {
        const now = names.get(diff.path) ?? names.get(diff.previousPath ?? '') ?? null;
        if (now === null) continue;
        const history = historiesOf().get(now);
        const changed = diff.hunks
          .flatMap((hunk) => hunk.lines)
          .filter((line) => line.kind !== 'context')
          .slice(0, 3_000);
        if (changed.length > 0) {
          const text = changed
            .map((line) => line.text)
            .join('\n')
            .slice(0, 100_000);
          const strength = isTestPath(now) ? 0 : (plan.files.get(now) ?? 0.3);
          const terms = termsOf(text.slice(0, 40_000), 1_500);
          entry.terms += terms.size;
          for (const term of terms.keys())
            if (plan.query.has(term))
              entry.telling.set(term, Math.max(entry.telling.get(term) ?? 0, strength));
          const literal = plan.failure.literals.find(
            (each) => each.length >= 8 && text.includes(each),
          );
          if (literal !== undefined) {
            entry.literal = 1;
            note(entry, `writes "${literal}", which the failure's message holds`, 0.4);
          }
        }
        if (history === undefined || !history.alive()) {
          inert = false;
          continue;
        }
        for (const touch of history.apply(diff)) {
          inert = false;
          touches.push({ entry, touch });
        }
      }
      entry.inertPatch = inert;
      for (const word of entry.telling.keys())
        tellingCounts.set(word, (tellingCounts.get(word) ?? 0) + 1);
    },

    rank(limit, weights = WEIGHTS) {
      addTouches(weights);
      for (const entry of entries) entry.hits = tellingOf(entry, weights);
      const mostHits = entries.reduce((most, entry) => Math.max(most, entry.hits), 1e-9);
      const count = Math.max(1, entries.length);
      const scored = entries.map((entry) => {
        entry.words = 0;
        for (const word of commitWords[entry.order] ?? []) {
          const rare = Math.max(
            0,
            Math.log(count / (wordCounts.get(word) ?? 1)) / Math.log(Math.max(2, count)),
          );
          entry.words += 0.25 * rare;
          if (rare > 0.4) note(entry, `its message speaks of "${word}"`, 0.1 * rare);
        }
        const value = scoreOf(
          {
            touched: entry.touched,
            path: entry.path,
            hits: Math.min(1, entry.hits / mostHits + 0.4 * entry.literal),
            words: Math.min(1, entry.words),
            files: entry.files,
            benign: isBenignMessage(entry.commit.subject),
            inert: entry.inertPatch,
          },
          weights,
        );
        return { entry, value };
      });
      scored.sort(
        (a, b) =>
          b.value - a.value ||
          b.entry.commit.atMs - a.entry.commit.atMs ||
          a.entry.order - b.entry.order,
      );
      const highest = scored[0]?.value ?? 0;
      const take = limit === 0 ? scored : scored.slice(0, limit);
      return take.map(({ entry, value }) => ({
        commit: entry.commit.sha,
        score: Math.round(Math.exp(value - highest) * 10_000) / 10_000,
        reasons: [...entry.why]
          .sort((a, b) => b[1] - a[1])
          .slice(0, 4)
          .map(([reason]) => reason),
      }));
    },
  };

  /** How telling the failure's words in its diff are, each by its rarity, less in a large diff. */
  function tellingOf(entry: Entry, weights: SuspectWeights): number {
    let sum = 0;
    const named: [string, number][] = [];
    for (const [word, strength] of entry.telling) {
      const rare = rarity(tellingCounts.get(word) ?? 1, Math.max(2, patches));
      const value = (plan.query.get(word) ?? 0) * rare * (0.3 + 0.7 * strength);
      sum += value;
      if (rare > 0.3) named.push([word, value]);
    }
    if (named.length > 0) {
      const most = named.sort((a, b) => b[1] - a[1]).slice(0, 3);
      note(
        entry,
        `its changed lines speak of ${most.map(([word]) => `"${word}"`).join(', ')}`,
        0.3,
      );
    }
    return sum / Math.sqrt(1 + entry.terms / weights.terms);
  }

  /** Adds up what every commit did to the regions. */
  function addTouches(weights: SuspectWeights): void {
    for (const entry of entries) entry.touched = 0;
    for (const { entry, touch } of touches) {
      const value =
        beliefIn(touch.region, best, weights) * guiltOf(touch, plan.testStands, weights);
      entry.touched += value;
      explain(entry, touch, value);
    }
  }

  function explain(entry: Entry, touch: Touch, value: number): void {
    const { region } = touch;
    if (region.whole === true) {
      note(entry, `changed ${region.file}: ${region.why}`, 0.3 * Math.min(1, value));
      return;
    }
    const called = region.constant === true ? region.name : `${region.name}()`;
    const what =
      touch.failingLine && region.reports !== true
        ? `wrote line ${region.line ?? ''} of ${region.file}, where it fails (${region.name})`
        : touch.born
          ? `introduced ${called} in ${region.file}: ${region.why}`
          : touch.guardsLost > 0
            ? `took a check out of ${called} in ${region.file}: ${region.why}`
            : touch.removedOnly
              ? `removed lines from ${called} in ${region.file}: ${region.why}`
              : `changed ${called} in ${region.file}: ${region.why}`;
    note(entry, what, 0.5 + value);
  }
}
