/** One candidate change (commit, flag, setting) with all that its diff and metadata say. */
import type {
  Commit,
  ConfigChange,
  Deployment,
  FileChange,
  Observations,
} from '../../domain/observation.ts';
import { blocksOf, diffFacts, functionsOf, type DiffFact } from '../diff/facts.ts';
import { readsTheSame } from '../diff/same-code.ts';
import { exitOf, keptExits } from '../diff/exits.ts';
import { fileRole, RUNTIME_WEIGHT } from '../diff/file-role.ts';
import { diffOfFile } from '../diff/parse.ts';
import { blockEffect, isInert } from '../diff/line-facts.ts';
import { movedSetting, settingKind } from '../diff/settings.ts';
import { deploymentOf, isUndeployed } from './deployed.ts';
import { MESSAGE_FACTS, isBenignMessage, messageFacts } from './message-facts.ts';
import { ownerByPath, serviceNames, touchedServices } from './path-owner.ts';
import { FRAME_OF_CODE, isReworded, REPORTS } from './reworded.ts';
import { msOf } from '../signals/log-faults.ts';

export interface Candidate {
  readonly key: string;
  readonly commit: Commit | null;
  readonly config: ConfigChange | null;
  readonly facts: readonly DiffFact[];
  /** Functions that its hunks touch, by file. */
  readonly functions: ReadonlyMap<string, readonly string[]>;
  /** Functions in which lines changed, by file. */
  readonly altered: ReadonlyMap<string, readonly string[]>;
  /** Numbers of the lines of running code that it wrote, without those that only report, by file. */
  readonly written: ReadonlyMap<string, ReadonlySet<number>>;
  /** Files in which it only put failures into other words, or changed nothing that is felt. */
  readonly reworded: ReadonlySet<string>;
  /** Changed lines as text, added and removed, without those that only report. */
  readonly changedText: string;
  /** Of the changed lines those that it took away, and those that it brought. */
  readonly goneText: string;
  readonly comeText: string;
  /** Changed lines that put failures into words: who reports a failure seldom made it. */
  readonly reportText: string;
  /** Context lines and hunk sections. */
  readonly contextText: string;
  readonly message: string;
  readonly paths: readonly string[];
  /** 0–1: can these files be felt in production at all. */
  readonly runtimeWeight: number;
  /** True when every changed line is a comment, an import, a log call, a type or a text for people. */
  readonly inert: boolean;
  /** True when nothing but numbers, texts and other literals differ. */
  readonly valuesOnly: boolean;
  /** True when it only makes code accept more than before. */
  readonly tolerant: boolean;
  /** True when all it touches runs only once something has failed. */
  readonly handlesOnly: boolean;
  readonly hasDiff: boolean;
  /** When it went live, as far as deployments tell; else when it was made. */
  readonly liveMs: number | null;
  readonly liveKnown: boolean;
  /** True where deployments of its service are known and none that could have brought it is among them. */
  readonly undeployed: boolean;
  readonly deployment: Deployment | null;
  readonly service: string | null;
  /** Services in whose folders it changes what runs, beside or instead of the one that it belongs to. */
  readonly touches: ReadonlySet<string>;
  readonly changedLines: number;
  /** Texts of log calls that it brought: when they show up, its code runs. */
  readonly newLogs: string;
  /** Numbers that only its new lines hold. */
  readonly addedNumbers: ReadonlySet<string>;
  /** Files that it brought into being. */
  readonly freshFiles: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

const NUMBER = /(?<![\d.\w'])\d{2,12}(?![\d.\w])/g;

function newNumbers(added: readonly string[], removed: readonly string[]): Set<string> {
  const old = new Set(removed.join('\n').match(NUMBER) ?? []);
  const now = (
    added
      .join('\n')
      .replaceAll(/(?<=\d)[_'](?=\d{3})/g, '')
      .match(NUMBER) ?? []
  ).slice(0, 400);
  return new Set(now.filter((each) => !old.has(each)));
}

/**
 * A commit with what its patch does.
 *
 * @param asked - the service whose deployment counts where it touches several; the first known otherwise
 */
export function candidateOfCommit(
  commit: Commit,
  observations: Observations,
  asked: string | null = null,
): Candidate {
  const changed: string[] = [];
  const report: string[] = [];
  const gone: string[] = [];
  const come: string[] = [];
  const newLogs: string[] = [];
  const numbersAdded: string[] = [];
  const numbersRemoved: string[] = [];
  const context: string[] = [];
  const functions = new Map<string, string[]>();
  const altered = new Map<string, string[]>();
  const written = new Map<string, Set<number>>();
  const reworded = new Set<string>();
  const tidied = new Set<FileChange>();
  let runtimeWeight = 0;
  let inertOnly = true;
  let changedLines = 0;
  let hasDiff = false;
  for (const file of commit.files) {
    const role = fileRole(file.path);
    runtimeWeight = Math.max(runtimeWeight, RUNTIME_WEIGHT[role]);
    if (file.patch === null) {
      if (RUNTIME_WEIGHT[role] > 0.1) inertOnly = false;
      continue;
    }
    hasDiff = true;
    const diff = diffOfFile(file);
    if (role === 'source' && readsTheSame(file.path, diff.hunks)) {
      // tidied and nothing else: nothing on these lines is its own
      tidied.add(file);
      changedLines += diff.hunks.flatMap((hunk) => hunk.lines).length;
      continue;
    }
    const names = new Set<string>();
    const lines = new Set<number>();
    const side = (kind: 'added' | 'removed'): string[] =>
      diff.hunks
        .flatMap((hunk) => hunk.lines)
        .flatMap((each) => (each.kind === kind ? [each.text] : []));
    const exits = keptExits(side('removed'), side('added'));
    for (const hunk of diff.hunks) {
      // a line that was moved, indented or wrapped is nobody's new line
      const kept = new Set(
        hunk.lines.filter((each) => each.kind === 'removed').map((each) => each.text.trim()),
      );
      for (const name of functionsOf(hunk)) names.add(name);
      context.push(hunk.section);
      for (const line of hunk.lines) {
        if (line.kind === 'context') context.push(line.text);
        else {
          changedLines += 1;
          // tests and docs may speak the words of any failure
          if (RUNTIME_WEIGHT[role] > 0.1) {
            (line.kind === 'added' ? numbersAdded : numbersRemoved).push(line.text);
            (line.kind === 'added' ? come : gone).push(line.text);
            if (line.kind === 'added' && isInert(line.text)) newLogs.push(line.text);
            if (REPORTS.test(line.text) || exits.has(exitOf(line.text) ?? ''))
              report.push(line.text);
            else changed.push(line.text);
            if (
              line.newLine !== null &&
              !kept.has(line.text.trim()) &&
              !REPORTS.test(line.text) &&
              !FRAME_OF_CODE.test(line.text) &&
              !isInert(line.text)
            )
              lines.add(line.newLine);
            if (!isInert(line.text)) inertOnly = false;
          }
        }
      }
    }
    functions.set(file.path, [...names]);
    if (role === 'source') {
      const blocks = blocksOf(file);
      for (const { removed, added } of blocks)
        // another name, text or literal on a line makes it nobody's own
        if (['none', 'values'].includes(blockEffect(file.path, removed, added)))
          for (const { newLine } of added) if (newLine !== null) lines.delete(newLine);
      written.set(file.path, lines);
      if (blocks.length > 0 && blocks.every((each) => isReworded(file.path, each)))
        reworded.add(file.path);
      altered.set(file.path, [...new Set(blocks.flatMap((each) => each.function ?? []))]);
    }
  }
  if (commit.files.length === 0) {
    runtimeWeight = isBenignMessage(commit.message) ? 0.05 : 0.7;
    inertOnly = false;
  }
  const live = deploymentOf(commit, observations, asked);
  const made = msOf(commit.committedAt);
  const facts = hasDiff
    ? diffFacts(commit.files.filter((each) => !tidied.has(each)))
    : messageFacts(commit);
  const ofLiterals = new Set(facts.filter((each) => each.literal === true));
  const felt = facts.filter((each) => RUNTIME_WEIGHT[each.role] > 0.1);
  const complete = commit.files.every(
    (each) => each.patch !== null || RUNTIME_WEIGHT[fileRole(each.path)] <= 0.1,
  );
  return {
    key: `commit:${commit.sha}`,
    commit,
    config: null,
    facts,
    functions,
    altered,
    written,
    reworded,
    changedText: changed.join('\n').slice(0, 60_000),
    goneText: gone.join('\n').slice(0, 60_000),
    comeText: come.join('\n').slice(0, 60_000),
    reportText: report.join('\n').slice(0, 60_000),
    contextText: context.join('\n').slice(0, 60_000),
    message: commit.message,
    paths: commit.files.map((each) => each.path),
    runtimeWeight,
    inert:
      hasDiff &&
      (inertOnly ||
        (complete && felt.length > 0 && felt.every((each) => each.kind === 'logging_only'))),
    tolerant:
      hasDiff &&
      complete &&
      felt.length > 0 &&
      felt.every((each) => each.kind === 'guard_added' || each.kind === 'logging_only'),
    handlesOnly:
      hasDiff && complete && felt.length > 0 && felt.every((each) => each.handler === true),
    valuesOnly:
      hasDiff &&
      complete &&
      felt.length > 0 &&
      felt.every(
        (each) => (each.role === 'source' && ofLiterals.has(each)) || each.kind === 'logging_only',
      ),
    hasDiff,
    liveMs: live === null ? made : msOf(live.deployment.finishedAt),
    liveKnown: live?.certain === true,
    undeployed: live === null && isUndeployed(commit, observations),
    deployment: live?.deployment ?? null,
    service:
      commit.service ??
      ownerByPath(commit, serviceNames(observations)) ??
      live?.deployment.service ??
      null,
    touches: commit.service === null ? touchedServices(commit, serviceNames(observations)) : NONE,
    changedLines,
    newLogs: inertOnly ? '' : newLogs.join('\n').slice(0, 20_000),
    addedNumbers: newNumbers(numbersAdded, numbersRemoved),
    freshFiles: new Set(
      commit.files
        .filter(
          (each) =>
            each.status === 'added' || /^@@ -0,0 \+1/m.test(each.patch?.slice(0, 400) ?? ''),
        )
        .map((each) => each.path),
    ),
  };
}

export function candidateOfConfig(change: ConfigChange): Candidate {
  const text = `${change.name} ${change.summary} ${change.before ?? ''} ${change.after ?? ''}`;
  const moved = movedSetting(change.name, change.before ?? '', change.after ?? '');
  const direction = moved?.direction ?? 'changed';
  const named = moved?.kind ?? settingKind(change.name) ?? settingKind(change.summary);
  const base = {
    file: change.name,
    role: 'runtime_config' as const,
    function: null,
    line: null,
    name: change.name,
    before: change.before ?? null,
    after: change.after ?? null,
    direction,
    summary: change.summary,
  } as const;
  const facts: DiffFact[] = [];
  if (named !== null) facts.push({ ...base, kind: named.kind, weight: moved?.magnitude ?? 1 });
  for (const [pattern, kind] of MESSAGE_FACTS) {
    if (pattern.test(text) && kind !== named?.kind && kind !== 'guard_removed')
      facts.push({ ...base, kind, weight: 0.6 });
  }
  if (change.kind === 'feature_flag')
    facts.push(
      { ...base, kind: 'flag_changed', weight: 1 },
      { ...base, kind: 'code_changed', weight: 1 },
    );
  if (change.kind === 'secret') facts.push({ ...base, kind: 'credential_setting', weight: 1 });
  if (change.kind === 'configuration') facts.push({ ...base, kind: 'config_changed', weight: 0.7 });
  return {
    key: `config:${change.id}`,
    commit: null,
    config: change,
    facts,
    functions: new Map(),
    altered: new Map(),
    written: new Map(),
    reworded: new Set(),
    changedText: text,
    goneText: change.before ?? '',
    comeText: change.after ?? '',
    reportText: '',
    contextText: '',
    message: change.summary,
    paths: [],
    runtimeWeight: 1,
    inert: false,
    tolerant: false,
    handlesOnly: false,
    valuesOnly: false,
    hasDiff: true,
    liveMs: msOf(change.at),
    liveKnown: true,
    undeployed: false,
    deployment: null,
    service: change.service,
    touches: NONE,
    changedLines: 1,
    newLogs: '',
    addedNumbers: new Set(),
    freshFiles: new Set(),
  };
}
