/** The work items: what they hold and what a JSON patch may do to them. */
import { z } from 'zod';
import { toIso } from '../../domain/time.ts';
import { textOf } from '../common/text-of.ts';
import type { World } from '../world.ts';
import { AzureDevOpsError, invalidArgument } from './errors.ts';
import { identity, sameName } from './ids.ts';

export interface Relation {
  readonly rel: string;
  readonly url: string;
  readonly attributes: Record<string, unknown>;
}
export interface WorkItemComment {
  readonly id: number;
  readonly text: string;
  readonly format: 'html' | 'markdown';
  readonly at: string;
}
export interface WorkItem {
  readonly id: number;
  rev: number;
  readonly project: string;
  fields: Record<string, unknown>;
  formats: Record<string, string>;
  relations: Relation[];
  readonly comments: WorkItemComment[];
}

export const PatchDocument = z
  .array(
    z.object({
      op: z.enum(['add', 'replace', 'remove', 'test']),
      path: z.string(),
      from: z.string().nullish(),
      value: z.unknown().optional(),
    }),
  )
  .min(1);
export type PatchDocument = z.infer<typeof PatchDocument>;

/** Types of the Agile, Scrum and Basic processes, with the state in which each begins. */
const TYPES: Record<string, string> = {
  Bug: 'New',
  Task: 'New',
  Issue: 'New',
  'User Story': 'New',
  'Product Backlog Item': 'New',
  Feature: 'New',
  Epic: 'New',
  Incident: 'New',
};
const TITLE_LIMIT = 255;
const TEXT_LIMIT = 1_000_000;
const TAG_LIMIT = 100;
const RELATION_LIMIT = 1_000;
const KEEP = 20_000;
const KNOWN_FIELD = /^(System|Microsoft\.VSTS\.\w+|Custom)\.\w+$/;
const READ_ONLY = new Set(['System.Id', 'System.Rev', 'System.CreatedDate', 'System.CreatedBy']);
const ARTIFACT = /^vstfs:\/\/\/(Git\/(Commit|PullRequestId|Ref)|Build\/Build)\/\S+$/;
const GIT_ARTIFACT = /^vstfs:\/\/\/Git\/\w+\/[0-9a-f-]{36}%2f[0-9a-f-]{36}%2f\S+$/i;

/** Separated by `;` or `,`, without repeats, in alphabetical order: what the service stores. */
export function normalTags(text: string): string[] {
  const tags: string[] = [];
  for (const tag of text.split(/[;,]/).map((one) => one.trim())) {
    if (tag !== '' && !tags.some((one) => sameName(one, tag))) tags.push(tag);
  }
  return tags.toSorted((a, b) => a.localeCompare(b));
}

const rule = (field: string, what: string): AzureDevOpsError =>
  new AzureDevOpsError(
    400,
    'RuleValidationException',
    `TF401320: Rule Error for field ${field}. Error code: ${what}.`,
  );

function setField(fields: Record<string, unknown>, name: string, value: unknown, op: string): void {
  if (!KNOWN_FIELD.test(name)) {
    throw new AzureDevOpsError(
      400,
      'WorkItemTrackingFieldDefinitionNotFoundException',
      `TF51535: Cannot find field ${name}.`,
    );
  }
  if (READ_ONLY.has(name)) throw rule(name, 'ReadOnly');
  if (value === null || value === undefined || op === 'remove') {
    delete fields[name];
    return;
  }
  if (typeof value === 'string' && value.length > TEXT_LIMIT) throw rule(name, 'InvalidTooLong');
  if (name === 'System.Title' && (typeof value !== 'string' || value.length > TITLE_LIMIT)) {
    throw rule('Title', 'InvalidTooLong');
  }
  if (name === 'Microsoft.VSTS.Common.Priority' && ![1, 2, 3, 4].includes(Number(value))) {
    throw rule('Priority', 'HasValues, LimitedToValues, AllowsOldValue, InvalidListValue');
  }
  if (name === 'System.Tags') {
    // "add" joins the tags that are there; "replace" puts these in their place
    const before = op === 'add' ? textOf(fields[name]) : '';
    const tags = normalTags(`${before};${textOf(value)}`);
    if (tags.length > TAG_LIMIT) throw rule('Tags', 'TooManyTags');
    fields[name] = tags.join('; ');
    return;
  }
  fields[name] = value;
}

