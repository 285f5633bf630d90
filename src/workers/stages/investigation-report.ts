/** The investigator's stage: from ranked evidence to a report whose every claim was checked. */
import { z } from 'zod';
import type { Analysis, Evidence } from '../../domain/analysis.ts';
import { isMiraError, messageOf } from '../../domain/errors.ts';
import type { NotChecked } from '../../domain/observation.ts';
import { Claim, ReportDraft } from '../../domain/report.ts';
import { gatherBackground, signatureOf } from '../background/gather.ts';
import { createInvestigatorTools, shownCharacters } from '../agents/investigator-tools.ts';
import { type AgentTools, conversationTokens } from '../agents/agent-loop.ts';
import { type Acceptance, createSubmission, type Submission } from '../agents/submission.ts';
import { composeReport } from '../report/compose-report.ts';
import { draftFromAnalysis } from '../report/draft-from-analysis.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { checkRunbookSteps, withRunbookSteps } from '../runbooks/quote-runbooks.ts';
import { cut, percent } from '../text.ts';
import { hypothesisProblems, leftOpen, unaddressed } from '../verification/check-hypotheses.ts';
import { createLedger, type Ledger } from '../verification/ledger.ts';
import {
  type DraftProblem,
  explainProblems,
  type SettledDraft,
  settleDraft,
  verifyDraft,
} from '../verification/verify-report.ts';
import type { DraftRejection } from '../verification/rejection.ts';
import { askAgent } from './ask-agent.ts';
import type { ReportOutput } from './outputs.ts';
import type { Run } from './run.ts';
import { done, type StageDefinition } from './stage.ts';

/** What a model hands in: a draft whose claims have no standing yet, whatever it says of them. */
const Submitted = ReportDraft.extend({
  claims: z.array(Claim.pick({ statement: true, citations: true })).max(20),
});

export const investigationReport: StageDefinition<ReportOutput> = {
  name: 'investigation_report',
  isDone: (run) => run.state.report !== null,
  keep: (run, output) => run.update({ report: output }),
  async run(run) {
    if (!isShallow(run))
      run.update({ background: await gatherBackground(run, foundEvidence(run)) });
    const ledger = ledgerOf(run);
    const outcome = await investigate(run, ledger);
    const output = writeReport(run, ledger, outcome);
    const { report } = output;
    await run.event(
      'investigation_report',
      'report.submitted',
      `${report.title} (confidence ${percent(report.confidence)})`,
      {
        verdict: report.verdict,
        category: report.category,
        confidence: report.confidence,
        grounding: report.grounding,
        trust: report.trust,
        model: report.model,
        stoppedBecause: report.stoppedBecause,
      },
    );
    return done(output, report.title);
  },
};

/** What the investigator left: its draft, or why there is none and code has to write it. */
export interface InvestigatorOutcome {
  readonly draft: ReportDraft | null;
  readonly stoppedBecause: string | null;
  readonly model: string;
  readonly notChecked: readonly NotChecked[];
}

async function investigate(run: Run, ledger: Ledger): Promise<InvestigatorOutcome> {
  if (isShallow(run)) return { draft: null, stoppedBecause: null, model: 'rules', notChecked: [] };
  const { tools, notChecked } = await openTools(run, ledger);
  const submission = reportSubmission(run, ledger);
  const { value, stoppedBecause, model } = await askAgent(
    run,
    'investigation_report',
    'investigator',
    submission,
    tools,
  );
  return {
    draft: value,
    stoppedBecause,
    model: value === null ? `${model}, composed by rules` : model,
    notChecked,
  };
}

const isShallow = (run: Run): boolean =>
  run.state.investigation.mode === 'rules_only' || run.state.triage?.deepLook === false;

/** Evidence to begin with: the engine's, or at least the alerts themselves. */
export function ledgerOf(run: Run): Ledger {
  const memories = run.state.background?.memories ?? [];
  return createLedger([...foundEvidence(run), ...memories], run.state.evidence?.observations);
}

function foundEvidence(run: Run): readonly Evidence[] {
  const found = run.state.evidence?.analysis?.evidence ?? [];
  return found.length > 0 ? found : alertEvidence(run);
}

const alertEvidence = (run: Run): Evidence[] =>
  run.state.alerts.slice(0, 10).map(({ alert }, index) => ({
    id: `E${index + 1}`,
    kind: 'alert',
    summary: alert.title,
    text: cut(`${alert.title}\n${alert.body}`, 4_000),
    at: alert.firedAt,
    service: alert.service,
    commit: null,
    toolCallId: null,
    link: alert.link ?? null,
  }));

/** A proxy that cannot be reached by now costs the investigator its tools, not the report. */
async function openTools(
  run: Run,
  ledger: Ledger,
): Promise<{ tools: AgentTools | null; notChecked: NotChecked[] }> {
  const session = run.session('investigation_report');
  try {
    const tools = createInvestigatorTools({
      session,
      listed: await session.tools(),
      allowed: run.agent('investigator').tools,
      ledger,
      budget: run.budget,
      service: run.state.investigation.service,
      wrap: run.wrap,
      shown: shownCharacters(
        conversationTokens(run.agent('investigator'), {
          catalog: run.deps.catalog,
          contextShare: run.deps.agents.contextShare,
        }),
      ),
      spill: {
        save: (evidence, text) => run.deps.store.spill.save(run.id, evidence, text),
        read: (evidence) => run.deps.store.spill.read(run.id, evidence),
      },
      onEvidence: (id, summary) =>
        run.event('investigation_report', 'evidence.found', `${id} ${cut(summary, 200)}`, {
          evidence: id,
        }),
    });
    return { tools, notChecked: [] };
  } catch (error) {
    run.signal.throwIfAborted();
    if (!isMiraError(error) || error.class !== 'upstream') throw error;
    return {
      tools: null,
      notChecked: [{ what: 'questions beyond the first sweep', why: messageOf(error) }],
    };
  }
}

