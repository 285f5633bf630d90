/** Pull requests, builds, deployments and their announcements, as they follow from a history. */
import { iso, MINUTE, SECOND } from './clock.mjs';

/** What had happened by a moment: a scenario that plays earlier than another in the same repository. */
export function historyUntil(history, timeOf, ms) {
  const commits = history.commits.filter((commit) => timeOf(commit.at) < ms);
  const merged = new Set(commits.flatMap((commit) => (commit.pr ? [String(commit.pr)] : [])));
  return {
    ...history,
    commits,
    pullRequests: Object.fromEntries(
      Object.entries(history.pullRequests).filter(([id]) => merged.has(id)),
    ),
    releases: history.releases.filter((release) => timeOf(release.done) < ms),
  };
}

/** @returns Azure DevOps pull requests whose commits and merge are those of the repository. */
export function pullRequestsOf(history, repository, timeOf) {
  return Object.entries(history.pullRequests).map(([key, pull]) => {
    const id = Number(key);
    const commits = history.commits.filter((commit) => commit.pr === id);
    return {
      id,
      repository: history.repository,
      title: pull.title,
      description: pull.description ?? '',
      author: history.authors[commits[0].who].name,
      reviewers: (pull.reviewers ?? [pull.by]).map((who) => history.authors[who].name),
      status: 'completed',
      createdAt: iso(timeOf(commits[0].at) + 11 * MINUTE),
      closedAt: iso(timeOf(pull.closed)),
      sourceBranch: `refs/heads/${pull.branch}`,
      targetBranch: 'refs/heads/main',
      mergeCommit: repository.merge.get(id),
      commits: commits.map((commit) => repository.id.get(commit.n)),
    };
  });
}

/**
 * A release is a build of main, its run into the environment, a DORA deployment and an event.
 *
 * @param releases `[{ of, version, done, by? }]`: commit number, version, time of the rollout's end
 */
export function deliveriesOf(history, repository, releases, timeOf, { service, env, firstBuild }) {
  const builds = [];
  const environmentDeployments = [];
  const doraDeployments = [];
  const events = [];
  const perDay = new Map();
  for (const [index, release] of releases.entries()) {
    const doneMs = timeOf(release.done);
    const sha = repository.onMain(release.of);
    const day = iso(doneMs).slice(0, 10).replaceAll('-', '');
    perDay.set(day, (perDay.get(day) ?? 0) + 1);
    const buildId = firstBuild + index * 37;
    builds.push({
      id: buildId,
      definition: `${service}-ci`,
      repository: history.repository,
      project: history.project,
      buildNumber: `${day}.${perDay.get(day)}`,
      sourceVersion: sha,
      sourceBranch: 'refs/heads/main',
      result: 'succeeded',
      startedAt: iso(doneMs - 14 * MINUTE),
      finishedAt: iso(doneMs - 6 * MINUTE),
    });
    environmentDeployments.push({
      id: 9000 + buildId,
      environment: env,
      project: history.project,
      buildId,
      result: 'succeeded',
      startedAt: iso(doneMs - 4 * MINUTE),
      finishedAt: iso(doneMs),
    });
    doraDeployments.push({
      id: `dora-${service}-${release.version}`,
      service,
      env,
      version: release.version,
      startedAt: iso(doneMs - 4 * MINUTE),
      finishedAt: iso(doneMs),
      commitSha: sha,
      repositoryId: `dev.azure.com/acme/${history.project}/_git/${history.repository}`,
    });
    events.push({
      at: iso(doneMs + 2 * SECOND),
      title: `Deployed ${service} ${release.version} to ${env}`,
      text: `Pipeline ${service}-ci run ${builds.at(-1).buildNumber} finished: ${service} ${release.version} (${sha.slice(0, 8)}) is live in ${env}.`,
      source: 'azure_devops',
      tags: [
        `service:${service}`,
        `env:${env}`,
        `version:${release.version}`,
        'event_type:deployment',
      ],
      attributes: {
        deployment: { version: release.version, commit: sha, pipeline: `${service}-ci` },
      },
    });
  }
  return { builds, environmentDeployments, doraDeployments, events };
}

/** Deployments of a neighbour whose code is not part of the scenario. */
export function foreignDeployment(random, { service, env, version, done, repositoryId }) {
  return {
    dora: {
      id: `dora-${service}-${version}`,
      service,
      env,
      version,
      startedAt: iso(done - 3 * MINUTE),
      finishedAt: iso(done),
      commitSha: random.hex(40),
      repositoryId,
    },
    event: {
      at: iso(done + SECOND),
      title: `Deployed ${service} ${version} to ${env}`,
      text: `${service} ${version} is live in ${env}.`,
      source: 'azure_devops',
      tags: [`service:${service}`, `env:${env}`, `version:${version}`, 'event_type:deployment'],
    },
  };
}
