/** The resource locations that clients ask for before their first call (`OPTIONS /_apis/{area}`). */

interface Location {
  readonly area: string;
  readonly resource: string;
  readonly id: string;
  readonly template: string;
  readonly version: number;
  readonly min: string;
  readonly released: string;
}

const at = (
  area: string,
  resource: string,
  id: string,
  template: string,
  version = 1,
  min = '1.0',
  released = '7.1',
): Location => ({ area, resource, id, template, version, min, released });

const REPOSITORY = '{project}/_apis/{area}/repositories/{repositoryId}';

const LOCATIONS: readonly Location[] = [
  at(
    'Location',
    'ResourceAreas',
    'e81700f7-3be2-46de-8624-2eb35882fcaa',
    '_apis/{resource}/{areaId}',
    1,
    '3.2',
    '0.0',
  ),
  at(
    'Location',
    'ConnectionData',
    '00d9565f-ed9c-4a06-9a50-00e7896ccab4',
    '_apis/{resource}',
    1,
    '1.0',
    '0.0',
  ),
  at(
    'Build',
    'Builds',
    '0cd358e1-9217-4d94-8269-1c1ee6f93dcf',
    '{project}/_apis/build/{resource}/{buildId}',
    7,
  ),
  at(
    'build',
    'definitions',
    'dbeaf647-6167-421a-bda9-c9327b25e2e6',
    '{project}/_apis/build/{resource}/{definitionId}',
    7,
    '2.0',
  ),
  at(
    'build',
    'changes',
    'f10f0ea5-18a1-43ec-a8fb-2042c7be9b43',
    '{project}/_apis/{area}/{resource}',
    3,
    '2.1',
  ),
  at(
    'build',
    'changes',
    '54572c7b-bbd3-45d4-80dc-28be08941620',
    '{project}/_apis/{area}/builds/{buildId}/{resource}',
    2,
    '2.0',
  ),
  at(
    'core',
    'projects',
    '603fe2ac-9723-48b9-88ad-09305aa6c6e1',
    '_apis/{resource}/{*projectId}',
    4,
  ),
  at(
    'distributedtask',
    'environments',
    '8572b1fc-2482-47fa-8f74-7e3ed53ee54b',
    '{project}/_apis/{area}/{resource}/{environmentId}',
    1,
    '5.0',
  ),
  at(
    'distributedtask',
    'environmentdeploymentRecords',
    '51bb5d21-4305-4ea6-9dbb-b7488af73334',
    '{project}/_apis/{area}/environments/{environmentId}/{resource}',
    1,
    '5.0',
  ),
  at(
    'git',
    'repositories',
    '225f7195-f9c7-4d14-ab28-a83f7ff77e1f',
    '{project}/_apis/{area}/{resource}/{repositoryId}',
  ),
  at(
    'git',
    'commits',
    'c2570c3b-5b3f-41b8-98bf-5407bfde8d58',
    `${REPOSITORY}/{resource}/{commitId}`,
    2,
  ),
  at(
    'git',
    'changes',
    '5bf884f5-3e07-42e9-afb8-1b872267bf16',
    `${REPOSITORY}/commits/{commitId}/{resource}`,
  ),
  at('git', 'items', 'fb93c0db-47ed-4a31-8c20-47552878fb44', `${REPOSITORY}/{resource}/{*path}`),
  at('git', 'blobs', '7b28e929-2c99-405d-9c5c-6167a06e6816', `${REPOSITORY}/{resource}/{sha1}`),
  at('git', 'refs', '2d874a60-a811-4f62-9c9f-963a6ea0a55b', `${REPOSITORY}/{resource}/{*filter}`),
  at('git', 'commitDiffs', '615588d5-c0c7-4b88-88f8-e625306446e8', `${REPOSITORY}/diffs/commits`),
  at(
    'git',
    'fileDiffs',
    'c4c5a7e6-e9f3-4730-a92b-84baacff694b',
    `${REPOSITORY}/{resource}`,
    1,
    '5.0',
  ),
  at(
    'git',
    'pullRequestQuery',
    'b3a6eebe-9cf0-49ea-b6cb-1a4c5f5007b0',
    `${REPOSITORY}/{resource}`,
    1,
    '3.0',
  ),
  at(
    'git',
    'pullRequests',
    '9946fd70-0d40-406e-b686-b4744cbbcc37',
    `${REPOSITORY}/{resource}/{pullRequestId}`,
    2,
  ),
  at(
    'git',
    'pullRequests',
    '01a46dea-7d46-4d40-bc84-319e7c260d99',
    '{project}/_apis/{area}/{resource}/{pullRequestId}',
    2,
    '3.0',
  ),
  at(
    'git',
    'pullRequests',
    'a5d28130-9cd2-40fa-9f08-902e7daa9efb',
    '{project}/_apis/{area}/{resource}',
    2,
    '3.0',
  ),
  at(
    'git',
    'pullRequestCommits',
    '52823034-34a8-4576-922c-8d8b77e9e4c4',
    `${REPOSITORY}/pullRequests/{pullRequestId}/commits`,
  ),
  at(
    'git',
    'pullRequestThreads',
    'ab6e2e5d-a0b7-4153-b64a-a4efe0d49449',
    `${REPOSITORY}/pullRequests/{pullRequestId}/threads/{threadId}`,
    1,
    '3.0',
  ),
  at(
    'git',
    'pullRequestThreadComments',
    '965a3ec7-5ed8-455a-bdcb-835a5ea7fe7b',
    `${REPOSITORY}/pullRequests/{pullRequestId}/threads/{threadId}/comments/{commentId}`,
    1,
    '3.0',
  ),
  at(
    'Release',
    'deployments',
    'b005ef73-cddc-448e-9ba2-5193bf36b19f',
    '{project}/_apis/{area}/{resource}',
    2,
    '3.0',
  ),
  at(
    'wit',
    'wiql',
    '1a9c53f7-f243-4447-b110-35ef023636e4',
    '{project}/{team}/_apis/{area}/{resource}',
    2,
  ),
  at(
    'wit',
    'workItems',
    '62d3d110-0047-428c-ad3c-4fe872c91c74',
    '{project}/_apis/{area}/{resource}/${type}',
    3,
  ),
  at(
    'wit',
    'workItems',
    '72c7ddf8-2cdc-4f60-90cd-ab71c14a399b',
    '{project}/_apis/{area}/{resource}/{id}',
    3,
  ),
  at(
    'wit',
    'workItemsBatch',
    '908509b6-4248-4475-a1cd-829139ba419f',
    '{project}/_apis/{area}/{resource}',
    1,
    '5.0',
  ),
  at(
    'wit',
    'comments',
    '608aac0a-32e1-4493-a863-b9cf4566d257',
    '{project}/_apis/wit/workItems/{workItemId}/comments/{commentId}',
    4,
    '5.1',
    '0.0',
  ),
];

/** The records of one area, in the wire format; an unknown area has none. */
export function locationsOf(area: string): Record<string, unknown>[] {
  return LOCATIONS.filter((location) => location.area.toLowerCase() === area.toLowerCase()).map(
    (location) => ({
      id: location.id,
      area: location.area,
      resourceName: location.resource,
      routeTemplate: location.template,
      resourceVersion: location.version,
      minVersion: location.min,
      maxVersion: '7.2',
      releasedVersion: location.released,
    }),
  );
}
