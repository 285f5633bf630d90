/** Work items over HTTP: queried, read, created, changed, commented. */
import { z } from 'zod';
import type { Context } from 'hono';
import { toIso } from '../../domain/time.ts';
import type { SimulatorApp, SimulatorEnv } from '../common/simulator-app.ts';
import { textOf } from '../common/text-of.ts';
import { AzureDevOpsError, invalidArgument } from './errors.ts';
import { sameName } from './ids.ts';
import { projectId, type Repositories } from './repositories.ts';
import { base, flag, listed, paging, parameter, query, route } from './routes.ts';
import { compareFields, holds, parseWiql } from './wiql.ts';
import {
  AUTHOR,
  PatchDocument,
  type WorkItem,
  type WorkItemComment,
  type WorkItems,
} from './work-items.ts';

const Wiql = z.object({ query: z.string() });
const Batch = z.object({
  ids: z.array(z.number()),
  fields: z.array(z.string()).nullish(),
  errorPolicy: z.union([z.number(), z.string()]).nullish(),
  $expand: z.union([z.number(), z.string()]).nullish(),
});
const Comment = z.object({ text: z.string().min(1) });

const BATCH_LIMIT = 200;
const QUERY_LIMIT = 20_000;
const omits = (policy: unknown): boolean => /^(2|omit)$/i.test(textOf(policy));
const withRelations = (expand: unknown): boolean => /^(1|4|relations|all)$/i.test(textOf(expand));

