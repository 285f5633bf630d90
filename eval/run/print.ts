/** The summary as a person reads it in a terminal. */
import type { GroupRow, Summary } from './summary.ts';

const percent = (value: number): string => `${(value * 100).toFixed(1)}%`;
const row = (what: string, value: string, note = ''): string =>
  `  ${what.padEnd(44)} ${value.padStart(8)}${note === '' ? '' : `  ${note}`}`;

const groupTable = (title: string, rows: readonly GroupRow[]): string[] => [
  `\n${title}`,
  ...rows.map(({ name, count, right }) => row(name, percent(right), `of ${count}`)),
];

export function printable(summary: Summary): string {
  const { incidents, batches, histories } = summary;
  const lines = [`${summary.model}, ${summary.half} half, ${summary.seconds.toFixed(1)} s`];
  if (incidents.count > 0) {
    lines.push(
      `\n${incidents.count} incidents`,
      row('right verdicts', percent(incidents.right)),
      row('innocent commits blamed', percent(incidents.falseConvictions)),
      row('decoys taken, where one was laid', percent(incidents.decoyHits)),
      row('inconclusive', percent(incidents.inconclusive)),
      row('guilty change among the first five', percent(incidents.inTopFive)),
      row('category right', percent(incidents.categoryRight)),
      row('service that failed first', percent(incidents.firstServiceRight)),
      row('blast radius, precision', percent(incidents.blastPrecision)),
      row('blast radius, recall', percent(incidents.blastRecall)),
      row('decision right', percent(incidents.decisionRight)),
      row('false tickets', String(incidents.falseTickets)),
      row('missed tickets', String(incidents.missedTickets)),
      row('Brier score of the confidence', incidents.brier.toFixed(3), '0 is perfect'),
      '\nconfidence said → came true',
      ...incidents.reliability
        .filter((bin) => bin.count > 0)
        .map((bin) =>
          row(
            `${bin.from.toFixed(1)}–${bin.to.toFixed(1)}, mean ${bin.meanConfidence.toFixed(2)}`,
            percent(bin.right),
            `of ${bin.count}`,
          ),
        ),
      ...groupTable('by kind', incidents.byKind),
      ...groupTable('by language', incidents.byLanguage),
      ...groupTable('by noise', incidents.byNoise),
    );
  }
  if (batches.count > 0) {
    lines.push(
      `\n${batches.count} batches, ${batches.alerts} alerts`,
      row('actions right', percent(batches.actionsRight)),
      row('real incidents missed', `${batches.missedIncidents} of ${batches.realIncidents}`),
      row('paged for nothing', percent(batches.overPaging), 'of the alerts that need nobody'),
      row('duplicates right', percent(batches.duplicatesRight)),
      row('wrongly called a duplicate', String(batches.wrongDuplicates)),
      row('batches answered incompletely', String(batches.incomplete)),
    );
  }
  if (histories.count > 0) {
    lines.push(
      `\n${histories.count} histories`,
      row('mean reciprocal rank', histories.meanReciprocalRank.toFixed(3)),
      row('guilty commit first', percent(histories.first)),
      row('guilty commit among the first five', percent(histories.topFive)),
    );
  }
  return lines.join('\n');
}
