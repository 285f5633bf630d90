/** The repositories of the loaded scenarios: real bare git repositories in a temporary folder. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScenarioError } from '../scenario-error.ts';
import type { LoadedScenario, World } from '../world.ts';
import { projectNotFound, repositoryNotFound } from './errors.ts';
import { createGitReader, git, type GitReader } from './git.ts';
import { guid, sameName } from './ids.ts';

export interface Repository {
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly defaultBranch: string;
  /** Asks git; the answers are kept. */
  readonly read: GitReader;
  readonly loaded: LoadedScenario;
  /** Of the stream that it was made from. */
  readonly hash: string;
}

export interface Repositories {
  /** @throws AzureDevOpsError 404 @param project - `undefined` looks in all of them */
  find(project: string | undefined, nameOrId: string): Repository;
  list(project: string | undefined): Repository[];
  /** Names of all projects that any loaded scenario speaks of. */
  projects(): string[];
  /** The project by name or id, as it is written. @throws AzureDevOpsError 404 */
  project(nameOrId: string): string;
  close(): Promise<void>;
}

export const projectId = (name: string): string => guid('project', name);
const repositoryId = (project: string, name: string): string => guid('repository', project, name);

/** Repositories on disk that no scenario uses any more are kept up to this many, for reloading. */
const KEEP_UNUSED = 30;

export async function createRepositories(world: World): Promise<Repositories> {
  const root = await mkdtemp(join(tmpdir(), 'mira-simulators-'));
  const onDisk = new Map<string, { directory: string; read: GitReader }>();
  let repositories: Repository[] = [];
  let made = 0;

  async function importStream(stream: string, hash: string, branch: string): Promise<GitReader> {
    const existing = onDisk.get(hash);
    if (existing !== undefined) return existing.read;
    const directory = join(root, `${made++}.git`);
    await git(directory, ['init', '--quiet', '--bare', `--initial-branch=${branch}`, directory]);
    try {
      await git(directory, ['fast-import', '--quiet', '--force'], stream);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    const read = createGitReader(directory);
    onDisk.set(hash, { directory, read });
    return read;
  }

  async function forgetUnused(): Promise<void> {
    const used = new Set(repositories.map(({ hash }) => hash));
    const unused = [...onDisk].filter(([hash]) => !used.has(hash));
    for (const [hash, { directory }] of unused.slice(0, Math.max(0, unused.length - KEEP_UNUSED))) {
      onDisk.delete(hash);
      await rm(directory, { recursive: true, force: true });
    }
  }

  world.listen({
    async load(loaded, replace) {
      const kept = replace ? [] : repositories;
      const fresh: Repository[] = [];
      for (const { name, project, defaultBranch, fastExport } of loaded.scenario.repositories) {
        const hash = createHash('sha1').update(`${defaultBranch}\0${fastExport}`).digest('hex');
        const there = kept.find(
          (one) => sameName(one.name, name) && sameName(one.project, project),
        );
        if (there?.hash === hash) continue;
        if (there !== undefined) {
          throw new ScenarioError(
            409,
            `repository ${project}/${name} is already there with another history; load without "add"`,
          );
        }
        const read = await importStream(fastExport, hash, defaultBranch).catch((error: unknown) => {
          const why = error instanceof Error ? error.message : String(error);
          throw new ScenarioError(400, `repository ${name}: fastExport can't be imported: ${why}`);
        });
        const id = repositoryId(project, name);
        fresh.push({ id, name, project, defaultBranch, read, loaded, hash });
      }
      repositories = [...kept, ...fresh];
      await forgetUnused();
    },
    clear() {
      repositories = [];
    },
  });

  const projects = (): string[] => {
    const names = world.scenarios.flatMap(({ scenario }) => [
      ...scenario.repositories.map(({ project }) => project),
      ...scenario.builds.map(({ project }) => project),
      ...scenario.environmentDeployments.map(({ project }) => project),
      ...scenario.workItems.map(({ project }) => project),
      ...Object.values(scenario.registry).flatMap(({ project }) => project ?? []),
    ]);
    return names.filter((name, index) => names.findIndex((one) => sameName(one, name)) === index);
  };
  const project = (nameOrId: string): string => {
    const found = projects().find(
      (name) => sameName(name, nameOrId) || sameName(projectId(name), nameOrId),
    );
    if (found === undefined) throw projectNotFound(nameOrId);
    return found;
  };
  const list = (nameOrId: string | undefined): Repository[] => {
    if (nameOrId === undefined) return repositories;
    const name = project(nameOrId);
    return repositories.filter((one) => sameName(one.project, name));
  };

  return {
    projects,
    project,
    list,
    find(inProject, nameOrId) {
      const found = list(inProject).find(
        (one) => sameName(one.name, nameOrId) || sameName(one.id, nameOrId),
      );
      if (found === undefined) throw repositoryNotFound(nameOrId);
      return found;
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}
