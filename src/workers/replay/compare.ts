/** What a replay changed: the original and its repetition side by side, as data and as text. */
import type { Decision } from '../../domain/analysis.ts';
import type { Usage } from '../../domain/investigation.ts';
import type { RecordingHead } from '../../domain/recording.ts';
import type { Report } from '../../domain/report.ts';
import { percent } from '../text.ts';
import type { Replayed } from './replay.ts';

export interface Comparison {
  readonly investigationId: string;
  /** True when nothing of the result differs; cost and calls may. */
  readonly same: boolean;
  readonly rows: readonly ComparedRow[];
  /** Evidence that only one of the two cites. */
  readonly evidence: { readonly gone: readonly string[]; readonly added: readonly string[] };
  readonly notRecorded: Replayed['notRecorded'];
  /** Agents whose instructions are not those of the original. */
  readonly otherInstructions: readonly string[];
}

export interface ComparedRow {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** A difference here is a different result; others are ways of getting there. */
  readonly isResult: boolean;
}

export function compare(
  head: RecordingHead,
  replayed: Replayed,
  otherInstructions: readonly string[],
): Comparison {
  const row =
    (isResult: boolean) =>
    (what: string, before: string, after: string): ComparedRow => ({
      what,
      before,
      after,
      isResult,
    });
  const result = row(true);
  const cost = row(false);
  const { report: was } = head;
  const { report: is } = replayed;
  const usage = head.investigation.usage;
  const rows = [
    result('verdict', was?.verdict ?? 'none', is?.verdict ?? 'none'),
    result('category', was?.category ?? 'none', is?.category ?? 'none'),
    result('suspect', suspectOf(was), suspectOf(is)),
    result('recommended action', was?.recommendedAction ?? 'none', is?.recommendedAction ?? 'none'),
    result('decision', decisionOf(head.decision), decisionOf(replayed.decision)),
    result('confidence', percent(was?.confidence ?? 0), percent(is?.confidence ?? 0)),
    result('verified claims', verifiedOf(was), verifiedOf(is)),
    result('rests on', was?.trust?.restsOn ?? 'unknown', is?.trust?.restsOn ?? 'unknown'),
    cost('model', was?.model ?? 'none', is?.model ?? 'none'),
    cost('model calls', String(usage.modelCalls), String(replayed.usage.modelCalls)),
    cost('tool calls', String(usage.toolCalls), String(replayed.usage.toolCalls)),
    cost('tokens in / out', tokensOf(usage), tokensOf(replayed.usage)),
    cost('cost', dollars(usage), dollars(replayed.usage)),
  ];
  const before = citedBy(was);
  const after = citedBy(is);
  return {
    investigationId: head.investigation.id,
    same: rows.every((one) => !one.isResult || one.before === one.after),
    rows,
    evidence: {
      gone: before.filter((summary) => !after.includes(summary)),
      added: after.filter((summary) => !before.includes(summary)),
    },
    notRecorded: replayed.notRecorded,
    otherInstructions,
  };
}

/** Ids of events say nothing to a person; a flag's or setting's title does. */
const suspectOf = (report: Report | null): string =>
  report?.suspectChange ? (report.suspectChange.commit ?? report.suspectChange.title) : 'none';

const decisionOf = (decision: Decision | null): string =>
  decision === null ? 'none' : [decision.action, decision.priority].filter(Boolean).join(' ');

const verifiedOf = (report: Report | null): string =>
  report === null ? 'none' : `${report.grounding.verified} of ${report.grounding.claims}`;

const tokensOf = (usage: Usage): string =>
  `${usage.inputTokens} / ${usage.outputTokens + usage.thinkingTokens}`;

const dollars = ({ costUsd }: Usage): string => `$${costUsd.toFixed(4)}`;

function citedBy(report: Report | null): string[] {
  const cited = new Set(
    report?.claims.flatMap(({ citations }) => citations.map(({ evidence }) => evidence)),
  );
  return (report?.evidence ?? []).filter(({ id }) => cited.has(id)).map(({ summary }) => summary);
}

export function renderComparison(comparison: Comparison): string {
  const { rows, evidence, notRecorded, otherInstructions } = comparison;
  const width = Math.max(...rows.map(({ what }) => what.length));
  const lines = rows.map(({ what, before, after }) =>
    before === after
      ? `  ${what.padEnd(width)}  ${after}`
      : `≠ ${what.padEnd(width)}  ${before} → ${after}`,
  );
  return [
    comparison.same ? 'The same result.' : 'The result differs.',
    '',
    ...lines,
    ...section('No longer cited', evidence.gone),
    ...section('Newly cited', evidence.added),
    ...section(
      'Asked, and not recorded',
      notRecorded.map(({ name, args }) => `${name} ${JSON.stringify(args)}`.slice(0, 200)),
    ),
    ...section('Other instructions than the original’s', otherInstructions),
  ].join('\n');
}

const section = (title: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : ['', `${title}:`, ...items.map((item) => `  - ${item}`)];
