/** One incident in all its variations, each analysed: what a worker does. */
import { readBundle } from '../../src/bundle/read-bundle.ts';
import type { Analysis } from '../../src/domain/analysis.ts';
import type { Commit, Observations } from '../../src/domain/observation.ts';
import { toMs } from '../../src/domain/time.ts';
import { analyze } from '../../src/evidence/index.ts';
import { CHANGES } from './changes.ts';
import { isSameId, type Given, type Perturbation } from './model.ts';
import { NAMES } from './names.ts';
import { createRandom } from './random.ts';
import { SCENE } from './scene.ts';
import { SOURCES } from './sources.ts';

export const PERTURBATIONS: readonly Perturbation[] = [...CHANGES, ...SCENE, ...SOURCES, ...NAMES];

export interface VariationTask {
  readonly kind: 'variations';
  readonly id: string;
  readonly folder: string;
  readonly guilty: readonly string[];
  readonly onsetAt: string | null;
  readonly origin: string | null;
  /** Another incident's bundle, and what is guilty there. */
  readonly other: { readonly folder: string; readonly guilty: readonly string[] } | null;
  /** How often each perturbation is tried, each time by another chance. */
  readonly rounds: number;
  /** These perturbations alone. @defaultValue all */
  readonly only?: readonly string[];
}

/** What was said of a variation, without the evidence: thousands of them are held at once. */
export type Said = Pick<
  Analysis,
  'verdict' | 'suspectChange' | 'confidence' | 'category' | 'firstFailingService'
>;

export interface Variation {
  /** The perturbation's name; null for the incident as it is. */
  readonly name: string | null;
  readonly round: number;
  readonly said: Said;
}

export async function vary(task: VariationTask): Promise<Variation[]> {
  const { observations: seen } = await readBundle(task.folder);
  const whole = analyze(seen);
  const out: Variation[] = [{ name: null, round: 0, said: brief(whole) }];
  const onset = task.onsetAt ?? whole.onsetAt;
  const others = await innocentCommits(task.other);
  for (const perturbation of PERTURBATIONS) {
    if (task.only !== undefined && !task.only.includes(perturbation.name)) continue;
    for (let round = 0; round < task.rounds; round += 1) {
      const given: Given = {
        seen,
        guilty: task.guilty,
        onsetMs: onset === null ? null : toMs(onset),
        origin: task.origin ?? whole.firstFailingService,
        others,
        random: createRandom(`${task.id} ${perturbation.name} ${round}`),
      };
      const varied = perturbation.apply(given);
      if (varied === null) continue;
      out.push({ name: perturbation.name, round, said: brief(analyze(varied)) });
    }
  }
  return out;
}

const brief = ({
  verdict,
  suspectChange,
  confidence,
  category,
  firstFailingService,
}: Analysis): Said => ({ verdict, suspectChange, confidence, category, firstFailingService });

async function innocentCommits(other: VariationTask['other']): Promise<Commit[]> {
  if (other === null) return [];
  const { observations }: { observations: Observations } = await readBundle(other.folder);
  return observations.commits.filter(({ sha }) => !other.guilty.some((id) => isSameId(id, sha)));
}
