/** Every incident in all its variations: which verdicts hold, and which lean on what happens to be there. */
import { runTasks } from '../run/pool.ts';
import { isRight, type Guilt } from '../run/score.ts';
import { incidentFolder } from '../run/tasks.ts';
import type { IncidentTruth } from '../run/truth.ts';
import type { Outcome, VariedScore } from './flips.ts';
import type { Said, VariationTask } from './vary.ts';

/** One labelled incident, wherever its bundle lies. */
export interface Labelled extends Guilt {
  readonly id: string;
  readonly folder: string;
  readonly onsetAt: string | null;
  readonly origin: string | null;
  /** Told apart by it: whose commits may stand among these. */
  readonly language: string;
  readonly system: string;
}

export const labelled = (truth: IncidentTruth): Labelled => ({
  ...truth,
  folder: incidentFolder(truth.id),
  origin: truth.firstFailingService[0] ?? null,
});

export interface VaryOptions {
  readonly rounds: number;
  /** @defaultValue all perturbations */
  readonly only?: readonly string[];
  readonly onAnswer?: (done: number) => void;
}

/** @param pool - whose innocent commits may be mixed in; of another system wherever possible */
export async function runVariations(
  incidents: readonly Labelled[],
  pool: readonly Labelled[],
  { rounds, only, onAnswer }: VaryOptions,
): Promise<VariedScore[]> {
  const byFolder = new Map(incidents.map((one) => [one.folder, one]));
  const tasks = incidents.map((one, at): VariationTask => {
    const other = otherOf(one, at, pool);
    return {
      kind: 'variations',
      id: one.id,
      folder: one.folder,
      guilty: guiltyOf(one),
      onsetAt: one.onsetAt,
      origin: one.origin,
      other: other === null ? null : { folder: other.folder, guilty: guiltyOf(other) },
      rounds,
      ...(only === undefined ? {} : { only }),
    };
  });
  const answers = await runTasks(tasks, onAnswer);
  return answers.flatMap((answer, at) => {
    const truth = byFolder.get(tasks[at]?.folder ?? '');
    if (answer.kind !== 'variations' || truth === undefined) return [];
    const [asItIs, ...varied] = answer.variations;
    if (asItIs === undefined) return [];
    const before = outcomeOf(truth, asItIs.said);
    return varied.map(({ name, round, said }): VariedScore => ({
      id: answer.id,
      perturbation: name ?? '',
      round,
      before,
      after: outcomeOf(truth, said),
      confidence: said.confidence,
      said: saying(said),
    }));
  });
}

const guiltyOf = ({ commit, change }: Labelled): string[] =>
  [commit, change].filter((id) => id !== null);

/** In the same language and another system, else in another system; always the same for one incident. */
function otherOf(one: Labelled, at: number, pool: readonly Labelled[]): Labelled | null {
  const strangers = pool.filter(({ system, id }) => system !== one.system && id !== one.id);
  const alike = strangers.filter(({ language }) => language === one.language);
  const list = alike.length > 0 ? alike : strangers;
  return list[(at * 7) % Math.max(1, list.length)] ?? null;
}

export function outcomeOf(truth: Guilt, said: Said): Outcome {
  if (isRight(truth, said)) return 'right';
  if (said.verdict === 'inconclusive') return 'inconclusive';
  if (said.verdict === 'no_code_change') return truth.verdict === 'root_cause' ? 'none' : 'wrong';
  return 'innocent';
}

const saying = ({
  verdict,
  suspectChange,
  category,
  firstFailingService,
  confidence,
}: Said): string =>
  [
    verdict,
    category,
    suspectChange === null
      ? '–'
      : `${suspectChange.kind} ${(suspectChange.commit ?? suspectChange.id).slice(0, 10)} “${suspectChange.title.slice(0, 50)}”`,
    `first ${firstFailingService ?? '–'}`,
    confidence.toFixed(2),
  ].join(' · ');
