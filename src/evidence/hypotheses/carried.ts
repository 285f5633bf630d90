/** A library's own commit goes live with whoever takes the new version: both are one story. */
import type { Candidate } from './change-facts.ts';
import type { ChangeScore } from './change-score.ts';

/** Candidates whose library commits are live when the update that brought them was. */
export interface Carried {
  readonly candidates: readonly Candidate[];
  /** Updates by key, with the library's commits that they brought. */
  readonly broughtBy: ReadonlyMap<string, readonly string[]>;
}

const lastPart = (name: string): string =>
  (name.split(/[/:]/).at(-1) ?? name).toLowerCase().replace(/[_.]/g, '-');

/** The folder that holds all that it touches: a library in a repository of several. */
function folderOf(paths: readonly string[]): string | null {
  const folders = new Set(paths.map((path) => (path.includes('/') ? path.split('/')[0] : null)));
  const [only] = folders;
  return folders.size === 1 ? (only ?? null) : null;
}

/**
 * Where a library's repository and the update to its new version are both among the candidates, its
 * commits from before the update take the update's time: nothing of them was felt earlier.
 */
export function carryLibraries(candidates: readonly Candidate[]): Carried {
  const updates = candidates.flatMap((each) =>
    each.commit === null || each.liveMs === null
      ? []
      : each.facts
          .filter((fact) => fact.kind === 'dependency_version' && fact.name !== null)
          .map((fact) => ({ candidate: each, name: lastPart(fact.name ?? '') })),
  );
  const broughtBy = new Map<string, string[]>();
  if (updates.length === 0) return { candidates, broughtBy };
  const out = candidates.map((each): Candidate => {
    if (each.commit === null || each.liveMs === null) return each;
    const names = [each.commit.repository, each.service, folderOf(each.paths)]
      .filter((name) => name !== null)
      .map(lastPart);
    const made = each.liveMs;
    const takers = updates
      .filter(
        ({ candidate, name }) =>
          candidate.key !== each.key &&
          name.length >= 4 &&
          names.includes(name) &&
          (candidate.liveMs ?? 0) >= made,
      )
      .sort((a, b) => (a.candidate.liveMs ?? 0) - (b.candidate.liveMs ?? 0));
    const update = takers[0]?.candidate;
    if (update === undefined) return each;
    const list = broughtBy.get(update.key);
    if (list === undefined) broughtBy.set(update.key, [each.key]);
    else list.push(each.key);
    return {
      ...each,
      liveMs: update.liveMs,
      deployment: update.deployment,
      runsIn: [...new Set(takers.flatMap(({ candidate }) => candidate.service ?? []))],
    };
  });
  return { candidates: out, broughtBy };
}

/** Log-odds that an update leaves to the library's commit that shows a means of its own. */
const YIELDS = 2.5;

/** The library's commit is guilty, not whoever took its new version. */
export function yieldToLibraries(
  scored: readonly ChangeScore[],
  broughtBy: ReadonlyMap<string, readonly string[]>,
): ChangeScore[] {
  const byKey = new Map(scored.map((each) => [each.candidate.key, each]));
  return scored.map((each) => {
    const brought = (broughtBy.get(each.candidate.key) ?? []).flatMap(
      (key) => byKey.get(key) ?? [],
    );
    const own = brought.find(
      (one) =>
        one.excluded === null &&
        (one.mechanism >= 0.3 || one.location >= 0.2) &&
        // one that hardly can have done it leaves the update alone with it
        one.logit >= each.logit - YIELDS,
    );
    return own === undefined
      ? each
      : {
          ...each,
          logit: each.logit - YIELDS,
          against: [
            ...each.against,
            `it only brought ${own.candidate.commit?.sha.slice(0, 10) ?? 'a commit'} of the library`,
          ],
        };
  });
}
