/** The evidence of one run: what the engine found, and what the agent's own tool calls add to it. */
import { z } from 'zod';
import type { Evidence, EvidenceKind } from '../../domain/analysis.ts';
import { Commit, type Deployment, type Observations } from '../../domain/observation.ts';
import type { READING_TOOLS } from '../../domain/tools/names.ts';
import { sameCommit } from '../sweep/shortlist.ts';
import { cut } from '../text.ts';

export interface Ledger {
  all(): readonly Evidence[];
  get(id: string): Evidence | undefined;
  /** Files a tool's answer as evidence under the next number. */
  addToolResult(result: {
    readonly tool: string;
    readonly callId: string;
    readonly summary: string;
    readonly text: string;
    readonly structured: unknown;
    readonly service: string | null;
  }): Evidence;
  /** Commits that a tool has really returned, by any abbreviation of at least seven digits. */
  commit(id: string): Commit | undefined;
  commits(): readonly Commit[];
  deployments(): readonly Deployment[];
}

const KINDS: Readonly<Record<(typeof READING_TOOLS)[number], EvidenceKind>> = {
  get_logs: 'log_pattern',
  get_error_patterns: 'log_pattern',
  get_error_rates: 'metric_change',
  get_metrics: 'metric_change',
  get_anomalies: 'metric_change',
  search_error_tracking_issues: 'stack_trace',
  search_traces: 'trace',
  get_trace: 'trace',
  get_service_dependencies: 'trace',
  query_monitors: 'monitor',
  list_related_monitors: 'monitor',
  get_events: 'infra_event',
  get_deployments: 'deployment',
  get_commits: 'commit',
  search_commits: 'commit',
  get_commit_diff: 'commit',
  get_blame: 'commit',
  get_file: 'commit',
  list_files: 'commit',
  get_pull_request: 'document',
  search_work_items: 'document',
  get_work_item: 'document',
};

/** Nobody here knows what a federated tool reads: its answers are words until something else shows them. */
const kindOf = (tool: string): EvidenceKind =>
  Object.entries(KINDS).find(([name]) => name === tool)?.[1] ?? 'document';

/** What one answer may add to the record; quotes are looked up in here. */
const MAX_TEXT = 24_000;

/** Answers that carry commits, whatever else is in them. */
const CommitList = z.object({ commits: z.array(Commit), repository: z.string() });
const OneCommit = z.object({ commit: Commit, repository: z.string() });

/** @param observations - undefined when the run never got to look at anything */
export function createLedger(
  found: readonly Evidence[],
  observations: Observations | undefined,
): Ledger {
  const evidence = [...found];
  const commits = [...(observations?.commits ?? [])];
  const deployments = observations?.deployments ?? [];
  let last = Math.max(0, ...found.map(({ id }) => Number(id.slice(1))));

  const remember = (commit: Commit, repository: string): void => {
    const index = commits.findIndex(({ sha }) => sha === commit.sha);
    const named = { ...commit, repository: commit.repository ?? repository };
    if (index === -1) commits.push(named);
    else if (commit.files.some(({ patch }) => patch !== null)) commits[index] = named;
  };

  return {
    all: () => evidence,
    get: (id) => evidence.find((item) => item.id === id),
    commits: () => commits,
    commit: (id) => commits.find(({ sha }) => sameCommit(sha, id)),
    deployments: () => deployments,
    addToolResult({ tool, callId, summary, text, structured, service }) {
      const list = CommitList.safeParse(structured).data;
      const one = OneCommit.safeParse(structured).data;
      for (const commit of list?.commits ?? []) remember(commit, list?.repository ?? '');
      if (one) remember(one.commit, one.repository);
      last += 1;
      const item: Evidence = {
        id: `E${last}`,
        kind: kindOf(tool),
        summary: cut(one ? wordsFor(one.commit) : summary, 300),
        text: cut(text, MAX_TEXT),
        at: one?.commit.committedAt ?? null,
        service,
        commit: one?.commit.sha ?? null,
        toolCallId: callId,
        link: one?.commit.url ?? null,
      };
      evidence.push(item);
      return item;
    },
  };
}

const wordsFor = ({ sha, author, message }: Commit): string =>
  `diff of commit ${sha.slice(0, 10)} by ${author}: ${message.split('\n')[0] ?? ''}`;
