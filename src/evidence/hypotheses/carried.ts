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

/** Folders deeper than this are a library's own layout. */
const DEPTH = 3;

/** The folders that hold all that it touches, outermost first: a library in a repository of several. */
function foldersOf(paths: readonly string[]): string[] {
  const [first = [], ...rest] = paths.map((path) => path.split('/').slice(0, -1).slice(0, DEPTH));
  const differs = first.findIndex((folder, at) => rest.some((each) => each[at] !== folder));
  return differs === -1 ? first : first.slice(0, differs);
}

/**
 * Where a library's repository and the update to its new version are both among the candidates, its
 * commits from before the update take the update's time: nothing of them was felt earlier, and it is
 * felt by whoever took it.
 *
 * @param asked - the service whose update counts where several took the new version; the first otherwise
 */
export function carryLibraries(
  candidates: readonly Candidate[],
  asked: string | null = null,
): Carried {
  const updates = candidates.flatMap((each) =>
    each.commit === null || each.liveMs === null
      ? []
      : each.facts
          .filter((fact) => fact.kind === 'dependency_version' && fact.name !== null)
          .map((fact) => ({ candidate: each, name: lastPart(fact.name ?? '') })),
  );
  const broughtBy = new Map<string, string[]>();
  if (updates.length === 0) return { candidates, broughtBy };
  const isOf = ({ service, touches }: Candidate): boolean =>
    asked !== null && (service === asked || touches.has(asked));
  const out = candidates.map((each): Candidate => {
    if (each.commit === null || each.liveMs === null) return each;
    const names = [each.commit.repository, each.service, ...foldersOf(each.paths)]
      .filter((name) => name !== null)
      .map(lastPart);
    const made = each.liveMs;
    const took = updates
      .filter(
        ({ candidate, name }) =>
          candidate.key !== each.key &&
          name.length >= 4 &&
          names.includes(name) &&
          (candidate.liveMs ?? 0) >= made,
      )
      .map(({ candidate }) => candidate)
      .sort((a, b) => Number(isOf(b)) - Number(isOf(a)) || (a.liveMs ?? 0) - (b.liveMs ?? 0));
    const update = took[0];
    if (update === undefined) return each;
    const list = broughtBy.get(update.key);
    if (list === undefined) broughtBy.set(update.key, [each.key]);
    else list.push(each.key);
    const takers = took.flatMap(({ touches, service }) => [
      ...touches,
      ...(service === null ? [] : [service]),
    ]);
    return {
      ...each,
      liveMs: update.liveMs,
      deployment: update.deployment,
      touches: new Set([...each.touches, ...takers]),
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
