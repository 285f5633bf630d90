/** Environments of YAML pipelines and what was deployed into them. */
import type { Context } from 'hono';
import type { SimulatorApp, SimulatorEnv } from '../common/simulator-app.ts';
import type { World } from '../world.ts';
import { AzureDevOpsError } from './errors.ts';
import { guid, identity, sameName } from './ids.ts';
import { projectId, type Repositories } from './repositories.ts';
import { base, listed, paging, parameter, query, route } from './routes.ts';

export function environmentRoutes(
  app: SimulatorApp,
  world: World,
  repositories: Repositories,
  now: () => number,
): void {
  /** Environments are numbered in the order in which the scenarios name them. */
  function environments(c: Context<SimulatorEnv>) {
    const project = repositories.project(parameter(c, 'project'));
    const names = world.scenarios.flatMap(({ scenario }) =>
      scenario.environmentDeployments
        .filter((deployment) => sameName(deployment.project, project))
        .map(({ environment }) => environment),
    );
    return [...new Set(names)].map((name, index) => ({ id: index + 1, name, project }));
  }
  const wire = ({ id, name, project }: { id: number; name: string; project: string }) => ({
    id,
    name,
    description: '',
    createdBy: identity('Platform'),
    createdOn: '2025-01-15T09:00:00.000Z',
    lastModifiedBy: identity('Platform'),
    lastModifiedOn: '2025-01-15T09:00:00.000Z',
    project: { id: projectId(project), name: project },
  });
  const find = (c: Context<SimulatorEnv>) => {
    const found = environments(c).find(({ id }) => String(id) === parameter(c, 'environment'));
    if (found === undefined) {
      throw new AzureDevOpsError(
        404,
        'EnvironmentNotFoundException',
        `Environment with ID ${parameter(c, 'environment')} does not exist or has been deleted.`,
      );
    }
    return found;
  };

  route(app, 'get', '/distributedtask/environments', (c) => {
    const name = query(c, 'name');
    const found = environments(c).filter((one) => name === undefined || sameName(one.name, name));
    return c.json(listed(found.slice(0, paging(c, 100).top).map(wire)));
  });
  route(app, 'get', '/distributedtask/environments/:environment', (c) => c.json(wire(find(c))));

  route(
    app,
    'get',
    '/distributedtask/environments/:environment/environmentdeploymentrecords',
    (c) => {
      const environment = find(c);
      const records = world.scenarios
        .flatMap((loaded) =>
          loaded.scenario.environmentDeployments
            .filter(
              (one) =>
                sameName(one.project, environment.project) && one.environment === environment.name,
            )
            .map((data) => ({ data, loaded })),
        )
        .filter(({ data, loaded }) => loaded.ms(data.finishedAt) <= now())
        .toSorted((a, b) => b.loaded.ms(b.data.finishedAt) - a.loaded.ms(a.data.finishedAt));
      return c.json(
        listed(
          records.slice(0, paging(c, 100).top).map(({ data, loaded }) => {
            const build = loaded.scenario.builds.find(({ id }) => id === data.buildId);
            const results = `${base(c)}/${environment.project}/_build/results?buildId=${data.buildId}`;
            return {
              id: data.id,
              requestIdentifier: guid('deployment', String(data.id)),
              environmentId: environment.id,
              serviceOwner: '00025394-6065-48ca-87d9-7f5672854ef7',
              scopeId: projectId(environment.project),
              planType: 'Build',
              planId: guid('plan', String(data.buildId)),
              stageName: 'deploy',
              jobName: 'deploy',
              stageAttempt: 1,
              jobAttempt: 1,
              definition: {
                id: 1,
                name: build?.definition ?? 'deploy',
                _links: { web: { href: `${base(c)}/${environment.project}/_build/definition` } },
              },
              owner: {
                id: data.buildId,
                name: build?.buildNumber ?? String(data.buildId),
                _links: { web: { href: results }, self: { href: results } },
              },
              result: data.result,
              queueTime: loaded.iso(data.startedAt),
              startTime: loaded.iso(data.startedAt),
              finishTime: loaded.iso(data.finishedAt),
            };
          }),
        ),
      );
    },
  );

  // classic releases: the service is there, the scenarios deploy by pipelines
  route(app, 'get', '/release/deployments', (c) => {
    repositories.project(parameter(c, 'project'));
    return c.json(listed([]));
  });
}
