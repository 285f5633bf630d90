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

/**
 * @param asked - another project, for tokens that may reach any
 * @throws MiraError `out_of_scope` where the scope has no project, or another one
 */
export function scopeProject(
  scope: Scope,
  defaults: AzureDevOpsDefaults,
  asked?: string,
): ProjectRef {
  const organization = scope.organization === ANY ? null : scope.organization;
  if (scope.project === ANY) {
    const project = asked ?? defaults.project;
    if (project === null) {
      throw new MiraError('bad_argument', 'project: name one, this token may reach any');
    }
    return { organization, project };
  }
  const own = scope.project ?? defaults.project;
  if (own === null) {
    throw new MiraError(
      'out_of_scope',
      'no Azure DevOps project is known for this service: add project (and repo_name) to its registry entry, or set AZURE_DEVOPS_PROJECT',
    );
  }
  if (asked !== undefined && asked.toLowerCase() !== own.toLowerCase()) {
    throw new MiraError(
      'out_of_scope',
      `project «${asked}» is outside this investigation, which may reach ${own} only`,
    );
  }
  return { organization, project: own };
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
    if (repository === '') {
      throw new MiraError('bad_argument', 'repository: name one, this token may read any');
    }
    const project = second === undefined ? undefined : first;
    // a bare name is looked up when the call runs
    if (scope.project === ANY && project === undefined && defaults.project === null) {
      const { organization } = scope;
      return { organization: organization === ANY ? null : organization, project: '', repository };
    }
    return { ...scopeProject(scope, defaults, project), repository };
  }
  if (own === undefined) {
    throw new MiraError(
      'out_of_scope',
      'no repository is known for this service, so there is no commit evidence: add repo_name to its registry entry, or name one when a person’s token is made (--repository)',
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
  (asked || scope.defaultBranch)?.replace(/^refs\/heads\//, '') ?? null;
