/** Software catalog and service dependencies, from the scenarios' registries. */
import { createHash } from 'node:crypto';
import type { SimulatorApp } from '../common/simulator-app.ts';
import { notFound } from './errors.ts';
import type { DatadogStore } from './store.ts';

interface Entity {
  readonly name: string;
  readonly env: string;
  readonly owner: string | undefined;
  readonly description: string | undefined;
  readonly repository: string | undefined;
  readonly calls: readonly string[];
}

const entityId = (name: string): string => {
  const hash = createHash('sha1').update(name).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};

function entities(store: DatadogStore): Entity[] {
  const found = new Map<string, Entity>();
  for (const { scenario } of store.scenarios) {
    const { registry, dependencies, organization } = scenario;
    const names = new Set([
      ...Object.keys(registry),
      ...Object.keys(dependencies),
      ...Object.values(dependencies).flat(),
    ]);
    for (const name of names) {
      const entry = registry[name];
      found.set(name, {
        name,
        env: scenario.env,
        owner: entry?.owner_team,
        description: entry?.description,
        repository:
          entry?.repo_name === undefined
            ? undefined
            : `https://dev.azure.com/${entry.organization ?? organization}/${entry.project ?? ''}/_git/${entry.repo_name}`,
        calls: [...new Set([...(found.get(name)?.calls ?? []), ...(dependencies[name] ?? [])])],
      });
    }
  }
  return [...found.values()];
}

const schemaOf = (entity: Entity) => ({
  apiVersion: 'v3',
  kind: 'service',
  metadata: {
    name: entity.name,
    ...(entity.owner === undefined ? {} : { owner: entity.owner }),
    ...(entity.description === undefined ? {} : { description: entity.description }),
    links:
      entity.repository === undefined
        ? []
        : [{ name: 'Source', type: 'repo', provider: 'azure', url: entity.repository }],
    tags: [`env:${entity.env}`],
  },
  spec: { dependsOn: entity.calls.map((name) => `service:${name}`) },
});

export function catalogRoutes(app: SimulatorApp, store: DatadogStore): void {
  app.get('/api/v2/catalog/entity', (c) => {
    const name = c.req.query('filter[name]');
    const kind = c.req.query('filter[kind]');
    const owner = c.req.query('filter[owner]');
    const offset = Number(c.req.query('page[offset]') ?? 0);
    const limit = Number(c.req.query('page[limit]') ?? 100);
    const found = entities(store).filter(
      (entity) =>
        (name === undefined || entity.name === name) &&
        (kind === undefined || kind === 'service') &&
        (owner === undefined || entity.owner === owner),
    );
    const shown = found.slice(offset, offset + limit);
    const schema = c.req.query('include')?.split(',').includes('schema') === true;
    return c.json({
      data: shown.map((entity) => ({
        id: entityId(entity.name),
        type: 'entity',
        attributes: {
          apiVersion: 'v3',
          kind: 'service',
          name: entity.name,
          namespace: 'default',
          displayName: entity.name,
          description: entity.description ?? '',
          owner: entity.owner ?? '',
          tags: [`env:${entity.env}`],
        },
        meta: {
          createdAt: '2025-01-15T09:00:00Z',
          modifiedAt: '2025-06-01T09:00:00Z',
          ingestionSource: 'api',
          origin: 'api',
        },
        relationships: {
          schema: { data: { id: `${entityId(entity.name)}-schema`, type: 'schema' } },
        },
      })),
      ...(schema
        ? {
            included: shown.map((entity) => ({
              id: `${entityId(entity.name)}-schema`,
              type: 'schema',
              attributes: { schema: schemaOf(entity) },
            })),
          }
        : {}),
      meta: { count: found.length, includeCount: schema ? shown.length : 0 },
    });
  });

  app.get('/api/v2/services/definitions/:name', (c) => {
    const entity = entities(store).find(({ name }) => name === c.req.param('name'));
    if (entity === undefined) throw notFound('Service definition not found');
    return c.json({
      data: {
        id: entityId(entity.name),
        type: 'service-definition',
        attributes: {
          meta: { 'ingestion-source': 'api', origin: 'api' },
          schema: {
            'schema-version': 'v2.2',
            'dd-service': entity.name,
            team: entity.owner,
            description: entity.description,
            links: schemaOf(entity).metadata.links,
          },
        },
      },
    });
  });

  const inEnv = (env: string | undefined) =>
    entities(store).filter((entity) => env === undefined || entity.env === env);

  app.get('/api/v1/service_dependencies', (c) =>
    c.json(
      Object.fromEntries(inEnv(c.req.query('env')).map(({ name, calls }) => [name, { calls }])),
    ),
  );
  app.get('/api/v1/service_dependencies/:service', (c) => {
    const all = inEnv(c.req.query('env'));
    const name = c.req.param('service');
    const found = all.find((entity) => entity.name === name);
    const callers = all.filter(({ calls }) => calls.includes(name)).map((entity) => entity.name);
    return c.json({ name, calls: found?.calls ?? [], called_by: callers });
  });
}
