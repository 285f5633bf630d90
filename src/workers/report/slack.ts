/** The report as Slack mrkdwn: short, the verdict first, nothing in it that Slack would act on. */
import type { Report } from '../../domain/report.ts';
import { percent, shorten } from '../text.ts';

/** Slack reads `<!channel>` and `<@U1>` as commands, and decorates `*` and backticks. */
export const escapeMrkdwn = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[*_~`]/g, "'");

const SECTION_LIMIT = 2_900;

export function renderSlack(report: Report): { text: string; sections: string[] } {
  const decision = report.decision;
  const head = `${decision ? `[${decision.action}${decision.priority ? ` ${decision.priority}` : ''}] ` : ''}${report.title}`;
  const change = report.suspectChange;
  const verified = report.claims.filter(({ status }) => status === 'verified').slice(0, 4);
  const sections = [
    `*${escapeMrkdwn(shorten(head, 280))}*\n${escapeMrkdwn(shorten(report.summary, 1_500))}`,
    ...(change === null
      ? []
      : [
          [
            `*Suspect change* ${change.commit === null ? change.kind : escapeMrkdwn(change.commit.slice(0, 10))} “${escapeMrkdwn(shorten(change.title, 200))}”`,
            change.author ? `by ${escapeMrkdwn(change.author)}` : '',
            change.file
              ? `in ${escapeMrkdwn(change.file)}${change.line === null ? '' : `:${change.line}`}`
              : '',
            change.pullRequest ? `(PR ${change.pullRequest.id})` : '',
          ]
            .filter(Boolean)
            .join(' '),
        ]),
    ...(verified.length === 0
      ? []
      : [
          verified
            .map(
              ({ statement, citations }) =>
                `• ${escapeMrkdwn(shorten(statement, 400))} ${citations.map(({ evidence }) => `[${evidence}]`).join('')}`,
            )
            .join('\n'),
        ]),
    `*Next* ${escapeMrkdwn(shorten(report.nextSteps[0] ?? report.recommendedAction.replaceAll('_', ' '), 500))}`,
    ...(report.runbooks ?? []).map(
      ({ title, path, steps }) =>
        `*Runbook* ${escapeMrkdwn(title)} (${escapeMrkdwn(path)}): ${escapeMrkdwn(shorten(steps[0] ?? '', 300))}`,
    ),
    [
      `confidence ${percent(report.confidence)}`,
      ...(report.notChecked.length > 0 ? [`${report.notChecked.length} not checked`] : []),
      ...(report.trust?.restsOn === 'outside_text'
        ? ['unconfirmed: rests on text from outside alone']
        : []),
      ...(report.stoppedBecause === null
        ? []
        : [`partial: ${escapeMrkdwn(report.stoppedBecause)}`]),
    ].join(' · '),
  ];
  return {
    text: escapeMrkdwn(shorten(head, 1_000)),
    sections: sections.map((section) => shorten(section, SECTION_LIMIT)),
  };
}
