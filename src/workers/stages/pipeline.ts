/** Runs the stages in order, each once: what has an output is not run again, whoever ran it. */
import type { FinishResult } from '../../store/contracts.ts';
import { OPENING_TRANSITIONS } from '../../domain/alert.ts';
import { composeAlerts } from '../report/compose-report.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { count } from '../text.ts';
import { decision } from './decision.ts';
import { evidence } from './evidence.ts';
import { guardian } from './guardian.ts';
import { investigationReport } from './investigation-report.ts';
import type { Run } from './run.ts';
import type { StageDefinition } from './stage.ts';
import { triage } from './triage.ts';

export type PipelineResult =
  | { readonly kind: 'finished' }
  | { readonly kind: 'park'; readonly afterMs: number; readonly reason: string };

/** Each stage keeps its own output's type; the pipeline only needs to know that they fit together. */
const runners: readonly ((run: Run) => Promise<PipelineResult | null>)[] = [
  (run) => runStage(run, triage),
  (run) => runStage(run, evidence),
  (run) => runStage(run, investigationReport),
  (run) => runStage(run, decision),
  (run) => runStage(run, guardian),
];

/** @throws MiraError `fenced` when another worker has taken over; whatever breaks a stage */
export async function runPipeline(run: Run): Promise<PipelineResult> {
  for (const runner of runners) {
    await meetNewAlerts(run);
    const stopped = await runner(run);
    if (stopped !== null) return stopped;
  }
  const first = await finish(run, false);
  if (!first.done) {
    // Alerts came while it ran: they get into the report, and the decision is made once more.
    await meetNewAlerts(run);
    await extraPass(run);
    await finish(run, true);
  }
  return { kind: 'finished' };
}

async function runStage<Output>(
  run: Run,
  stage: StageDefinition<Output>,
): Promise<PipelineResult | null> {
  run.signal.throwIfAborted();
  if (stage.isDone(run)) {
    await run.event(stage.name, 'stage.skipped', `${stage.name}: its output is there already`);
    return null;
  }
  const startedMs = run.deps.clock.now();
  await run.deps.store.investigations.setStage(run.id, run.claim, stage.name);
  await run.event(stage.name, 'stage.started', `${stage.name} begins`);
  const result = await stage.run(run);
  if (result.kind === 'park') return result;
  await run.deps.store.investigations.saveOutput(run.id, run.claim, stage.name, result.output);
  stage.keep(run, result.output);
  await run.event(stage.name, 'stage.finished', result.summary, {
    ms: run.deps.clock.now() - startedMs,
  });
  return null;
}

/** Alerts and recoveries reach a running investigation between its stages. */
async function meetNewAlerts(run: Run): Promise<void> {
  const { incidents, investigations } = run.deps.store;
  const unseen = await investigations.takeUnseenAlerts(run.id, run.claim);
  if (unseen.length > 0) await refresh(run);
  for (const { alert } of unseen) {
    const type = alert.transition === 'recovered' ? 'alert.recovered' : 'alert.attached';
    await run.event(run.state.investigation.stage, type, `${alert.transition}: ${alert.title}`, {
      alertId: alert.id,
    });
  }

  async function refresh(current: Run): Promise<void> {
    const [incident, alerts] = await Promise.all([
      incidents.get(current.state.incident.id),
      incidents.alerts(current.state.incident.id),
    ]);
    if (incident !== undefined) current.update({ incident, alerts });
  }
}

async function finish(run: Run, lastPass: boolean): Promise<FinishResult> {
  const { report, decision: decided } = run.state;
  const { verdict = null, confidence = null, title = 'no report' } = report?.report ?? {};
  const outcome = `${title}${decided ? ` – ${decided.action}` : ''}`;
  return await run.deps.store.investigations.finish(run.id, run.claim, {
    verdict,
    confidence,
    decision:
      decided === null
        ? null
        : { action: decided.action, priority: decided.priority, reason: decided.reason },
    outcome,
    lastPass,
  });
}

/** The cause does not change with the number of alerts; who was told of it, and the decision, may. */
async function extraPass(run: Run): Promise<void> {
  const stored = run.state.report;
  const opening = run.state.alerts.filter(({ alert }) =>
    OPENING_TRANSITIONS.has(alert.transition),
  ).length;
  await run.event(null, 'stage.started', `one more pass: ${count(opening, 'alert')} by now`);
  if (stored !== null) {
    const report = { ...stored.report, alerts: composeAlerts(run.state) };
    const output = { ...stored, report, markdown: renderMarkdown(report) };
    await run.deps.store.investigations.saveOutput(
      run.id,
      run.claim,
      'investigation_report',
      output,
    );
    run.update({ report: output });
  }
  run.update({ decision: null, guardian: null });
  await runStage(run, decision);
  await runStage(run, guardian);
}
