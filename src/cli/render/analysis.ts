/** An offline analysis on the terminal: timeline, root cause, evidence, recommendations. */
import type { Analysis, Hypothesis } from '../../domain/analysis.ts';
import type { Paint } from '../output.ts';
import { clockTime, percent } from './units.ts';
import { wrap } from './wrap.ts';

/** Closed list → the sentence that a person on call needs. */
export const ACTION_WORDS: Readonly<Record<Analysis['recommendedAction'], string>> = {
  rollback: 'roll the change back',
  roll_forward: 'fix forward: a rollback would not undo it',
  config_revert: 'put the setting back to its former value',
  flag_off: 'switch the flag off',
  scale: 'add capacity',
  failover: 'fail over, away from what is broken',
  rotate_certificate: 'renew the certificate',
  rotate_credential: 'renew the credential',
  restart: 'restart the affected instances',
  fix_data: 'repair or remove the bad input',
  wait: 'wait and watch: nothing here needs a hand now',
  investigate_further: 'look further: see what was not checked',
};

export const words = (name: string): string => name.replaceAll('_', ' ');

export function renderAnalysis(analysis: Analysis, paint: Paint): string[] {
  const lines: string[] = [];
  const section = (title: string, body: readonly string[]): void => {
    if (body.length > 0) lines.push('', paint.bold(title), ...body);
  };
  const { suspectChange: suspect, decision } = analysis;
  const moments = momentsOf(analysis.timeline);
  section(
    'Timeline',
    analysis.timeline.flatMap((entry, at) =>
      wrap(
        `${entry.what}${entry.evidence === null ? '' : ` [${entry.evidence}]`}`,
        `  ${paint.dim(moments[at] ?? '')}  `,
        ' '.repeat((moments[at] ?? '').length + 4),
      ),
    ),
  );
  section('Root cause', [
    `  ${verdictLabel(analysis, paint)}  ${paint.dim('·')}  ${words(analysis.category)}  ${paint.dim('·')}  confidence ${percent(analysis.confidence)}`,
    ...wrap(analysis.summary, '  '),
    ...(suspect === null
      ? []
      : [
          `  ${paint.yellow(suspect.commit?.slice(0, 12) ?? suspect.id)}  ${suspect.title}${suspect.author === null ? '' : `  (${suspect.author})`}`,
          ...(suspect.file === null
            ? []
            : [`  ${suspect.file}${suspect.line === null ? '' : `:${suspect.line}`}`]),
        ]),
    ...(analysis.firstFailingService === null
      ? []
      : wrap(
          `first to fail: ${analysis.firstFailingService}${analysis.blastRadius.length === 0 ? '' : `; dragged down: ${analysis.blastRadius.join(', ')}`}`,
          '  ',
        )),
  ]);
  const top = analysis.hypotheses[0];
  section('Why', top === undefined ? [] : hypothesisLines(top));
  const rest = analysis.hypotheses.slice(1, 5).filter(isWorthSaying);
  section(
    'Other explanations',
    rest.flatMap((each) =>
      wrap(`${percent(each.probability).padStart(5)}  ${each.statement}`, '  ', '         '),
    ),
  );
  const cited = new Set(top?.evidence ?? []);
  section(
    'Evidence',
    analysis.evidence
      .filter((entry) => cited.has(entry.id))
      .flatMap((entry) => wrap(entry.summary, `  [${entry.id}] `, '        ')),
  );
  section('Recommendations', [
    ...wrap(ACTION_WORDS[analysis.recommendedAction], '  → ', '    '),
    ...wrap(
      `${decision.action}${decision.priority === null ? '' : ` ${decision.priority}`}: ${decision.reason}`,
      '  → ',
      '    ',
    ),
  ]);
  section(
    'Ruled out',
    analysis.ruledOut.flatMap((entry) => wrap(`${entry.statement} — ${entry.why}`, '  × ', '    ')),
  );
  section(
    'Not checked',
    analysis.notChecked.flatMap((entry) => wrap(`${entry.what}: ${entry.why}`, '  ? ', '    ')),
  );
  section(
    'Problems of the input',
    analysis.inputProblems.flatMap((entry) => wrap(problemText(entry), '  ! ', '    ')),
  );
  return lines;
}

/** An explanation that rounds to nothing is none: what speaks against it stands under "ruled out". */
export const isWorthSaying = ({ probability }: Hypothesis): boolean => probability >= 0.005;

/** The clock alone when everything lies within one day, else with the day in front. */
export function momentsOf(timeline: Analysis['timeline']): string[] {
  const days = new Set(timeline.map((entry) => new Date(entry.at).toISOString().slice(5, 10)));
  return timeline.map((entry) =>
    days.size < 2
      ? clockTime(entry.at)
      : `${new Date(entry.at).toISOString().slice(5, 10)} ${clockTime(entry.at)}`,
  );
}

export const problemText = ({ file, line, problem }: Analysis['inputProblems'][number]): string =>
  `${file === null ? '' : `${file}${line === null ? '' : `:${line}`}: `}${problem}`;

function hypothesisLines(top: Hypothesis): string[] {
  return [
    ...top.reasons.flatMap((reason) => wrap(reason, '  • ', '    ')),
    ...top.against.flatMap((reason) => wrap(`against it: ${reason}`, '  ◦ ', '    ')),
  ];
}

function verdictLabel({ verdict }: Analysis, paint: Paint): string {
  switch (verdict) {
    case 'root_cause':
      return paint.red('ROOT CAUSE FOUND');
    case 'no_code_change':
      return paint.green('NO CODE CHANGE DID THIS');
    case 'inconclusive':
      return paint.yellow('INCONCLUSIVE');
  }
}
