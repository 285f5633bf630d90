/** Azure DevOps' error bodies. */
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An error that the service answers: its number stands at the head of the message. */
export class AzureDevOpsError extends Error {
  override readonly name = 'AzureDevOpsError';
  readonly status: ContentfulStatusCode;
  readonly typeKey: string;
  constructor(status: ContentfulStatusCode, typeKey: string, message: string) {
    super(message);
    this.status = status;
    this.typeKey = typeKey;
  }
}

export const errorBody = (typeKey: string, message: string) => ({
  $id: '1',
  innerException: null,
  message,
  typeName: `Microsoft.TeamFoundation.SourceControl.WebServer.${typeKey}, Microsoft.TeamFoundation.SourceControl.WebServer`,
  typeKey,
  errorCode: 0,
  eventId: 3000,
});

export const projectNotFound = (project: string): AzureDevOpsError =>
  new AzureDevOpsError(
    404,
    'ProjectDoesNotExistWithNameException',
    `TF200016: The following project does not exist: ${project}. Verify that the name of the project is correct and that the project exists on the specified Azure DevOps Server.`,
  );

export const repositoryNotFound = (repository: string): AzureDevOpsError =>
  new AzureDevOpsError(
    404,
    'GitRepositoryNotFoundException',
    `TF401019: The Git repository with name or identifier ${repository} does not exist or you do not have permissions for the operation you are attempting.`,
  );

export const commitNotFound = (commit: string): AzureDevOpsError =>
  new AzureDevOpsError(
    404,
    'GitCommitDoesNotExistException',
    `TF401175: The version descriptor <Commit: ${commit} > could not be resolved to a version in the repository.`,
  );

export const invalidArgument = (message: string): AzureDevOpsError =>
  new AzureDevOpsError(400, 'InvalidArgumentValueException', message);
