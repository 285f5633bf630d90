/** Which organisation, project and repository a call may reach: from the scope, the argument only chooses among them. */
import { MiraError } from '../../../domain/errors.ts';
import { ANY } from '../../../domain/scope.ts';
import type { Scope } from '../../../domain/scope.ts';
import type { RepositoryRef } from '../../upstreams/azure-devops/client.ts';

export interface AzureDevOpsDefaults {
  /** Project of services whose registry entry names none. */
  readonly project: string | null;
}

export interface ProjectRef {
  readonly organization: string | null;
  readonly project: string;
}

/** @throws MiraError `out_of_scope` where the scope has no project */
export function scopeProject(
  scope: Scope,
  defaults: AzureDevOpsDefaults,
  asked?: string,
): ProjectRef {
  const project =
    scope.project === ANY ? (asked ?? defaults.project) : (scope.project ?? defaults.project);
  if (project === null || project === undefined) {
    throw new MiraError(
      'out_of_scope',
      'no Azure DevOps project is known for this service: add project (and repo_name) to its registry entry, or set AZURE_DEVOPS_PROJECT',
    );
  }
  return { organization: scope.organization === ANY ? null : scope.organization, project };
}

/**
 * @param asked - a repository's name; `project/repository` where the scope allows any project
 * @throws MiraError `out_of_scope` for a repository that the scope does not list
 */
export function scopeRepository(
  asked: string | undefined,
  scope: Scope,
  defaults: AzureDevOpsDefaults,
): RepositoryRef {
  const [own] = scope.repositories;
  if (scope.repositories.includes(ANY)) {
    const [first = '', second] = (asked ?? '').split('/', 2);
    const repository = second ?? first;
    if (repository === '') throw new MiraError('bad_argument', 'repository: name one');
    return {
      ...scopeProject(scope, defaults, second === undefined ? undefined : first),
      repository,
    };
  }
  if (own === undefined) {
    throw new MiraError(
      'out_of_scope',
      'no repository is known for this service, so there is no commit evidence: add repo_name to its registry entry',
    );
  }
  const wanted = asked ?? own;
  // names are not case-sensitive in Azure DevOps; the scope's spelling is used
  const allowed = scope.repositories.find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (allowed === undefined) {
    throw new MiraError(
      'out_of_scope',
      `repository «${wanted}» is outside this investigation, which may read ${scope.repositories.join(', ')}. ` +
        'Leave repository out for the service’s own; a shared library can be allowed with shared_repositories in the registry',
    );
  }
  return { ...scopeProject(scope, defaults), repository: allowed };
}

/** The branch to read: as asked, else the scope's; null is the repository's default. */
export const scopeBranch = (asked: string | undefined, scope: Scope): string | null =>
  (asked ?? scope.defaultBranch)?.replace(/^refs\/heads\//, '') ?? null;
