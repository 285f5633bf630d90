/** DORA deployments: listed, fetched, and announced. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { toIso } from '../../domain/time.ts';
import { compileQuery } from '../search/match.ts';
import { parseQuery } from '../search/query.ts';
import { parseTime } from '../search/time-expression.ts';
import type { SimulatorApp } from '../common/simulator-app.ts';
import { notFound } from './errors.ts';
import type { DatadogStore, DoraDeployment } from './store.ts';

const ListBody = z.object({
  data: z.object({
    type: z.literal('dora_deployments_list_request').optional(),
    attributes: z.object({
      from: z.string().optional(),
      to: z.string().optional(),
      query: z.string().default(''),
      limit: z.number().int().min(1).max(1000).default(10),
      sort: z.string().optional(),
    }),
  }),
});

const CreateBody = z.object({
  data: z.object({
    attributes: z.object({
      service: z.string(),
      env: z.string().optional(),
      version: z.string().optional(),
      /** Nanoseconds. */
      started_at: z.number(),
      finished_at: z.number().optional(),
      git: z.object({ commit_sha: z.string(), repository_url: z.string() }).optional(),
    }),
  }),
});

const wire = (deployment: DoraDeployment) => ({
  id: deployment.id,
  type: 'dora_deployment',
  attributes: {
    service: deployment.service,
    env: deployment.env,
    version: deployment.version,
    started_at: deployment.startedAt,
    finished_at: deployment.finishedAt,
    git: { commit_sha: deployment.commitSha, repository_id: deployment.repositoryId },
    custom_tags: [],
  },
});

export function deploymentRoutes(app: SimulatorApp, store: DatadogStore, now: () => number): void {
  app.post('/api/v2/dora/deployments', async (c) => {
    const { attributes } = ListBody.parse(JSON.parse(c.get('bodyText'))).data;
    const fromMs = parseTime(attributes.from ?? 'now-1d', now()) ?? 0;
    const toMs = Math.min(parseTime(attributes.to ?? 'now', now()) ?? now(), now());
    const fits = compileQuery(parseQuery(attributes.query));
    const direction = attributes.sort?.startsWith('-') === false ? 1 : -1;
    const found = store.deployments
      .filter(({ startedAt, finishedAt, service, env, version, commitSha }) => {
        const startMs = Date.parse(startedAt);
        if (startMs > toMs || Date.parse(finishedAt) < fromMs) return false;
        const reserved = { service, env, version, commit_sha: commitSha };
        return fits({
          text: `${service} ${version ?? ''}`,
          reserved,
          attributes: reserved,
          tags: [],
        });
      })
      .toSorted((a, b) => direction * (Date.parse(a.startedAt) - Date.parse(b.startedAt)));
    return c.json({ data: found.slice(0, attributes.limit).map(wire) });
  });

  app.get('/api/v2/dora/deployments/:id', (c) => {
    const found = store.deployments.find(({ id }) => id === c.req.param('id'));
    if (found === undefined) throw notFound('Deployment not found');
    return c.json({ data: wire(found) });
  });

  app.post('/api/v2/dora/deployment', async (c) => {
    const { attributes } = CreateBody.parse(JSON.parse(c.get('bodyText'))).data;
    const id = randomUUID();
    store.addDeployment({
      id,
      service: attributes.service,
      env: attributes.env,
      version: attributes.version,
      startedAt: toIso(attributes.started_at / 1e6),
      finishedAt: toIso((attributes.finished_at ?? attributes.started_at) / 1e6),
      commitSha: attributes.git?.commit_sha ?? '',
      repositoryId: attributes.git?.repository_url.replace(/^https?:\/\//, '') ?? '',
    });
    return c.json({ data: { id, type: 'dora_deployment' } });
  });
}
