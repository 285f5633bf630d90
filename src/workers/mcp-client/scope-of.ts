/** What an investigation's token allows: derived from the stored record and the registry, never from a prompt. */
import type { Investigation } from '../../domain/investigation.ts';
import type { Scope } from '../../domain/scope.ts';
import type { Action } from '../../domain/action.ts';
import type { Service } from '../../domain/service.ts';

const subjectOf = (investigation: Investigation): string => `investigation:${investigation.id}`;

/** Reads only: one service, one environment, its own repository and the shared ones the registry allows. */
export function readScope(investigation: Investigation, service: Service | null): Scope {
  return {
    subject: subjectOf(investigation),
    service: investigation.service,
    env: investigation.env,
    ...repositoryScope(service),
    toolsets: ['datadog', 'azure_devops', ...(service?.toolsets ?? [])],
    access: 'read',
    notBeforeMs: null,
    notAfterMs: null,
    write: null,
    priority: investigation.priority,
    waitBudgetMs: 20_000,
  };
}

/** One write: this tool with exactly this payload, and nothing else. */
export function writeScope(
  investigation: Investigation,
  service: Service | null,
  action: Action,
): Scope {
  return {
    ...readScope(investigation, service),
    toolsets: [action.kind === 'post_message' ? 'slack' : 'azure_devops'],
    access: 'write',
    write: { tool: action.kind, payloadHash: action.payloadHash },
  };
}

const repositoryScope = (
  service: Service | null,
): Pick<Scope, 'organization' | 'project' | 'repositories' | 'defaultBranch'> => ({
  organization: service?.organization ?? null,
  project: service?.project ?? null,
  repositories: [
    ...(service?.repo_name === undefined ? [] : [service.repo_name]),
    ...(service?.shared_repositories ?? []),
  ],
  defaultBranch: service?.default_branch ?? null,
});
