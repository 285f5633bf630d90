/** An offline analysis as a Markdown document, for an incident channel or a ticket. */
import type { Analysis } from '../../domain/analysis.ts';
import { ACTION_WORDS, isWorthSaying, momentsOf, problemText, words } from './analysis.ts';
import { percent } from './units.ts';

const VERDICTS: Readonly<Record<Analysis['verdict'], string>> = {
  root_cause: 'Root cause found',
  no_code_change: 'No code change did this',
  inconclusive: 'Inconclusive',
};

/** Text from logs and commits must not become markup or links of ours. */
const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>|#]/g, (mark) => `\\${mark}`)
    .replace(/\b(https?):\/\//g, '$1:\u200B//');

export function analysisMarkdown(analysis: Analysis, title: string): string {
  const out: string[] = [`# ${plain(title)}`, ''];
  const list = (heading: string, entries: readonly string[]): void => {
    if (entries.length > 0)
      out.push(`## ${heading}`, '', ...entries.map((entry) => `- ${entry}`), '');
  };
  const { suspectChange: suspect, decision } = analysis;
  out.push(
    `**${VERDICTS[analysis.verdict]}** · ${words(analysis.category)} · confidence ${percent(analysis.confidence)}`,
    '',
    plain(analysis.summary),
    '',
  );
  if (suspect !== null)
    out.push(
      `Suspect: ${suspect.kind} \`${(suspect.commit ?? suspect.id).replaceAll('`', '')}\` ${plain(suspect.title)}${suspect.author === null ? '' : ` (${plain(suspect.author)})`}${suspect.file === null ? '' : `, ${plain(suspect.file)}${suspect.line === null ? '' : `:${suspect.line}`}`}`,
      '',
    );
  if (analysis.firstFailingService !== null)
    out.push(
      `First to fail: ${plain(analysis.firstFailingService)}${analysis.blastRadius.length === 0 ? '' : `. Dragged down: ${plain(analysis.blastRadius.join(', '))}`}.`,
      '',
    );
  out.push(
    `**Recommended:** ${ACTION_WORDS[analysis.recommendedAction]}. **Decision:** ${decision.action}${decision.priority === null ? '' : ` ${decision.priority}`}: ${plain(decision.reason)}`,
    '',
  );
  const top = analysis.hypotheses[0];
  list('Why', [
    ...(top?.reasons ?? []).map(plain),
    ...(top?.against ?? []).map((reason) => `against it: ${plain(reason)}`),
  ]);
  const moments = momentsOf(analysis.timeline);
  list(
    'Timeline',
    analysis.timeline.map(
      (entry, at) =>
        `\`${moments[at] ?? ''}\` ${plain(entry.what)}${entry.evidence === null ? '' : ` (${entry.evidence})`}`,
    ),
  );
  list(
    'Other explanations',
    analysis.hypotheses
      .slice(1, 5)
      .filter(isWorthSaying)
      .map((each) => `${percent(each.probability)} ${plain(each.statement)}`),
  );
  const cited = new Set(top?.evidence ?? []);
  list(
    'Evidence',
    analysis.evidence
      .filter((entry) => cited.has(entry.id))
      .map((entry) => `**${entry.id}** ${plain(entry.summary)}`),
  );
  list(
    'Ruled out',
    analysis.ruledOut.map((entry) => `${plain(entry.statement)}: ${plain(entry.why)}`),
  );
  list(
    'Not checked',
    analysis.notChecked.map((entry) => `${plain(entry.what)}: ${plain(entry.why)}`),
  );
  list(
    'Problems of the input',
    analysis.inputProblems.map((entry) => plain(problemText(entry))),
  );
  return `${out.join('\n').trimEnd()}\n`;
}
