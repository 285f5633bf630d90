/** The playbook's investigator: reads the suspect's diff once more, then reports what the engine found. */
import type { Analysis, Evidence } from '../../../domain/analysis.ts';
import type { ReportDraft } from '../../../domain/report.ts';
import { GetCommitDiffResult } from '../../../domain/tools/azure-devops.ts';
import { draftFromAnalysis } from '../../report/draft-from-analysis.ts';
import { withRunbookSteps } from '../../runbooks/quote-runbooks.ts';
import { sameCommit } from '../../sweep/shortlist.ts';
import { DraftRejection } from '../../verification/rejection.ts';
import type { ModelRequest, ToolResult } from '../language-model.ts';
import type { Move } from './playbook.ts';

export function investigate(request: ModelRequest): Move {
  const analysis = request.state.evidence?.analysis ?? null;
  const results = request.messages.flatMap((message) =>
    message.role === 'tool' ? message.results : [],
  );
  const suspect = analysis?.verdict === 'root_cause' ? analysis.suspectChange : null;
  const mayAsk = request.tools.some((tool) => tool.name === 'get_commit_diff');
  if (mayAsk && suspect?.commit && !results.some((result) => result.name === 'get_commit_diff')) {
    const args = {
      commit: suspect.commit,
      ...(suspect.repository === null ? {} : { repository: suspect.repository }),
      paths: suspect.file === null ? [] : [suspect.file],
    };
    return [{ name: 'get_commit_diff', args }];
  }
  return [{ name: 'submit_report', args: { ...submission(request, analysis, results) } }];
}

function submission(
  { state }: ModelRequest,
  analysis: Analysis | null,
  results: readonly ToolResult[],
): ReportDraft {
  const deployments = state.evidence?.observations.deployments;
  const draft =
    analysis === null ? NOTHING_KNOWN : withDiff(draftFromAnalysis(analysis, deployments), results);
  const { runbooks = [], alike = null } = state.background ?? {};
  return withoutRejected(withMemory(withRunbookSteps(draft, runbooks), alike), results);
}

/** A fault of the past that was alike is worth a look, and nothing more: it is no claim. */
function withMemory(draft: ReportDraft, best: Evidence | null): ReportDraft {
  if (best === null || draft.next_steps.length >= 10) return draft;
  return {
    ...draft,
    next_steps: [...draft.next_steps, `Compare with the ${best.summary} [${best.id}].`],
  };
}

/** The diff that was just read becomes a claim of its own, which the verdict can rest on. */
function withDiff(draft: ReportDraft, results: readonly ToolResult[]): ReportDraft {
  for (const { structured, evidence, isError } of results) {
    const diff = isError ? undefined : GetCommitDiffResult.safeParse(structured).data;
    if (
      diff === undefined ||
      evidence === undefined ||
      !sameCommit(diff.commit.sha, draft.suspect_commit)
    )
      continue;
    const files = diff.commit.files.map(({ path }) => path);
    const shown =
      files.length > 3
        ? `${files.slice(0, 3).join(', ')} and ${files.length - 3} more`
        : files.join(', ');
    return {
      ...draft,
      claims: [
        ...draft.claims,
        {
          statement: `Commit ${diff.commit.sha.slice(0, 10)} by ${diff.commit.author} changed ${shown}.`,
          citations: [{ evidence }],
          status: 'unverified',
        },
      ],
    };
  }
  return draft;
}

/** What was refused is left out: saying it again would not make it true. */
function withoutRejected(draft: ReportDraft, results: readonly ToolResult[]): ReportDraft {
  const rejected = new Set(
    results.flatMap(({ name, structured }) => {
      const parsed =
        name === 'submit_report' ? DraftRejection.safeParse(structured).data : undefined;
      return parsed?.statements ?? [];
    }),
  );
  return { ...draft, claims: draft.claims.filter(({ statement }) => !rejected.has(statement)) };
}

const NOTHING_KNOWN: ReportDraft = {
  verdict: 'inconclusive',
  category: 'unknown',
  summary: 'No evidence could be collected, so nothing can be said about the cause.',
  suspect_commit: null,
  confidence: 0,
  claims: [],
  causal_chain: [],
  impact: '',
  recommended_action: 'investigate_further',
  next_steps: ['Look at the service’s logs and recent changes by hand.'],
  ruled_out: [],
  open_questions: [],
};