function addRelation(relations: Relation[], value: unknown): void {
  const parsed = z
    .object({
      rel: z.string(),
      url: z.string(),
      attributes: z.record(z.string(), z.unknown()).nullish(),
    })
    .safeParse(value);
  if (!parsed.success) throw invalidArgument('A relation needs "rel" and "url".');
  const { rel, url, attributes } = parsed.data;
  const badArtifact =
    rel === 'ArtifactLink' &&
    (!ARTIFACT.test(url) || (url.startsWith('vstfs:///Git/') && !GIT_ARTIFACT.test(url)));
  if (badArtifact) throw invalidArgument(`The artifact link ${url} is not valid.`);
  if (relations.some((one) => one.rel === rel && one.url === url)) {
    throw new AzureDevOpsError(
      400,
      'WorkItemResourceLinkException',
      `VS403315: Relation already exists: ${url}.`,
    );
  }
  if (relations.length >= RELATION_LIMIT) throw invalidArgument('Too many links.');
  relations.push({ rel, url, attributes: attributes ?? {} });
}

/**
 * Applies all operations or none.
 * @throws AzureDevOpsError 412 when a `test` fails, 400 when an operation is not valid
 */
export function applyPatch(item: WorkItem, document: PatchDocument): WorkItem {
  const next: WorkItem = {
    ...item,
    fields: { ...item.fields },
    formats: { ...item.formats },
    relations: [...item.relations],
  };
  const changed = new Set(
    document.flatMap(({ op, path }) =>
      op !== 'test' && path.startsWith('/fields/') ? [path.slice('/fields/'.length)] : [],
    ),
  );
  for (const { op, path, value } of document) {
    if (op === 'test') {
      const actual = path === '/rev' ? item.rev : item.fields[path.replace('/fields/', '')];
      if (actual === value || String(actual) === String(value)) continue;
      throw new AzureDevOpsError(
        412,
        'TestPatchOperationFailedException',
        `VS403351: Test Operation for path ${path} failed.`,
      );
    }
    if (path.startsWith('/fields/'))
      setField(next.fields, path.slice('/fields/'.length), value, op);
    else if (path.startsWith('/multilineFieldsFormat/')) {
      const field = path.slice('/multilineFieldsFormat/'.length);
      if (!changed.has(field)) {
        throw invalidArgument(`The format of ${field} can only change together with its content.`);
      }
      if (!/^(markdown|html)$/i.test(String(value)))
        throw invalidArgument(`Unknown format ${String(value)}.`);
      next.formats[field] = String(value).toLowerCase();
    } else if (path === '/relations/-' && op === 'add') addRelation(next.relations, value);
    else if (/^\/relations\/\d+$/.test(path) && op === 'remove') {
      next.relations.splice(Number(path.slice('/relations/'.length)), 1);
    } else throw invalidArgument(`The path ${path} can't be used with "${op}".`);
  }
  if (typeof next.fields['System.Title'] !== 'string' || next.fields['System.Title'] === '') {
    throw rule('Title', 'Required, InvalidEmpty');
  }
  for (const name of ['System.AreaPath', 'System.IterationPath']) {
    const root = textOf(next.fields[name] ?? item.project).split('\\')[0] ?? '';
    if (!sameName(root, item.project)) {
      throw new AzureDevOpsError(
        400,
        'WorkItemTrackingTreeNodeNotFoundException',
        `TF401347: Invalid tree name given for work item ${item.id}, field '${name}'.`,
      );
    }
  }
  return next;
}

