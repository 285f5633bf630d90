/** Adds to observations what a git repository knows of the time before an incident. */
import { splitDiff, unquote } from '../../bundle/changes/split-diff.ts';
import type { Commit, Observations } from '../../domain/observation.ts';
import { DAY_MS, toIso, toMs } from '../../domain/time.ts';
import { filesAt, type Git } from './git.ts';
import { plainFromCombined, readPatches } from './commit-records.ts';

/** Causes older than this are found through the deployments that brought them. */
const REACH_MS = 21 * DAY_MS;
/** So many are read when the window holds none: a history whose clock is not the incident's. */
const FALLBACK_COMMITS = 40;
const MAX_COMMITS = 400;

export interface GitReading {
  readonly observations: Observations;
  /** What was read, in one line. */
  readonly summary: string;
}

/**
 * Reads the commits of the weeks before the incident with their diffs, whatever the deployments
 * brought, and the paths at the deployed revision. Commits that the bundle already names keep its id
 * and gain what it left out.
 *
 * @param sinceMs - begin of the window; three weeks before now otherwise
 */
export async function addRepository(
  git: Git,
  observations: Observations,
  sinceMs: number | null,
): Promise<GitReading> {
  const nowMs = toMs(observations.now);
  const known = [
    ...observations.commits.map((commit) => commit.sha),
    ...observations.deployments.flatMap((deployment) => [
      deployment.commit,
      deployment.previousCommit,
      ...deployment.commits,
    ]),
  ].filter((sha) => sha !== null);
  const resolved = await resolveAll(git, known);
  const revision = deployedRevision(observations, resolved) ?? (await headOf(git));
  if (revision === null)
    return {
      observations: note(observations, 'commits of the repository', 'it has no commits'),
      summary: 'an empty repository',
    };

  const from = sinceMs ?? nowMs - REACH_MS;
  const wanted = new Set(
    await revisions(git, [
      `--since=${new Date(from - DAY_MS).toISOString()}`,
      `--until=${new Date(nowMs).toISOString()}`,
      `--max-count=${MAX_COMMITS + 1}`,
      revision,
    ]),
  );
  const inWindow = wanted.size;
  if (wanted.size === 0)
    for (const sha of await revisions(git, [`--max-count=${FALLBACK_COMMITS}`, revision]))
      wanted.add(sha);
  const ranges = new Map<string, string[]>();
  for (const deployment of observations.deployments) {
    const to = resolved.get(deployment.commit ?? '');
    const previous = resolved.get(deployment.previousCommit ?? '');
    if (to === undefined) continue;
    const shas =
      previous === undefined
        ? [to]
        : await revisions(git, [`--max-count=${MAX_COMMITS}`, to, `^${previous}`]);
    ranges.set(deployment.id, shas);
    for (const sha of shas) wanted.add(sha);
  }
  for (const sha of resolved.values()) wanted.add(sha);

  const all = [...wanted];
  const shas = all.slice(0, MAX_COMMITS);
  const commits = await readCommits(git, shas);
  const files = observations.repositoryFiles ?? (await filesAt(git, revision));
  const givenId = new Map([...resolved].map(([given, sha]) => [sha, given]));
  const read = commits.map((commit) => ({ ...commit, sha: givenId.get(commit.sha) ?? commit.sha }));
  let result: Observations = {
    ...observations,
    commits: merge(observations.commits, read),
    deployments: observations.deployments.map((deployment) => {
      const range = ranges.get(deployment.id);
      return deployment.commits.length > 0 || range === undefined
        ? deployment
        : { ...deployment, commits: range.map((sha) => givenId.get(sha) ?? sha) };
    }),
    repositoryFiles: files,
  };
  if (all.length > shas.length || inWindow > MAX_COMMITS)
    result = note(
      result,
      'older commits of the repository',
      `only the newest ${MAX_COMMITS} before the incident were read`,
    );
  return {
    observations: result,
    summary: `${commits.length} commits with diffs up to ${revision.slice(0, 10)}, ${files.length} paths`,
  };
}

const note = (observations: Observations, what: string, why: string): Observations => ({
  ...observations,
  notChecked: [...observations.notChecked, { what, why }],
});

