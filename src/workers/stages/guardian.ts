/** The guardian: each proposed write against policy, then against its evidence by a second pair of eyes. */
import { z } from 'zod';
import type { Action } from '../../domain/action.ts';
import type { Report } from '../../domain/report.ts';
import { createSubmission } from '../agents/submission.ts';
import { createLinkPolicy, type LinkPolicy } from '../report/links.ts';
import { planWrites } from '../report/payloads.ts';
import { count } from '../text.ts';
import { checkPolicy } from './action-policy.ts';
import { askAgent } from './ask-agent.ts';
import type { GuardianOutput, GuardianVerdict, ReportOutput } from './outputs.ts';
import type { Run } from './run.ts';
import { done, type StageDefinition } from './stage.ts';

const Verdict = z.object({ approve: z.boolean(), reason: z.string().min(1).max(500) });

export const guardian: StageDefinition<GuardianOutput> = {
  name: 'guardian',
  isDone: (run) => run.state.guardian !== null,
  keep: (run, output) => run.update({ guardian: output }),
  async run(run) {
    const { report: stored, decision } = run.state;
    if (stored === null || decision === null || decision.action === 'IGNORE') {
      return done({ verdicts: [], notProposed: [] }, 'no writes are called for');
    }
    const report: Report = {
      ...stored.report,
      decision: { action: decision.action, priority: decision.priority, reason: decision.reason },
    };
    const links = linksOf(run, report);
    const planned = planWrites({
      report,
      service: run.state.service,
      alerts: run.state.alerts,
      links,
      reportUrl: reportUrl(run),
    });
    const verdicts: GuardianVerdict[] = [];
    const notProposed: GuardianOutput['notProposed'] = [];
    for (const write of planned) {
      if ('why' in write) {
        notProposed.push({ kind: write.kind, why: write.why });
        continue;
      }
      const { investigation, incident } = run.state;
      const action = await run.deps.store.actions.propose(run.claim, {
        investigationId: investigation.id,
        incidentId: incident.id,
        ...write,
        citations: [...write.citations],
      });
      verdicts.push(await judge(run, action, report, links));
    }
    const approved = verdicts.filter(({ verdict }) => verdict === 'approved').length;
    return done(
      { verdicts, notProposed },
      `${count(approved, 'write')} approved, ${verdicts.length - approved} denied, ${notProposed.length} not possible`,
    );
  },
};

const linksOf = (run: Run, report: Report): LinkPolicy =>
  createLinkPolicy({
    publicUrl: run.deps.publicUrl,
    observations: run.state.evidence?.observations ?? null,
    evidence: report.evidence,
  });

const reportUrl = (run: Run): string | null =>
  run.deps.publicUrl === undefined
    ? null
    : new URL(`/incidents/${run.state.incident.id}`, run.deps.publicUrl).href;

/** An action that a former attempt has already judged keeps its state: it may be on its way. */
async function judge(
  run: Run,
  action: Action,
  report: ReportOutput['report'],
  links: LinkPolicy,
): Promise<GuardianVerdict> {
  if (action.state !== 'proposed') {
    const verdict = action.state === 'denied' ? 'denied' : 'approved';
    return {
      actionId: action.id,
      kind: action.kind,
      verdict,
      by: 'a former attempt',
      reason: action.reason,
    };
  }
  await run.event('guardian', 'action.proposed', `${action.kind}: ${action.reason}`, {
    actionId: action.id,
    kind: action.kind,
    payloadHash: action.payloadHash,
    citations: action.citations,
  });
  const verdict = await review(run, action, report, links);
  await run.event(
    'guardian',
    'guardian.verdict',
    `${action.kind} ${verdict.verdict} by ${verdict.by}: ${verdict.reason}`,
    { actionId: action.id, verdict: verdict.verdict, by: verdict.by },
  );
  if (verdict.verdict === 'denied') {
    await run.deps.store.actions.transition(action.id, {
      from: ['proposed'],
      to: 'denied',
      reason: verdict.reason,
    });
    await run.event('guardian', 'action.denied', `${action.kind}: ${verdict.reason}`, {
      actionId: action.id,
    });
    return verdict;
  }
  await run.deps.store.actions.transition(action.id, {
    from: ['proposed'],
    to: 'approved',
    reason: action.reason,
  });
  await run.deps.dispatcher.action(action.id, run.state.investigation.priority);
  return verdict;
}

async function review(
  run: Run,
  action: Action,
  report: Report,
  links: LinkPolicy,
): Promise<GuardianVerdict> {
  const said = (verdict: 'approved' | 'denied', by: string, reason: string): GuardianVerdict => ({
    actionId: action.id,
    kind: action.kind,
    verdict,
    by,
    reason,
  });
  const decision = run.state.decision ?? { action: 'IGNORE' as const };
  const denial = checkPolicy({ action, decision, report, service: run.state.service, links });
  if (denial !== null) return said('denied', `policy ${denial.rule}`, denial.reason);
  const cited = report.evidence.filter(({ id }) => action.citations.includes(id));
  run.update({ review: { action, evidence: cited, report } });
  const submission = createSubmission({
    name: 'submit_verdict',
    description: 'Hands in the verdict on the proposed write.',
    schema: Verdict,
    check: (value) => ({ ok: true, value }),
  });
  const { value, model, stoppedBecause } = await askAgent(run, 'guardian', 'guardian', submission);
  run.update({ review: null });
  // No verdict is no approval: a person can still do what the report says.
  if (value === null)
    return said(
      'denied',
      model,
      `no verdict was given${stoppedBecause === null ? '' : `: ${stoppedBecause}`}`,
    );
  return said(value.approve ? 'approved' : 'denied', model, value.reason);
}
