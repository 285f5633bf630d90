/** The report as a Markdown document: the summary first, then what it rests on. */
import type { Evidence } from '../../domain/analysis.ts';
import { readableTimes, timeInColumn } from '../../domain/prose-time.ts';
import { curateTimeline, untoldSteps } from '../../domain/report-timeline.ts';
import type { Report, Trust } from '../../domain/report.ts';
import { count, cut, percent } from '../text.ts';

/** Text from outside (titles, logs, messages) must not become headings, tables, images or links. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\r?\n/g, ' ')
    .replaceAll(/[\\`*_{}[\]<>|#~!]/g, String.raw`\$&`)
    .replaceAll(/@(?=\w)/g, '@\u2060');
}

/** A block that its own content cannot close. */
export function fence(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}`;
}

const VERDICTS = {
  root_cause: 'Root cause found',
  no_code_change: 'No code change caused this',
  inconclusive: 'Inconclusive',
} as const;

const EVIDENCE_TEXT = 1_500;

export function renderMarkdown(report: Report): string {
  const reference = report.onsetAt ?? report.alerts[0]?.firedAt ?? null;
  const { entries, earlier } = curateTimeline(report);
  return [
    `# ${escapeMarkdown(report.title)}`,
    `**${VERDICTS[report.verdict]}** · ${report.category.replaceAll('_', ' ')} · confidence ${percent(report.confidence)}${report.decision ? ` · **${report.decision.action}**${report.decision.priority ? ` ${report.decision.priority}` : ''}` : ''}`,
    escapeMarkdown(report.summary),
    ...(report.stoppedBecause === null
      ? []
      : [
          `> Partial report: the investigation stopped at ${escapeMarkdown(report.stoppedBecause)}.`,
        ]),
    ...(report.trust?.restsOn === 'outside_text' ? [`> ${unconfirmed(report.trust)}`] : []),
    ...suspectSection(report),
    ...claimSection(report),
    ...list('Causal chain', untoldSteps(report).map(escapeMarkdown), true),
    ...(report.impact === '' ? [] : [`## Impact\n\n${escapeMarkdown(report.impact)}`]),
    `## Recommended action\n\n${recommended(report)}`,
    ...runbookSection(report),
    ...list('Timeline (UTC)', [
      ...(earlier === 0 ? [] : [`_${count(earlier, 'older entry', 'older entries')}_`]),
      ...entries.map(
        ({ at, what, evidence }) =>
          `${timeInColumn(at, reference)} ${escapeMarkdown(what)}${evidence ? ` [${evidence}]` : ''}`,
      ),
    ]),
    ...list(
      'Ruled out',
      report.ruledOut.map(
        ({ statement, why, evidence }) =>
          `${escapeMarkdown(statement.replace(/\.$/, ''))}: ${escapeMarkdown(why)} ${refs(evidence)}`,
      ),
    ),
    ...list(
      'Not checked',
      report.notChecked.map(({ what, why }) => `${escapeMarkdown(what)}: ${escapeMarkdown(why)}`),
    ),
    ...list('Open questions', report.openQuestions.map(escapeMarkdown)),
    ...list(
      'Alerts',
      report.alerts.map(
        ({ title, firedAt, state }) =>
          `${readableTimes(firedAt, null)} ${escapeMarkdown(title)} (${state})`,
      ),
    ),
    ...evidenceSection(report),
    `---\n\n${grounding(report)} · model ${escapeMarkdown(report.model)} · investigation ${report.investigationId} · ${readableTimes(report.generatedAt, null)}`,
  ].join('\n\n');
}

export const grounding = ({ grounding: { claims, verified, downgraded } }: Report): string =>
  `${verified} of ${count(claims, 'claim')} verified${downgraded > 0 ? `, ${downgraded} downgraded or dropped` : ''}`;

/** Words of code, not of a model: what carries the verdict. */
export const unconfirmed = ({ why }: Trust): string =>
  `**Unconfirmed:** this verdict rests on text from outside alone (${why}). Check its citations before acting on it.`;

/** The first step says what the kind of action means here; the kind alone is for programs. */
function recommended({ recommendedAction, nextSteps }: Report): string {
  if (nextSteps.length === 0) return recommendedAction.replaceAll('_', ' ');
  return nextSteps.map((step) => `- ${escapeMarkdown(step)}`).join('\n');
}

