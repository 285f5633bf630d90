/** What the three writes say: composed by code from the verified report, never by a model. */
import { sha256 } from '../../domain/hash.ts';
import { toAzureDevOpsPriority } from '../../domain/priority.ts';
import type { Report } from '../../domain/report.ts';
import type { Service } from '../../domain/service.ts';
import type { ActionKind } from '../../domain/action.ts';
import type { AlertWithFate } from '../../store/contracts.ts';
import { cut, percent, shorten } from '../text.ts';
import { createMasker } from '../../platform/untrusted/mask.ts';
import { defang, type LinkPolicy } from './links.ts';
import { escapeMarkdown, grounding, renderMarkdown } from './markdown.ts';
import { renderSlack } from './slack.ts';

export interface PayloadParts {
  /** With its decision filled in. */
  readonly report: Report;
  readonly service: Service | null;
  readonly alerts: readonly AlertWithFate[];
  readonly links: LinkPolicy;
  /** Where people read the whole report; null without a public address. */
  readonly reportUrl: string | null;
}

export type PlannedWrite =
  | {
      readonly kind: ActionKind;
      readonly payload: Record<string, unknown>;
      readonly citations: readonly string[];
      readonly reason: string;
    }
  | { readonly kind: ActionKind; readonly why: string };

/** Every write of an incident carries this mark: a repeat finds the earlier effect by it. */
export const dedupeTag = (incidentId: string): string => `mira-${sha256(incidentId).slice(0, 20)}`;

const masker = createMasker();

/** What is about to leave: no address but those that the policy knows, no secret whatever its way in. */
const outgoing = (text: string, links: LinkPolicy): string => masker(defang(text, links)).text;

const DESCRIPTION_LIMIT = 30_000;
const COMMENT_LIMIT = 6_000;

/** The writes that the decision calls for, in their order; `why` where one cannot be made. */
export function planWrites(parts: PayloadParts): PlannedWrite[] {
  const decision = parts.report.decision;
  const action = decision?.action ?? 'IGNORE';
  if (action === 'IGNORE') return [];
  const ticket = action === 'TICKET';
  return [...(ticket ? [workItem(parts), pullRequestComment(parts)] : []), message(parts)];
}

/** What the verified claims cite; for a report without any, the alerts themselves: the trouble is real. */
function citationsOf(report: Report): string[] {
  const verified = report.claims.filter(({ status }) => status === 'verified');
  const cited = verified.flatMap(({ citations }) => citations.map(({ evidence }) => evidence));
  if (cited.length > 0) return [...new Set(cited)];
  return report.evidence
    .filter(({ kind }) => kind === 'alert' || kind === 'monitor')
    .map(({ id }) => id)
    .slice(0, 5);
}

function workItem({ report, service, alerts, links, reportUrl }: PayloadParts): PlannedWrite {
  const kind = 'create_work_item';
  if (service === null)
    return {
      kind,
      why: `the registry does not know the service ${report.service ?? '(none named)'}`,
    };
  const change = report.suspectChange;
  const alertLinks = alerts.flatMap(({ alert }) => alert.link ?? []);
  return {
    kind,
    citations: citationsOf(report),
    reason: report.decision?.reason ?? '',
    payload: {
      type: 'Bug',
      title: shorten(outgoing(report.title, links), 255),
      description: cut(outgoing(renderMarkdown(report), links), DESCRIPTION_LIMIT),
      priority: toAzureDevOpsPriority(report.decision?.priority ?? 'P2'),
      tags: ['mira', 'auto-rca', `service-${service.name}`.slice(0, 100)],
      ...(change?.commit && change.repository === service.repo_name
        ? { commit: change.commit }
        : {}),
      ...(change?.pullRequest && change.repository === service.repo_name
        ? { pull_request: change.pullRequest.id }
        : {}),
      links: [...new Set([...alertLinks, ...(reportUrl === null ? [] : [reportUrl])])]
        .filter((url) => links.allows(url))
        .slice(0, 10),
      dedupe_tag: dedupeTag(report.incidentId),
    },
  };
}

function pullRequestComment({ report, service, links, reportUrl }: PayloadParts): PlannedWrite {
  const kind = 'comment_on_pull_request';
  const change = report.suspectChange;
  if (report.verdict !== 'root_cause' || change === null)
    return { kind, why: 'no change is blamed' };
  if (report.trust?.restsOn === 'outside_text')
    return { kind, why: 'only text from outside blames the change: a person has to confirm it' };
  if (change.pullRequest === null)
    return { kind, why: 'no pull request is known that brought the change' };
  const repository = change.repository ?? service?.repo_name;
  if (repository === undefined) return { kind, why: 'the change’s repository is not known' };
  const claims = report.claims.filter(({ status }) => status === 'verified').slice(0, 6);
  const text = [
    `**MIRA**: this change is the likely cause of an incident in \`${(report.service ?? 'unknown').replaceAll('`', "'")}\` (confidence ${percent(report.confidence)}).`,
    escapeMarkdown(report.summary),
    claims
      .map(
        ({ statement, citations }) =>
          `- ${escapeMarkdown(statement)} ${citations.map(({ evidence }) => `[${evidence}]`).join('')}`,
      )
      .join('\n'),
    `Recommended: ${escapeMarkdown(report.nextSteps[0] ?? `${report.recommendedAction.replaceAll('_', ' ')}.`)} ${grounding(report)}.${reportUrl === null ? '' : ` [Report](${reportUrl})`}`,
  ].join('\n\n');
  return {
    kind,
    citations: citationsOf(report),
    reason: `pull request ${change.pullRequest.id} brought the change`,
    payload: {
      repository,
      pull_request: change.pullRequest.id,
      text: cut(outgoing(text, links), COMMENT_LIMIT),
      // A thread on a line needs both, and a line that is wrong by one misleads more than none.
      ...(change.file && change.line !== null ? { file: change.file, line: change.line } : {}),
      dedupe_tag: dedupeTag(report.incidentId),
    },
  };
}

function message({ report, service, links, reportUrl, alerts }: PayloadParts): PlannedWrite {
  const kind = 'post_message';
  if (service?.alert_channel === undefined)
    return { kind, why: 'the registry names no alert channel for the service' };
  const { text, sections } = renderSlack(report);
  const buttons = [
    ...(reportUrl === null ? [] : [{ label: 'Report', url: reportUrl }]),
    ...alerts
      .flatMap(({ alert }) =>
        alert.link && links.allows(alert.link) ? [{ label: 'Monitor', url: alert.link }] : [],
      )
      .slice(0, 1),
    ...(report.suspectChange?.pullRequest?.url && links.allows(report.suspectChange.pullRequest.url)
      ? [{ label: 'Pull request', url: report.suspectChange.pullRequest.url }]
      : []),
  ];
  return {
    kind,
    citations: citationsOf(report),
    reason: `channel of ${service.name}`,
    payload: {
      channel: service.alert_channel,
      text: outgoing(text, links),
      sections: sections.map((section) => outgoing(section, links)),
      links: buttons,
      dedupe_tag: dedupeTag(report.incidentId),
    },
  };
}