export interface WorkItems {
  /** @throws AzureDevOpsError 404 TF401232 */
  find(id: string | number): WorkItem;
  list(): readonly WorkItem[];
  /** @param store - false only validates */
  create(project: string, type: string, document: PatchDocument, store: boolean): WorkItem;
  update(id: string | number, document: PatchDocument, store: boolean): WorkItem;
  comment(id: string, text: string, format: WorkItemComment['format']): WorkItemComment;
}

export const AUTHOR = identity('MIRA');

export function createWorkItems(world: World, now: () => number): WorkItems {
  let items = new Map<number, WorkItem>();
  let nextId = 1001;
  let nextComment = 1;
  world.listen({
    load(loaded, replace) {
      if (replace) items = new Map();
      for (const { id, project, type, fields } of loaded.scenario.workItems) {
        // an id that another scenario already uses is given anew
        const own = items.has(id) ? nextId++ : id;
        const at = loaded.iso(loaded.scenario.alertAt);
        const moved = Object.entries(fields).map(([name, value]) =>
          name.endsWith('Date') && typeof value === 'string' && !Number.isNaN(Date.parse(value))
            ? [name, loaded.iso(value)]
            : [name, value],
        );
        items.set(own, {
          id: own,
          rev: 1,
          project,
          fields: {
            'System.AreaPath': project,
            'System.IterationPath': project,
            'System.TeamProject': project,
            'System.WorkItemType': type,
            'System.State': 'New',
            'System.Reason': 'New',
            'System.CreatedDate': at,
            'System.CreatedBy': identity('Seed'),
            'System.ChangedDate': at,
            ...Object.fromEntries(moved),
          },
          formats: {},
          relations: [],
          comments: [],
        });
        nextId = Math.max(nextId, own + 1);
      }
    },
    clear() {
      items = new Map();
    },
  });

  function find(id: string | number): WorkItem {
    const found = items.get(Number(id));
    if (found !== undefined) return found;
    throw new AzureDevOpsError(
      404,
      'WorkItemUnauthorizedAccessException',
      `TF401232: Work item ${id} does not exist, or you do not have permissions to read it.`,
    );
  }

  return {
    find,
    list: () => [...items.values()],
    create(project, type, document, store) {
      const known = Object.keys(TYPES).find((name) => sameName(name, type));
      if (known === undefined) {
        throw new AzureDevOpsError(
          404,
          'WorkItemTypeNotFoundException',
          `VS402323: Work item type ${type} does not exist in project ${project} or you do not have permission to access it.`,
        );
      }
      const at = toIso(now());
      const blank: WorkItem = {
        id: store ? nextId : -1,
        rev: 1,
        project,
        fields: {
          'System.AreaPath': project,
          'System.TeamProject': project,
          'System.IterationPath': project,
          'System.WorkItemType': known,
          'System.State': TYPES[known],
          'System.Reason': 'New',
          'System.CreatedDate': at,
          'System.CreatedBy': AUTHOR,
          'System.ChangedDate': at,
          'System.ChangedBy': AUTHOR,
          'System.CommentCount': 0,
        },
        formats: {},
        relations: [],
        comments: [],
      };
      const item = applyPatch(blank, document);
      if (store) {
        items.set(item.id, item);
        nextId += 1;
        if (items.size > KEEP) items.delete(items.keys().next().value!);
      }
      return item;
    },
    update(id, document, store) {
      const before = find(id);
      const item = applyPatch(before, document);
      item.rev = before.rev + 1;
      item.fields['System.ChangedDate'] = toIso(now());
      item.fields['System.ChangedBy'] = AUTHOR;
      if (store) items.set(item.id, item);
      return item;
    },
    comment(id, text, format) {
      const item = find(id);
      const comment = { id: nextComment++, text, format, at: toIso(now()) };
      item.comments.push(comment);
      item.rev += 1;
      item.fields['System.CommentCount'] = item.comments.length;
      return comment;
    },
  };
}
