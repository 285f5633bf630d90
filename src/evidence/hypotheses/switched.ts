/** Code that waits behind a switch is harmless until somebody throws it: both are one story. */
import { mentions } from '../signals/complaints.ts';
import type { ChangeScore } from './change-score.ts';

/** A name this short, or of one word, stands in any text. */
const TELLING = /^(?=.{8,})\S*[._:/-]\S+$/;
/** Log-odds that the code leaves to the switch that let it run. */
const YIELDS = 2;
/** What the switch gains where the code that it let run is the code that fails. */
const AT_THE_SCENE = 1;
/** A code's place in the failure from which on it is at the scene. */
const SCENE = 0.3;

/** `parallel_writer`, `parallelWriter` and `Parallel writer` are one name. */
const bare = (text: string): string => text.toLowerCase().replace(/[^a-z\d]+/g, '');
/** A name of two words or more, of so many letters together, is seldom said by chance. */
const LONG = 10;

/** The part of a flag's name behind its owner's; null where it is a single or a short word. */
function ownPart(name: string): string | null {
  const last = name.split(/[.:/]/).at(-1) ?? name;
  const whole = bare(last);
  return /[a-z\d][-_\s]?[A-Z]|[-_\s]/.test(last) && whole.length >= LONG ? whole : null;
}

/** What a commit says and changes: the switch's name stands in it when the code asks for it. */
const textOf = ({ candidate }: ChangeScore): string =>
  `${candidate.message}\n${candidate.changedText}\n${candidate.contextText}`.toLowerCase();

/** The flag that was thrown after a commit that names it went live. */
function switchOf(score: ChangeScore, switches: readonly ChangeScore[]): ChangeScore | null {
  const live = score.candidate.liveMs;
  if (score.candidate.commit === null || live === null) return null;
  const text = textOf(score);
  const titled = bare(`${score.candidate.message}\n${score.candidate.paths.join('\n')}`);
  return (
    switches.find(({ candidate }) => {
      const name = candidate.config?.name ?? '';
      if ((candidate.liveMs ?? 0) <= live) return false;
      if (TELLING.test(name) && mentions(text, name.toLowerCase())) return true;
      // who brings code of the flag's own name, in a file or by the message, is who put it behind the flag
      const own = ownPart(name);
      return own !== null && titled.includes(own);
    }) ?? null
  );
}

/**
 * Where a commit put code behind a flag and the flag was thrown later, before the onset, the throw
 * is what changed how the service runs, and turning it back is the cure.
 */
export function yieldToSwitches(scored: readonly ChangeScore[]): ChangeScore[] {
  const switches = scored.filter(
    (each) => each.excluded === null && each.candidate.config?.kind === 'feature_flag',
  );
  if (switches.length === 0) return [...scored];
  const behind = new Map<ChangeScore, ChangeScore>();
  for (const each of scored) {
    const thrown = switchOf(each, switches);
    if (thrown !== null) behind.set(each, thrown);
  }
  return scored.map((each) => {
    const thrown = behind.get(each);
    if (thrown !== undefined)
      return {
        ...each,
        logit: each.logit - YIELDS,
        against: [
          ...each.against,
          `its code waited behind ${thrown.candidate.config?.name ?? 'a flag'}, which was thrown later`,
        ],
      };
    const freed = [...behind].find(
      ([commit, flag]) => flag === each && commit.location >= SCENE && commit.excluded === null,
    )?.[0];
    return freed === undefined
      ? each
      : {
          ...each,
          // what speaks for the code speaks for what let it run
          logit: Math.max(each.logit + AT_THE_SCENE, freed.logit),
          reasons: [
            ...each.reasons,
            `lets code of ${freed.candidate.commit?.sha.slice(0, 10) ?? ''} run that is in the failure`,
          ],
        };
  });
}
