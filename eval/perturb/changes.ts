/** What is known of commits and deployments: less than usual, or more of what is innocent. */
import type { Commit, Deployment, Observations } from '../../src/domain/observation.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS, toIso, toMs } from '../../src/domain/time.ts';
import { isGuilty, type Given, type Perturbation } from './model.ts';
import type { Random } from './random.ts';

const GENERIC = [
  'Improve handling',
  'Various changes',
  'Small fixes',
  'Changes after review',
  'Follow-up',
  'Next step',
  'More work on this',
  'Adjustments',
];

const STYLES: readonly ((random: Random) => string)[] = [
  () => 'update',
  (random) => `PROJ-${1_000 + random.below(8_000)}`,
  (random) => random.pick(GENERIC) ?? 'update',
  (random) => `#${100 + random.below(4_000)}: ${random.pick(GENERIC) ?? 'update'}`,
];

function withDullMessages({ seen, random }: Given): Observations | null {
  if (seen.commits.length === 0) return null;
  // a team has one habit
  const style = random.pick(STYLES) ?? (() => 'update');
  return {
    ...seen,
    commits: seen.commits.map(({ pullRequest: _, ...commit }) => ({
      ...commit,
      message: style(random),
    })),
  };
}

const hasDiff = ({ files }: Commit): boolean => files.some(({ patch }) => patch !== null);

const withoutDiff = (commit: Commit): Commit => ({
  ...commit,
  files: commit.files.map((file) => ({ ...file, patch: null })),
});

function withheld(
  { seen, random }: Given,
  isWithheld: (commit: Commit) => boolean,
  share = 1,
): Observations | null {
  const list = random.shuffled(seen.commits.filter((each) => hasDiff(each) && isWithheld(each)));
  const chosen = new Set(list.slice(0, Math.ceil(share * list.length)));
  return chosen.size === 0
    ? null
    : {
        ...seen,
        commits: seen.commits.map((each) => (chosen.has(each) ? withoutDiff(each) : each)),
      };
}

/** Somebody else's commits, as if made here: in a folder of their own, by the people of this place. */
function adopted(given: Given, howMany: number): Commit[] {
  const { seen, others, random } = given;
  const own = seen.commits;
  const shas = new Set(own.map(({ sha }) => sha));
  const places = own.map(({ service, repository }) => ({ service, repository }));
  const authors = [...new Set(own.map(({ author }) => author))];
  const folder = random.pick(['modules', 'internal', 'components', 'contrib']) ?? 'modules';
  return random
    .shuffled(others.filter(({ sha, files }) => !shas.has(sha) && files.length > 0))
    .slice(0, howMany)
    .map((commit) => ({
      ...commit,
      ...random.pick(places),
      author: random.pick(authors) ?? commit.author,
      parents: [],
      files: commit.files.map(({ previousPath, ...file }) => ({
        ...file,
        path: `${folder}/${file.path}`,
        ...(previousPath === undefined ? {} : { previousPath: `${folder}/${previousPath}` }),
      })),
    }));
}

const isKnownToLive = ({ seen }: Given): boolean => seen.deployments.length > 0;

function withOthersCommits(given: Given): Observations | null {
  const { seen, onsetMs, random } = given;
  if (onsetMs === null || seen.commits.length === 0) return null;
  const times = seen.commits.flatMap(({ committedAt }) => committedAt ?? []).map(toMs);
  const from = Math.max(onsetMs - 3 * DAY_MS, Math.min(onsetMs - DAY_MS, ...times));
  const added = adopted(given, Math.max(3, Math.round(0.6 * seen.commits.length))).map(
    (commit): Commit => ({
      ...commit,
      committedAt: toIso(Math.round(from + random.next() * (onsetMs - 20 * MINUTE_MS - from))),
    }),
  );
  if (added.length === 0) return null;
  const deployments = !isKnownToLive(given)
    ? []
    : added.map((commit): Deployment =>
        deploymentOf(given, commit, toMs(commit.committedAt ?? '') + 12 * MINUTE_MS),
      );
  return {
    ...seen,
    commits: newestFirst([...seen.commits, ...added]),
    deployments: [...seen.deployments, ...deployments],
  };
}

export const newestFirst = (commits: readonly Commit[]): Commit[] =>
  commits.toSorted(
    (a, b) =>
      (b.committedAt === null ? 0 : toMs(b.committedAt)) -
      (a.committedAt === null ? 0 : toMs(a.committedAt)),
  );

/** The platform's record, in the manner of those that are there. */
export function deploymentOf(
  { seen, random }: Given,
  commit: Commit,
  atMs: number,
  service: string | null = commit.service,
): Deployment {
  const same = seen.deployments.find((each) => each.service === service) ?? seen.deployments[0];
  return {
    id: `deploy-${10_000 + random.below(80_000)}`,
    service: service ?? same?.service ?? null,
    env: same?.env ?? null,
    finishedAt: toIso(atMs),
    result: 'succeeded',
    commit: commit.sha,
    previousCommit: null,
    commits: same?.commits.length === 0 ? [] : [commit.sha],
  };
}

/** Right before it fails, where it fails: what everybody looks at first. */
function withLoudDeploy(given: Given): Observations | null {
  const { seen, onsetMs, origin } = given;
  if (onsetMs === null || origin === null) return null;
  const size = (commit: Commit): number =>
    commit.files.reduce((sum, { patch }) => sum + (patch?.length ?? 0), 0);
  const [commit] = adopted(given, 12)
    .filter(hasDiff)
    .toSorted((a, b) => size(b) - size(a));
  if (commit === undefined) return null;
  const home = seen.commits.find(({ service }) => service === origin);
  const liveMs = onsetMs - 75 * SECOND_MS;
  const loud: Commit = {
    ...commit,
    service:
      home === undefined
        ? seen.commits.some(({ service }) => service !== null)
          ? origin
          : null
        : origin,
    repository:
      home?.repository ??
      seen.commits.find(({ repository }) => repository === origin)?.repository ??
      seen.commits[0]?.repository ??
      commit.repository,
    committedAt: toIso(liveMs - 6 * MINUTE_MS),
  };
  return {
    ...seen,
    commits: newestFirst([...seen.commits, loud]),
    deployments: [...seen.deployments, deploymentOf(given, loud, liveMs, origin)],
  };
}

export const CHANGES: readonly Perturbation[] = [
  {
    name: 'dull-messages',
    says: 'commit messages say nothing: “update”, a ticket, or a word that fits anything',
    withholds: false,
    apply: withDullMessages,
  },
  {
    name: 'half-the-diffs',
    says: 'half of the innocent commits have no diff',
    withholds: false,
    apply: (given) => withheld(given, ({ sha }) => !isGuilty(sha, given), 0.5),
  },
  {
    name: 'no-innocent-diffs',
    says: 'no innocent commit has a diff',
    withholds: false,
    apply: (given) => withheld(given, ({ sha }) => !isGuilty(sha, given)),
  },
  {
    name: 'no-guilty-diff',
    says: 'the guilty commit alone has no diff',
    withholds: true,
    apply: (given) => withheld(given, ({ sha }) => isGuilty(sha, given)),
  },
  {
    name: 'no-diffs',
    says: 'no commit has a diff',
    withholds: true,
    apply: (given) => withheld(given, () => true),
  },
  {
    name: 'others-commits',
    says: "innocent commits of somebody else's incident among these, deployed in the same days",
    withholds: false,
    apply: withOthersCommits,
  },
  {
    name: 'loud-deploy',
    says: "somebody else's innocent commit, deployed where it failed 75 s before it did",
    withholds: false,
    apply: withLoudDeploy,
  },
];