const refs = (ids: readonly string[]): string => ids.map((id) => `[${id}]`).join('');

function suspectSection({ suspectChange: change }: Report): string[] {
  if (change === null) return [];
  const rows = [
    [
      'Change',
      `${change.kind} ${change.commit ? `\`${change.commit}\`` : escapeMarkdown(change.id)}`,
    ],
    ['Title', escapeMarkdown(change.title)],
    ['Author', change.author === null ? null : escapeMarkdown(change.author)],
    ['Repository', change.repository === null ? null : escapeMarkdown(change.repository)],
    [
      'File',
      change.file === null
        ? null
        : `${escapeMarkdown(change.file)}${change.line === null ? '' : `:${change.line}`}`,
    ],
    [
      'Pull request',
      change.pullRequest === null
        ? null
        : `!${change.pullRequest.id} ${escapeMarkdown(change.pullRequest.title)}`,
    ],
    ['Made', change.at === null ? null : readableTimes(change.at, null)],
  ].filter((row): row is [string, string] => row[1] !== null);
  return [
    `## Suspect change\n\n| | |\n|---|---|\n${rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}`,
  ];
}

function claimSection(report: Report): string[] {
  const line = (statement: string, ids: readonly string[], note: string): string =>
    `- ${escapeMarkdown(statement)} ${refs(ids)}${note}`;
  const ids = (claim: Report['claims'][number]): string[] => [
    ...new Set(claim.citations.map(({ evidence }) => evidence)),
  ];
  const verified = report.claims.filter(({ status }) => status === 'verified');
  const hypotheses = report.claims.filter(({ status }) => status !== 'verified');
  return [
    ...(verified.length > 0
      ? [
          `## What is established\n\n${verified.map((claim) => line(claim.statement, ids(claim), '')).join('\n')}`,
        ]
      : []),
    ...(hypotheses.length > 0
      ? [
          `## Hypotheses (not verified)\n\n${hypotheses.map((claim) => line(claim.statement, ids(claim), claim.problem ? ` – ${escapeMarkdown(claim.problem)}` : '')).join('\n')}`,
        ]
      : []),
  ];
}

/** Word for word, so that nobody has to open the runbook to know what it says. */
const runbookSection = ({ runbooks = [] }: Report): string[] =>
  runbooks.length === 0
    ? []
    : [
        `## Runbooks\n\n${runbooks
          .map(
            ({ title, path, source, steps }) =>
              `**${escapeMarkdown(title)}** (${escapeMarkdown(path)}${source === 'repository' ? ', from the repository' : ''})\n\n${steps.map((step) => `> - ${escapeMarkdown(step)}`).join('\n')}`,
          )
          .join('\n\n')}`,
      ];

function list(title: string, items: readonly string[], numbered = false): string[] {
  if (items.length === 0) return [];
  return [
    `## ${title}\n\n${items.map((item, index) => `${numbered ? `${index + 1}.` : '-'} ${item}`).join('\n')}`,
  ];
}

/** What stands below it is text from outside, word for word. */
export const EVIDENCE_HEADING = '## Evidence\n\n';

function evidenceSection(report: Report): string[] {
  if (report.evidence.length === 0) return [];
  const cited = new Set([
    ...report.claims.flatMap(({ citations }) => citations.map(({ evidence }) => evidence)),
    ...report.ruledOut.flatMap(({ evidence }) => evidence),
  ]);
  // Cited evidence is shown in full, the rest by its summary, and nothing twice.
  const blocks = report.evidence.map((item) => {
    const head = `**[${item.id}]** ${item.kind.replaceAll('_', ' ')}${item.at ? ` · ${readableTimes(item.at, null)}` : ''} · ${escapeMarkdown(item.summary)}${item.link ? ` · <${item.link.replaceAll(/[<>\s]/g, encodeURIComponent)}>` : ''}`;
    return cited.has(item.id) && !saysNoMore(item)
      ? `${head}\n\n${fence(cut(item.text, EVIDENCE_TEXT))}`
      : head;
  });
  return [`${EVIDENCE_HEADING}${blocks.join('\n\n')}`];
}

const saysNoMore = ({ text, summary, at }: Evidence): boolean =>
  text.trim() === '' || readableTimes(text, at) === readableTimes(summary, at);