export function workItemRoutes(
  app: SimulatorApp,
  workItems: WorkItems,
  repositories: Repositories,
  now: () => number,
): void {
  const urlOf = (c: Context<SimulatorEnv>, item: WorkItem): string =>
    `${base(c)}/${projectId(item.project)}/_apis/wit/workItems/${item.id}`;

  function read(item: WorkItem, field: string): unknown {
    if (field === 'system.id' || field === 'id') return item.id;
    if (field === 'system.rev') return item.rev;
    const key = Object.keys(item.fields).find((name) => name.toLowerCase() === field);
    return key === undefined ? undefined : item.fields[key];
  }

  function wire(
    c: Context<SimulatorEnv>,
    item: WorkItem,
    options: { fields?: readonly string[] | undefined; relations: boolean },
  ) {
    const wanted = options.fields;
    const fields =
      wanted === undefined || wanted.length === 0
        ? item.fields
        : Object.fromEntries(
            wanted.flatMap((name) => {
              const value = read(item, name.toLowerCase());
              return value === undefined ? [] : [[name, value]];
            }),
          );
    const url = urlOf(c, item);
    return {
      id: item.id,
      rev: item.rev,
      fields,
      ...(Object.keys(item.formats).length === 0 ? {} : { multilineFieldsFormat: item.formats }),
      ...(options.relations && item.relations.length > 0 ? { relations: item.relations } : {}),
      _links: {
        self: { href: url },
        html: { href: `${base(c)}/${encodeURIComponent(item.project)}/_workitems/edit/${item.id}` },
      },
      url,
    };
  }

  function patchOf(c: Context<SimulatorEnv>): PatchDocument {
    if (c.req.header('content-type')?.includes('json-patch+json') !== true) {
      throw new AzureDevOpsError(
        415,
        'VssInvalidContentTypeException',
        'The request indicated a Content-Type that is not supported: use application/json-patch+json.',
      );
    }
    return PatchDocument.parse(JSON.parse(c.get('bodyText')));
  }

  function runQuery(c: Context<SimulatorEnv>): Response {
    const inPath = c.req.param('project');
    const project = inPath === undefined ? undefined : repositories.project(inPath);
    const { query: text } = Wiql.parse(JSON.parse(c.get('bodyText')));
    const parsed = parseWiql(text, { project, me: AUTHOR.displayName, nowMs: now() });
    const { where, orderBy } = parsed;
    const found = workItems
      .list()
      .filter((item) => project === undefined || sameName(item.project, project))
      .filter((item) => where === undefined || holds(where, (field) => read(item, field)))
      .toSorted((a, b) => {
        for (const { field, descending } of orderBy) {
          const key = field.toLowerCase();
          const order = compareFields(read(a, key), read(b, key));
          if (order !== 0) return descending ? -order : order;
        }
        return a.id - b.id;
      });
    const column = (name: string) => ({
      referenceName: name,
      name: name.split('.').at(-1),
      url: `${base(c)}/_apis/wit/fields/${name}`,
    });
    const { top } = paging(c, QUERY_LIMIT);
    return c.json({
      queryType: 'flat',
      queryResultType: 'workItem',
      asOf: toIso(now()),
      columns: parsed.fields.map(column),
      sortColumns: orderBy.map(({ field, descending }) => ({ field: column(field), descending })),
      workItems: found.slice(0, top).map((item) => ({ id: item.id, url: urlOf(c, item) })),
    });
  }
  route(app, 'post', '/wit/wiql', runQuery);
  app.post('/:organization/:project/:team/_apis/wit/wiql', (c) => runQuery(c));

  function several(
    c: Context<SimulatorEnv>,
    ids: readonly (string | number)[],
    fields: readonly string[] | undefined,
    options: { errorPolicy: unknown; expand: unknown },
  ): Response {
    if (ids.length > BATCH_LIMIT) {
      throw invalidArgument(`VS402337: at most ${BATCH_LIMIT} work items can be read at once.`);
    }
    const found = ids.map((id) => {
      try {
        return wire(c, workItems.find(id), { fields, relations: withRelations(options.expand) });
      } catch (error) {
        if (omits(options.errorPolicy)) return null;
        throw error;
      }
    });
    return c.json(listed(found));
  }
  route(app, 'get', '/wit/workitems', (c) =>
    several(c, query(c, 'ids')?.split(',') ?? [], query(c, 'fields')?.split(','), {
      errorPolicy: query(c, 'errorPolicy'),
      expand: query(c, '$expand'),
    }),
  );
  route(app, 'post', '/wit/workitemsbatch', (c) => {
    const body = Batch.parse(JSON.parse(c.get('bodyText')));
    return several(c, body.ids, body.fields ?? undefined, {
      errorPolicy: body.errorPolicy,
      expand: body.$expand,
    });
  });

  route(app, 'get', '/wit/workitems/:id', (c) =>
    c.json(
      wire(c, workItems.find(parameter(c, 'id')), {
        fields: query(c, 'fields')?.split(','),
        relations: withRelations(query(c, '$expand')),
      }),
    ),
  );
  route(app, 'post', '/wit/workitems/:type', (c) => {
    const type = parameter(c, 'type');
    if (!type.startsWith('$')) throw invalidArgument(`The type ${type} must be written $${type}.`);
    const project = repositories.project(parameter(c, 'project'));
    const store = !flag(query(c, 'validateOnly'));
    const item = workItems.create(project, type.slice(1), patchOf(c), store);
    return c.json(wire(c, item, { relations: true }));
  });
  route(app, 'patch', '/wit/workitems/:id', (c) => {
    const store = !flag(query(c, 'validateOnly'));
    const item = workItems.update(parameter(c, 'id'), patchOf(c), store);
    return c.json(wire(c, item, { relations: true }));
  });

  const commentWire = (c: Context<SimulatorEnv>, item: WorkItem, comment: WorkItemComment) => ({
    workItemId: item.id,
    id: comment.id,
    version: 1,
    text: comment.text,
    format: comment.format,
    createdBy: AUTHOR,
    createdDate: comment.at,
    modifiedBy: AUTHOR,
    modifiedDate: comment.at,
    url: `${urlOf(c, item)}/comments/${comment.id}`,
  });
  route(app, 'post', '/wit/workitems/:id/comments', (c) => {
    const { text } = Comment.parse(JSON.parse(c.get('bodyText')));
    const format = /^(0|markdown)$/i.test(query(c, 'format') ?? '') ? 'markdown' : 'html';
    const comment = workItems.comment(parameter(c, 'id'), text, format);
    return c.json(commentWire(c, workItems.find(parameter(c, 'id')), comment));
  });
  route(app, 'get', '/wit/workitems/:id/comments', (c) => {
    const item = workItems.find(parameter(c, 'id'));
    const shown = item.comments.toReversed().slice(0, paging(c, 200).top);
    return c.json({
      totalCount: item.comments.length,
      count: shown.length,
      comments: shown.map((comment) => commentWire(c, item, comment)),
    });
  });
}
