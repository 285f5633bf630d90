/** From a trace and a repository to its suspects: reads what the ranking asks for, no more. */
import {
  createSuspectRanker,
  parseUnifiedDiff,
  planSuspects,
  type Suspect,
} from '../../evidence/index.ts';
import { contentsAt, filesAt, resolveRevision, type Git } from './git.ts';
import type { HistoryIndex } from './history-index.ts';

export interface SuspectQuery {
  readonly traceText: string;
  readonly revision: string;
  /** 0 lists every commit. */
  readonly limit: number;
  /** `done` of `all` commits read, in the step `what`. */
  readonly onProgress?: (what: string, done: number, all: number) => void;
}

export interface SuspectResult {
  readonly revision: string;
  readonly commits: number;
  /** Traces and files that the trace was understood to speak of. */
  readonly traces: number;
  readonly files: readonly string[];
  readonly suspects: readonly Suspect[];
}

/** The plan asks for texts three times at most: the trace's files, what they call, what that calls. */
const MAX_ROUNDS = 4;

/**
 * Ranks the commits reachable from the revision.
 * @throws MiraError `bad_argument` for a revision that is none
 */
export async function rankSuspects(
  git: Git,
  index: HistoryIndex,
  { traceText, revision, limit, onProgress = () => undefined }: SuspectQuery,
): Promise<SuspectResult> {
  const sha = await resolveRevision(git, revision);
  const [files, list] = await Promise.all([
    filesAt(git, sha),
    git.run(['rev-list', '--date-order', sha]),
  ]);
  const shas = list.split('\n').filter(Boolean);
  // the plan needs only the tree: it is made while git reads the history
  const [records, { plan, contents }] = await Promise.all([
    index.records(shas, (done, all) => onProgress('reading the history', done, all)),
    makePlan(git, sha, traceText, files),
  ]);
  onProgress('reading the history', shas.length, shas.length);
  const ranker = createSuspectRanker(plan, { contents });
  for (const record of records) ranker.addCommit(record);
  let read = 0;
  await index.patches(records, ranker.patchPaths(), (commit, text) => {
    read += 1;
    onProgress('reading diffs', read, records.length);
    ranker.addPatch(commit, parseUnifiedDiff(text));
  });
  return {
    revision: sha,
    commits: records.length,
    traces: plan.failure.traces.length,
    files: [...plan.files].toSorted((a, b) => b[1] - a[1]).map(([file]) => file),
    suspects: ranker.rank(limit),
  };
}

async function makePlan(git: Git, sha: string, traceText: string, files: readonly string[]) {
  const contents = new Map<string, string | null>();
  let plan = planSuspects({ traceText, files, contents });
  for (let round = 0; round < MAX_ROUNDS && plan.missing.length > 0; round += 1) {
    for (const [file, text] of await contentsAt(git, sha, plan.missing)) contents.set(file, text);
    plan = planSuspects({ traceText, files, contents });
  }
  return { plan, contents };
}
