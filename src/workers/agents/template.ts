/** Instruction templates: `{state_key}` is replaced by that part of the run's state, as text. */
import type { Analysis, Evidence } from '../../domain/analysis.ts';
import type { RunState } from '../stages/run-state.ts';
import type { OfferedRunbook } from '../runbooks/quote-runbooks.ts';
import { EVIDENCE_HEADING } from '../report/markdown.ts';
import { cut } from '../text.ts';
import type { Wrap } from './untrusted.ts';

export const STATE_KEYS = [
  'service',
  'env',
  'now',
  'profile',
  'alerts',
  'triage',
  'evidence',
  'hypotheses',
  'not_checked',
  'runbooks',
  'memory',
  'investigation_report',
  'decision',
  'action',
  'cited_evidence',
] as const;
export type StateKey = (typeof STATE_KEYS)[number];

const PLACEHOLDER = /\{([a-z_]+)\}/g;
const isStateKey = (key: string): key is StateKey =>
  (STATE_KEYS as readonly string[]).includes(key);

/** Placeholders of a template that name no state key. Braces around anything else are left alone. */
export const unknownKeys = (template: string): string[] =>
  [...template.matchAll(PLACEHOLDER)]
    .map((match) => match[1] ?? '')
    .filter((key) => !isStateKey(key));

export interface TemplateContext {
  readonly state: RunState;
  readonly profile: string;
  readonly nowIso: string;
  readonly wrap: Wrap;
}

/** Values are put in as they are: braces inside of them are not read as placeholders. */
export function renderTemplate(template: string, context: TemplateContext): string {
  return template.replaceAll(PLACEHOLDER, (placeholder, key: string) =>
    isStateKey(key) ? renderKey(key, context) : placeholder,
  );
}

/** Evidence that a prompt carries in full; the rest can be asked for by tools. */
const MAX_EVIDENCE = 40;
const MAX_EVIDENCE_TEXT = 1_200;

function renderKey(key: StateKey, { state, profile, nowIso, wrap }: TemplateContext): string {
  const analysis = state.evidence?.analysis ?? null;
  switch (key) {
    case 'service':
      return named('service', state.investigation.service ?? '(the alert names none)', wrap);
    case 'env':
      return named('env', state.investigation.env ?? '(unknown)', wrap);
    case 'now':
      return nowIso;
    case 'profile':
      return profile;
    case 'alerts':
      return wrap('alerts', state.alerts.map(({ alert }) => alertText(alert)).join('\n\n'));
    case 'triage':
      // Its reason may be a model's, and all that model has read is text from outside.
      return state.triage
        ? `${state.triage.severity}, ${state.triage.alertKind}:\n${wrap('triage', state.triage.reason)}`
        : '(none)';
    case 'evidence':
      return analysis
        ? wrap('evidence', evidenceList(analysis.evidence))
        : '(no evidence was collected)';
    case 'hypotheses':
      return analysis ? wrap('hypotheses', hypothesisList(analysis)) : '(none)';
    case 'not_checked':
      if (analysis === null) return '(nothing was checked)';
      return analysis.notChecked.length === 0
        ? '(nothing)'
        : wrap('not checked', bullets(analysis.notChecked));
    case 'runbooks':
      return runbookList(state.background?.runbooks ?? [], wrap);
    case 'memory': {
      const memories = state.background?.memories ?? [];
      return memories.length === 0 ? '(none)' : wrap('memory', evidenceList(memories));
    }
    case 'investigation_report':
      return state.report ? wrap('report', reportText(state.report.report)) : '(none)';
    case 'decision':
      return state.decision ? `${state.decision.action}: ${state.decision.reason}` : '(none)';
    case 'action':
      return state.review
        ? wrap('action', JSON.stringify(withoutRawText(state.review.action), null, 2))
        : '(none)';
    case 'cited_evidence':
      // By its summaries: the guardian never reads raw logs.
      return state.review
        ? wrap(
            'cited evidence',
            state.review.evidence
              .map(({ id, kind, summary }) => `[${id}] ${kind} ${summary}`)
              .join('\n'),
          )
        : '(none)';
  }
}

/**
 * A work item quotes its evidence word for word below the last heading: code has put that together
 * and checked it, and the guardian never reads raw logs.
 */
function withoutRawText(action: NonNullable<RunState['review']>['action']): unknown {
  const { description } = action.payload;
  if (typeof description !== 'string') return action;
  const at = description.lastIndexOf(EVIDENCE_HEADING);
  if (at === -1) return action;
  return {
    ...action,
    payload: {
      ...action.payload,
      description: `${description.slice(0, at)}${EVIDENCE_HEADING}(quoted by code; left out here)`,
    },
  };
}

const alertText = (alert: RunState['alerts'][number]['alert']): string =>
  [
    `${alert.priority} ${alert.transition} at ${alert.firedAt}: ${alert.title}`,
    ...(alert.query ? [`query: ${alert.query}`] : []),
    cut(alert.body, 2_000),
    `tags: ${alert.tags.join(', ')}`,
  ].join('\n');

const evidenceList = (evidence: readonly Evidence[]): string =>
  evidence
    .slice(0, MAX_EVIDENCE)
    .map(
      (item) =>
        `[${item.id}] ${item.kind}${item.at ? ` ${item.at}` : ''} ${item.summary}\n${cut(item.text, MAX_EVIDENCE_TEXT)}`,
    )
    .join('\n\n');

const MAX_RUNBOOK_TEXT = 6_000;

/** The operator's own runbooks are instructions; those of a repository are text from outside. */
const runbookList = (runbooks: readonly OfferedRunbook[], wrap: Wrap): string =>
  runbooks.length === 0
    ? '(none)'
    : runbooks
        .map(({ id, title, path, source, body }) =>
          source === 'folder'
            ? `[${id}] ${title} (${path}), written by the people who run this service:\n${cut(body, MAX_RUNBOOK_TEXT)}`
            : `[${id}] a file of the repository:\n${wrap(`runbook ${path}`, `${title}\n${cut(body, MAX_RUNBOOK_TEXT)}`)}`,
        )
        .join('\n\n');

const hypothesisList = (analysis: Analysis): string =>
  analysis.hypotheses
    .map((hypothesis) =>
      [
        `${hypothesis.id} (${Math.round(hypothesis.probability * 100)}%, ${hypothesis.category}) ${hypothesis.statement}`,
        ...(hypothesis.suspectChange?.commit
          ? [`  commit ${hypothesis.suspectChange.commit}`]
          : []),
        ...hypothesis.reasons.map((reason) => `  + ${reason}`),
        ...hypothesis.against.map((reason) => `  - ${reason}`),
        ...hypothesis.notChecked.map((open) => `  ? ${open}`),
        `  evidence: ${hypothesis.evidence.join(', ') || 'none'}`,
      ].join('\n'),
    )
    .join('\n');

const reportText = (report: NonNullable<RunState['report']>['report']): string =>
  [
    `${report.verdict} (${report.confidence}): ${report.summary}`,
    ...report.claims.map(({ statement }) => `- ${statement}`),
  ].join('\n');

const bullets = (items: Analysis['notChecked']): string =>
  items.map(({ what, why }) => `- ${what}: ${why}`).join('\n');

/** What tags may hold in Datadog: a name of such letters says nothing but itself. */
const PLAIN_NAME = /^(?:[\w./:-]{1,100}|\([a-z ]+\))$/;

/** Whoever sends an alert names the service: a sentence in its place is text from outside. */
const named = (label: string, name: string, wrap: Wrap): string =>
  PLAIN_NAME.test(name) ? name : wrap(label, name);
