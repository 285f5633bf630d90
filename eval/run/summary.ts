/** The figures of a run: what a pull request is compared by. */
import {
  brier,
  mean,
  reliability,
  share,
  type BatchScore,
  type HistoryScore,
  type IncidentScore,
  type ReliabilityRow,
} from './score.ts';

export interface GroupRow {
  readonly name: string;
  readonly count: number;
  readonly right: number;
}

export interface Summary {
  readonly model: string;
  readonly half: string;
  readonly seconds: number;
  readonly incidents: {
    readonly count: number;
    readonly right: number;
    readonly falseConvictions: number;
    /** Of the incidents in which decoys were laid. */
    readonly decoyHits: number;
    readonly inconclusive: number;
    readonly inTopFive: number;
    readonly categoryRight: number;
    readonly firstServiceRight: number;
    readonly blastPrecision: number;
    readonly blastRecall: number;
    readonly decisionRight: number;
    readonly falseTickets: number;
    readonly missedTickets: number;
    readonly brier: number;
    readonly reliability: readonly ReliabilityRow[];
    readonly byKind: readonly GroupRow[];
    readonly byLanguage: readonly GroupRow[];
    readonly byNoise: readonly GroupRow[];
    readonly bySystem: readonly GroupRow[];
  };
  readonly batches: {
    readonly count: number;
    readonly alerts: number;
    readonly actionsRight: number;
    readonly missedIncidents: number;
    readonly realIncidents: number;
    readonly overPaging: number;
    readonly duplicatesRight: number;
    readonly wrongDuplicates: number;
    readonly incomplete: number;
  };
  readonly histories: {
    readonly count: number;
    readonly meanReciprocalRank: number;
    readonly first: number;
    readonly topFive: number;
  };
}

const groups = (
  scores: readonly IncidentScore[],
  nameOf: (score: IncidentScore) => string,
): GroupRow[] =>
  [...Map.groupBy(scores, nameOf)]
    .map(([name, list]) => ({
      name,
      count: list.length,
      right: share(list, (one) => one.right),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

export function summarize(
  about: { readonly model: string; readonly half: string; readonly seconds: number },
  incidents: readonly IncidentScore[],
  batches: readonly BatchScore[],
  histories: readonly HistoryScore[],
): Summary {
  const withGuilty = incidents.filter((one) => one.inTopFive !== null);
  const withDecoy = incidents.filter((one) => one.hadDecoy);
  return {
    ...about,
    incidents: {
      count: incidents.length,
      right: share(incidents, (one) => one.right),
      falseConvictions: share(incidents, (one) => one.falseConviction),
      decoyHits: share(withDecoy, (one) => one.decoyHit),
      inconclusive: share(incidents, (one) => one.verdict === 'inconclusive'),
      inTopFive: share(withGuilty, (one) => one.inTopFive === true),
      categoryRight: share(incidents, (one) => one.categoryRight),
      firstServiceRight: share(incidents, (one) => one.firstServiceRight),
      blastPrecision: ratio(
        sum(incidents.map((one) => one.blast.found)),
        sum(incidents.map((one) => one.blast.named)),
      ),
      blastRecall: ratio(
        sum(incidents.map((one) => one.blast.found)),
        sum(incidents.map((one) => one.blast.there)),
      ),
      decisionRight: share(incidents, (one) => one.decisionRight),
      falseTickets: incidents.filter((one) => one.falseTicket).length,
      missedTickets: incidents.filter((one) => one.missedTicket).length,
      brier: brier(incidents),
      reliability: reliability(incidents),
      byKind: groups(incidents, (one) => one.kind),
      byLanguage: groups(incidents, (one) => one.language),
      byNoise: groups(incidents, (one) => String(one.noise)),
      bySystem: groups(incidents, (one) => one.system),
    },
    batches: {
      count: batches.length,
      alerts: sum(batches.map((one) => one.alerts)),
      actionsRight: ratio(
        sum(batches.map((one) => one.actionsRight)),
        sum(batches.map((one) => one.alerts)),
      ),
      missedIncidents: sum(batches.map((one) => one.missed.length)),
      realIncidents: sum(batches.map((one) => one.real)),
      overPaging: ratio(
        sum(batches.map((one) => one.overPaged.length)),
        sum(batches.map((one) => one.quiet)),
      ),
      duplicatesRight: ratio(
        sum(batches.map((one) => one.duplicatesRight)),
        sum(batches.map((one) => one.duplicates)),
      ),
      wrongDuplicates: sum(batches.map((one) => one.duplicatesWrong)),
      incomplete: batches.filter((one) => !one.complete).length,
    },
    histories: {
      count: histories.length,
      meanReciprocalRank: mean(histories.map(({ rank }) => (rank === null ? 0 : 1 / rank))),
      first: share(histories, (one) => one.rank === 1),
      topFive: share(histories, (one) => one.rank !== null && one.rank <= 5),
    },
  };
}
