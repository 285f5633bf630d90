/** A report on the terminal: verdict first, then why, then what was ruled out and not looked at. */
import { timeInColumn } from '../../domain/prose-time.ts';
import { curateTimeline, untoldSteps } from '../../domain/report-timeline.ts';
import type { Citation, Report } from '../../domain/report.ts';
import type { Paint } from '../output.ts';
import { count, percent } from './units.ts';
import { wrap } from './wrap.ts';

export function renderReport(report: Report, paint: Paint): string[] {
  const lines: string[] = [];
  const section = (title: string, body: readonly string[]): void => {
    if (body.length > 0) lines.push('', paint.bold(title), ...body);
  };
  lines.push(
    paint.bold(report.title),
    `${verdictLabel(report, paint)}  ${paint.dim('·')}  ${report.category.replaceAll('_', ' ')}  ${paint.dim('·')}  confidence ${percent(report.confidence)}`,
    ...wrap(report.summary),
  );
  section('Suspect change', suspectLines(report));
  section(
    'Why',
    report.claims.flatMap((claim) =>
      wrap(
        `${claim.statement}${cites(claim.citations)}${claim.status === 'hypothesis' ? ' (hypothesis: not proven)' : ''}`,
        '  • ',
        '    ',
      ),
    ),
  );
  if (report.trust?.restsOn === 'outside_text')
    section(
      'Unconfirmed',
      wrap(`this verdict rests on text from outside alone: ${report.trust.why}`, '  ! ', '    '),
    );
  section(
    'How it came about',
    untoldSteps(report).flatMap((step, index) => wrap(step, `  ${index + 1}. `, '     ')),
  );
  section('Impact', report.impact === '' ? [] : wrap(report.impact, '  '));
  const { entries, earlier } = curateTimeline(report);
  section('Timeline (UTC)', [
    ...(earlier === 0 ? [] : [paint.dim(`  ${''.padStart(14)}  ${earlier} older`)]),
    ...entries.map(
      (entry) =>
        `  ${paint.dim(timeInColumn(entry.at, report.onsetAt).padStart(14))}  ${entry.what}${entry.evidence ? paint.dim(` [${entry.evidence}]`) : ''}`,
    ),
  ]);
  section(
    'Recommended',
    (report.nextSteps.length > 0
      ? report.nextSteps
      : [report.recommendedAction.replaceAll('_', ' ')]
    ).flatMap((step) => wrap(step, '  → ', '    ')),
  );
  section(
    'Runbooks',
    (report.runbooks ?? []).flatMap(({ title, path, source, steps }) => [
      `  ${title} ${paint.dim(`(${path}${source === 'repository' ? ', from the repository' : ''})`)}`,
      ...steps.flatMap((step) => wrap(step, '    “ ', '      ')),
    ]),
  );
  section(
    'Ruled out',
    report.ruledOut.flatMap((entry) =>
      wrap(`${entry.statement.replace(/\.$/, '')} — ${entry.why}`, '  × ', '    '),
    ),
  );
  section(
    'Not checked',
    report.notChecked.flatMap((entry) => wrap(`${entry.what}: ${entry.why}`, '  ? ', '    ')),
  );
  section(
    'Open questions',
    report.openQuestions.flatMap((question) => wrap(question, '  ? ', '    ')),
  );
  const cited = new Set(
    report.claims.flatMap((claim) => claim.citations.map((citation) => citation.evidence)),
  );
  section(
    'Evidence cited',
    report.evidence
      .filter((entry) => cited.has(entry.id))
      .flatMap((entry) =>
        wrap(
          `${entry.summary}${entry.link ? ` ${entry.link}` : ''}`,
          `  [${entry.id}] `,
          '       ',
        ),
      ),
  );
  lines.push(
    '',
    paint.dim(
      `${report.grounding.verified} of ${count(report.grounding.claims, 'claim')} verified against evidence · model ${report.model}` +
        (report.stoppedBecause ? ` · stopped early: ${report.stoppedBecause}` : ''),
    ),
  );
  return lines;
}

function verdictLabel(report: Report, paint: Paint): string {
  switch (report.verdict) {
    case 'root_cause':
      return paint.red('ROOT CAUSE FOUND');
    case 'no_code_change':
      return paint.green('NO CODE CHANGE DID THIS');
    case 'inconclusive':
      return paint.yellow('INCONCLUSIVE');
  }
}

function suspectLines({ suspectChange: suspect }: Report): string[] {
  if (!suspect) return [];
  const where =
    suspect.file === null
      ? []
      : [`  ${suspect.file}${suspect.line === null ? '' : `:${suspect.line}`}`];
  const pull = suspect.pullRequest
    ? [
        `  pull request !${suspect.pullRequest.id} ${suspect.pullRequest.title}${suspect.pullRequest.url ? `  ${suspect.pullRequest.url}` : ''}`,
      ]
    : [];
  return [
    `  ${suspect.commit?.slice(0, 10) ?? suspect.kind}  ${suspect.title}${suspect.author ? `  (${suspect.author})` : ''}`,
    ...where,
    ...pull,
  ];
}

const cites = (citations: readonly Citation[]): string => {
  const ids = [...new Set(citations.map((citation) => citation.evidence))];
  return ids.length > 0 ? ` [${ids.join(', ')}]` : '';
};
