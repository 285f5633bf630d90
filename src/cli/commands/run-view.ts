/** Follows a run to its end and shows it, then its result: shared by demo, investigate and watch. */
import { z } from 'zod';
import { Action } from '../../domain/action.ts';
import type { Decision } from '../../domain/analysis.ts';
import { Feedback, feedbackLine } from '../../domain/feedback.ts';
import { Incident } from '../../domain/incident.ts';
import { Investigation } from '../../domain/investigation.ts';
import { Report } from '../../domain/report.ts';
import type { ApiClient } from '../api-client.ts';
import type { Output } from '../output.ts';
import { renderReport } from '../render/report.ts';
import { createRunEventRenderer } from '../render/run-events.ts';

/** `GET /investigations/{id}`, the parts that the CLI shows. */
export const InvestigationView = z.looseObject({
  investigation: Investigation,
  report: Report.nullable().optional(),
  actions: z.array(Action).default([]),
  feedback: z.array(Feedback).default([]),
});
export type InvestigationView = z.infer<typeof InvestigationView>;

/** The webhook's and `/investigate`'s answer. */
export const AcceptedView = z.looseObject({
  action: z.string(),
  reason: z.string().optional(),
  incident_id: z.string().nullable(),
  investigation_id: z.string().nullable(),
});
export type AcceptedView = z.infer<typeof AcceptedView>;

export const IncidentList = z.looseObject({ incidents: z.array(Incident) });

export const fetchInvestigation = (api: ApiClient, id: string): Promise<InvestigationView> =>
  api.request(InvestigationView, 'GET', `/investigations/${encodeURIComponent(id)}`);

/** Prints the run's events as they come, unless quiet; resolves when the run has ended. */
export async function followRun(
  api: ApiClient,
  output: Output,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const renderer = createRunEventRenderer(output.paint);
  for await (const event of api.follow(id, 0, signal)) {
    output.event(event);
    const line = renderer.render(event);
    if (line !== undefined) output.live(line);
  }
}

/** Prints report, decision and actions. */
export function showResult(output: Output, view: InvestigationView): void {
  const { paint } = output;
  if (view.report) for (const line of renderReport(view.report, paint)) output.line(line);
  const decision = view.report?.decision ?? view.investigation.decision;
  if (decision) output.line(`\n${paint.bold('Decision')}  ${decisionText(decision)}`);
  for (const action of view.actions) output.line(`  ${actionText(output, action)}`);
  if (view.feedback.length > 0) output.line(`\n${paint.bold('Feedback')}`);
  for (const one of view.feedback) output.line(`  ${paint.dim(one.at)}  ${feedbackLine(one)}`);
}

export const decisionText = (decision: Decision): string =>
  `${decision.action}${decision.priority ? ` ${decision.priority}` : ''} — ${decision.reason}`;

function actionText({ paint }: Output, action: Action): string {
  const name = action.kind.replaceAll('_', ' ');
  switch (action.state) {
    case 'succeeded':
      return `${paint.green('✓')} ${doneText(action)}${action.result?.url ? `  ${paint.dim(action.result.url)}` : ''}`;
    case 'failed':
    case 'outcome_unknown':
      return `${paint.red('✗')} ${name}: ${action.state.replaceAll('_', ' ')} — ${action.reason}`;
    case 'denied':
      return `${paint.yellow('–')} ${name} denied — ${action.reason}`;
    default:
      return `${paint.dim('…')} ${name}: ${action.state.replaceAll('_', ' ')}`;
  }
}

function doneText({ kind, payload, result, adopted }: Action): string {
  const found = adopted ? ' (found, not made twice)' : '';
  switch (kind) {
    case 'create_work_item':
      return `work item ${result?.id ?? ''}${found}`;
    case 'comment_on_pull_request':
      return `comment on pull request ${said(payload['pull_request'])}${found}`;
    case 'post_message':
      return `message in ${said(payload['channel']) || 'Slack'}${found}`;
  }
}

const said = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? `${value}` : '';

/** Actions that will not change any more without a person. */
const SETTLED: ReadonlySet<Action['state']> = new Set([
  'succeeded',
  'failed',
  'denied',
  'outcome_unknown',
  'awaiting_approval',
]);

export const allSettled = (view: InvestigationView): boolean =>
  view.actions.every((action) => SETTLED.has(action.state));