/** Schema first; then each claim against the record, told back once. */
function reportSubmission(run: Run, ledger: Ledger): Submission<ReportDraft> {
  let toldBack = false;
  return createSubmission({
    name: 'submit_report',
    description:
      'Hands in the report and ends the investigation. Every claim cites evidence ids (E1, E2, …); code checks them.',
    schema: Submitted,
    async check(submitted, lastTurn): Promise<Acceptance<ReportDraft>> {
      const draft: ReportDraft = {
        ...submitted,
        claims: submitted.claims.map((claim) => ({ ...claim, status: 'unverified' })),
      };
      const { onsetAt = null, hypotheses = [] } = run.state.evidence?.analysis ?? {};
      const problems = [
        ...verifyDraft(draft, ledger, onsetAt),
        ...checkRunbookSteps(draft, run.state.background?.runbooks ?? []),
        ...hypothesisProblems(unaddressed(draft, hypotheses)),
      ];
      const final = toldBack || lastTurn;
      for (const problem of problems) {
        await run.event(
          'investigation_report',
          'claim.rejected',
          `${problem.where}: ${cut(problem.message, 300)}`,
          { where: problem.where, fault: problem.fault, final },
        );
      }
      if (problems.length === 0 || final) return { ok: true, value: draft };
      toldBack = true;
      return {
        ok: false,
        problem: explainProblems(problems),
        structured: rejectionOf(draft, problems),
      };
    },
  });
}

function rejectionOf(draft: ReportDraft, problems: readonly DraftProblem[]): DraftRejection {
  const failing = new Set(problems.map(({ where }) => where));
  return {
    problems: problems.map(({ where, fault }) => ({ where, fault })),
    statements: draft.claims
      .filter((_claim, index) => failing.has(`claims[${index}]`))
      .map(({ statement }) => statement),
  };
}

/** Code has the last word: whatever was submitted is settled by what stands, also for a takeover's partial report. */
export function writeReport(run: Run, ledger: Ledger, outcome: InvestigatorOutcome): ReportOutput {
  const { draft, model } = settled(run, ledger, outcome);
  const report = composeReport({
    state: run.state,
    draft,
    ledger,
    stoppedBecause: outcome.stoppedBecause,
    model,
    nowIso: run.nowIso(),
    notChecked: [...outcome.notChecked, ...run.notes],
  });
  return { report, markdown: renderMarkdown(report), signature: signatureOf(run) };
}

/**
 * A model's report that lost its verdict, or never said anything that stands, is worth less than what
 * the evidence engine can show: no model may leave the people on call with less than none would.
 */
function settled(
  run: Run,
  ledger: Ledger,
  { draft, model, stoppedBecause }: InvestigatorOutcome,
): { draft: SettledDraft; model: string } {
  const analysis = run.state.evidence?.analysis ?? null;
  const deployments = run.state.evidence?.observations.deployments;
  const onsetAt = analysis?.onsetAt ?? null;
  const byEngine = (found: Analysis): ReportDraft =>
    withRunbookSteps(draftFromAnalysis(found, deployments), run.state.background?.runbooks ?? []);
  if (draft !== null) {
    const own = settleDraft(draft, ledger, onsetAt);
    const lost = draft.verdict !== 'inconclusive' && own.verdict === 'inconclusive';
    const empty = own.verdict === 'inconclusive' && saysNothing(own);
    if (!(lost || empty) || analysis === null || analysis.verdict === 'inconclusive') {
      const silent = leftOpen(unaddressed(draft, analysis?.hypotheses ?? []));
      return { draft: { ...own, open_questions: [...own.open_questions, ...silent] }, model };
    }
    const engine = settleDraft(byEngine(analysis), ledger, onsetAt);
    const why = lost ? 'did not stand' : 'says nothing that stands';
    const doubts = engine.open_questions.concat(own.open_questions);
    return {
      draft: { ...engine, open_questions: [...new Set(doubts)] },
      model: `rules, because the report of ${model} ${why}`,
    };
  }
  const byCode = analysis === null ? nothingKnown(stoppedBecause) : byEngine(analysis);
  return { draft: settleDraft(byCode, ledger, onsetAt), model };
}

const saysNothing = ({ grounding, ruled_out }: SettledDraft): boolean =>
  grounding.verified === 0 && ruled_out.length === 0;

const nothingKnown = (why: string | null): ReportDraft => ({
  verdict: 'inconclusive',
  category: 'unknown',
  summary: `Nothing could be established${why === null ? '' : `: ${why}`}.`,
  suspect_commit: null,
  confidence: 0,
  claims: [],
  causal_chain: [],
  impact: '',
  recommended_action: 'investigate_further',
  next_steps: ['Look at the service’s logs and recent changes by hand.'],
  ruled_out: [],
  open_questions: ['What failed, and since when?'],
});