/** Given ids (full, short, or a tag) → full ids; those that the repository lacks are left out. */
async function resolveAll(git: Git, given: readonly string[]): Promise<Map<string, string>> {
  const asked = [...new Set(given)].filter(
    (id) => /^[\w./-]{4,100}$/.test(id) && !id.startsWith('-'),
  );
  if (asked.length === 0) return new Map();
  const answer = await git.run(['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
    input: asked.map((id) => `${id}^{commit}\n`).join(''),
  });
  const lines = answer.split('\n');
  return new Map(
    asked.flatMap((id, at): [string, string][] => {
      const match = /^([0-9a-f]{40,64}) commit$/.exec(lines[at] ?? '');
      return match?.[1] === undefined ? [] : [[id, match[1]]];
    }),
  );
}

/** The newest deployment before now whose commit is in the repository. */
function deployedRevision(
  observations: Observations,
  resolved: ReadonlyMap<string, string>,
): string | null {
  const ordered = observations.deployments
    .filter(
      (deployment) =>
        deployment.finishedAt <= observations.now &&
        deployment.commit !== null &&
        resolved.has(deployment.commit),
    )
    .toSorted((a, b) => b.finishedAt.localeCompare(a.finishedAt));
  return resolved.get(ordered[0]?.commit ?? '') ?? null;
}

async function headOf(git: Git): Promise<string | null> {
  const head = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).catch(() => '');
  if (head.trim() !== '') return head.trim();
  // a mirror may lack the branch that HEAD names
  const newest = await git.run([
    'for-each-ref',
    '--sort=-committerdate',
    '--count=1',
    '--format=%(objectname)',
    'refs/heads',
    'refs/remotes',
  ]);
  return newest.trim() === '' ? null : newest.trim();
}

const revisions = async (git: Git, args: readonly string[]): Promise<string[]> =>
  (await git.run(['rev-list', '--date-order', ...args])).split('\n').filter(Boolean);

const FORMAT = '%x01%H%x02%P%x02%an%x02%ae%x02%ct%x02%B%x03';

async function readCommits(git: Git, shas: readonly string[]): Promise<Commit[]> {
  if (shas.length === 0) return [];
  const text = await git.run(['log', '--stdin', '--no-walk=unsorted', `--format=${FORMAT}`], {
    input: `${shas.join('\n')}\n`,
  });
  const files = new Map<string, Commit['files']>();
  await readPatches(git, shas, [], ['-U5', '--cc'], (sha, patch) => {
    const isMerge = /^diff --cc /m.test(patch);
    files.set(
      sha,
      splitDiff(isMerge ? plainFromCombined(patch) : patch).map((file) => ({
        ...file,
        path: unquote(file.path),
      })),
    );
  });
  return (
    text
      .split('\u0001')
      .filter((part) => part.includes('\u0003'))
      .map((part): Commit => {
        const [sha = '', parents = '', author = '', email = '', time = '', message = ''] = part
          .slice(0, part.indexOf('\u0003'))
          .split('\u0002');
        return {
          sha,
          repository: null,
          service: null,
          author,
          authorEmail: email,
          committedAt: toIso(Number(time) * 1_000),
          message: message.trim(),
          parents: parents.split(' ').filter(Boolean),
          files: files.get(sha) ?? [],
          filesComplete: true,
        };
      })
      // a merge that changed nothing itself can't be at fault, and would only dilute the others
      .filter((commit) => commit.parents.length < 2 || commit.files.length > 0)
  );
}

function merge(given: readonly Commit[], read: readonly Commit[]): Commit[] {
  const byId = new Map(read.map((commit) => [commit.sha, commit]));
  const own = given.map((commit): Commit => {
    const found = byId.get(commit.sha);
    byId.delete(commit.sha);
    if (found === undefined) return commit;
    const hasDiff = commit.files.some((file) => file.patch !== null);
    return {
      ...commit,
      committedAt: commit.committedAt ?? found.committedAt,
      message: commit.message === '' ? found.message : commit.message,
      author: commit.author === 'unknown' ? found.author : commit.author,
      parents: commit.parents.length > 0 ? commit.parents : found.parents,
      files: hasDiff ? commit.files : found.files,
      filesComplete: hasDiff ? commit.filesComplete : true,
    };
  });
  return [...own, ...byId.values()];
}
