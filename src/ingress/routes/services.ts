/** The service registry over HTTP. */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { MiraError } from '../../domain/errors.ts';
import { Service, ServiceFields, ServiceName, unknownServiceFields } from '../../domain/service.ts';
import type { IngressDeps } from '../deps.ts';
import { parseBody } from '../webhooks/body.ts';
import { payloadProblem } from '../webhooks/problem.ts';
import { limitBody } from '../limit-body.ts';

const noSuch = (name: string) => new MiraError('not_found', `the registry has no service ${name}`);

export function serviceRoutes({ store: { registry }, access }: IngressDeps) {
  return new Hono()
    .get('/services', access('api'), async (c) => {
      const [services, unmapped] = await Promise.all([registry.list(), registry.unmapped()]);
      return c.json({ services, unmapped });
    })
    .post('/services', access('api'), limitBody, async (c) => {
      const body = await readJson(c);
      const service = check(Service, body);
      if (await registry.get(service.name)) {
        throw new MiraError('conflict', `service ${service.name} exists: change it with PUT`);
      }
      await registry.set(service);
      return c.json({ ...service, ...ignored(body) }, 201);
    })
    .get('/services/:name', access('api'), async (c) => {
      const service = await registry.get(c.req.param('name'));
      if (!service) throw noSuch(c.req.param('name'));
      return c.json(service);
    })
    .put('/services/:name', access('api'), limitBody, async (c) => {
      const name = check(ServiceName, c.req.param('name'), 'name');
      const body = await readJson(c);
      const fields = check(ServiceFields, body);
      const named = z.looseObject({ name: z.unknown() }).safeParse(body).data?.name ?? name;
      if (named !== name)
        throw payloadProblem(
          'name',
          `is another than in the path, ${name}: a service keeps its name`,
        );
      const service: Service = { ...fields, name };
      await registry.set(service);
      return c.json({ ...service, ...ignored(body) });
    })
    .delete('/services/:name', access('api'), async (c) => {
      if (!(await registry.remove(c.req.param('name')))) throw noSuch(c.req.param('name'));
      return c.body(null, 204);
    });
}

/** Fields of other tools are no reason to refuse an entry, but whoever sent them should know. */
function ignored(body: unknown): { ignored_fields?: string[] } {
  const names = unknownServiceFields(body);
  return names.length > 0 ? { ignored_fields: names } : {};
}

const readJson = async (c: Context): Promise<unknown> =>
  parseBody(await c.req.text(), 'application/json');

function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  field = 'body',
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = z.core.toDotPath(issue?.path ?? []);
  throw payloadProblem(path || field, issue?.message ?? 'is invalid');
}
