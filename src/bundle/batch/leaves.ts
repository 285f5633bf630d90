/** Every value of a record, however deep its sender put it, under the name that it has there. */
import { foldName, isRecord, numberOf, textOf, timeOf, type JsonRecord } from '../values/fields.ts';

/** Senders nest a payload in a payload in an envelope; deeper than this nobody keeps facts. */
const MAX_DEPTH = 7;
const MAX_LEAVES = 600;
/** A name that is only like the one wanted is believed so deep. */
const NEAR = 2;
const MAX_JSON_TEXT = 100_000;

export interface Leaf {
  /** Folded names from the record's top: `trigger`, `trigger.metricname`. */
  readonly path: string;
  /** The last name of the path, folded. */
  readonly name: string;
  /** As its author wrote it. */
  readonly label: string;
  readonly depth: number;
  readonly value: unknown;
}

/** Values by name; of one name the one nearest to the record's top counts. */
export interface Leaves {
  readonly all: readonly Leaf[];
  /** The same without what lies at or under members whose path matches. */
  without(path: RegExp): Leaves;
  /** The same without what lies under members of these paths. */
  outside(paths: readonly string[]): Leaves;
  /** The first name that has a value. A name with a dot must end the path, a bare one the last part. */
  first(...names: readonly string[]): unknown;
  /** Of leaves near the top whose last name matches, the first. */
  like(pattern: RegExp): readonly Leaf[];
  text(...names: readonly string[]): string | undefined;
  number(...names: readonly string[]): number | undefined;
  /** Epoch ms of the first of the names that holds a moment. */
  time(referenceMs: number | null, ...names: readonly string[]): number | null;
}

export function leavesOf(record: JsonRecord): Leaves {
  const all: Leaf[] = [];
  walk(record, '', 0, all);
  return among(all);
}

function among(all: readonly Leaf[]): Leaves {
  const byName = Map.groupBy(
    all.toSorted((a, b) => a.depth - b.depth),
    (leaf) => leaf.name,
  );
  const named = (name: string): readonly Leaf[] => {
    const last = name.slice(name.lastIndexOf('.') + 1);
    const list = byName.get(last) ?? [];
    return last === name
      ? list
      : list.filter(({ path }) => path === name || path.endsWith(`.${name}`));
  };
  const pick = <T>(
    names: readonly string[],
    read: (value: unknown) => T | undefined,
  ): T | undefined => {
    for (const name of names)
      for (const leaf of named(name)) {
        const value = read(leaf.value);
        if (value !== undefined) return value;
      }
    return undefined;
  };
  return {
    all,
    without: (path) => among(all.filter((leaf) => !path.test(leaf.path))),
    outside: (paths) =>
      paths.length === 0
        ? among(all)
        : among(all.filter(({ path }) => !paths.some((each) => path.startsWith(`${each}.`)))),
    like: (pattern) => all.filter(({ name, depth }) => depth <= NEAR && pattern.test(name)),
    first: (...names) => pick(names, (value) => value),
    text: (...names) => pick(names, firstText),
    number: (...names) => pick(names, numberOf),
    time: (referenceMs, ...names) =>
      pick(names, (value) => timeOf(value, referenceMs) ?? undefined) ?? null,
  };
}

/** `configurationItems: ["web"]`: of several names the first stands for all. */
const firstText = (value: unknown): string | undefined =>
  Array.isArray(value) && typeof value[0] === 'string' ? textOf(value[0]) : textOf(value);

function walk(value: JsonRecord, prefix: string, depth: number, into: Leaf[]): void {
  for (const [key, inner] of Object.entries(value)) add(key, inner, prefix, depth, into);
}

function add(label: string, value: unknown, prefix: string, depth: number, into: Leaf[]): void {
  if (value === null || value === undefined || value === '') return;
  if (into.length >= MAX_LEAVES || depth > MAX_DEPTH) return;
  // `kibana.alert.rule.name` is a path written as one name
  const name = foldName(label.slice(label.lastIndexOf('.') + 1));
  const path = [prefix, ...label.split('.').map(foldName)].filter(Boolean).join('.');
  into.push({ path, name, label, depth, value });
  const inside = typeof value === 'string' ? (embedded(value) ?? tagList(name, value)) : value;
  if (isRecord(inside)) walk(inside, path, depth + 1, into);
  else if (Array.isArray(inside)) list(inside as unknown[], path, depth, into);
}

/** Lists of pairs are maps; of other lists of records the members count as if they stood alone. */
function list(items: readonly unknown[], path: string, depth: number, into: Leaf[]): void {
  for (const item of items.slice(0, 50)) {
    if (typeof item === 'string') {
      const tag = /^([A-Za-z][\w.\-/]{0,60})[:=]([^\s/].{0,200})$/.exec(item);
      if (tag) add(tag[1] ?? '', tag[2] ?? '', path, depth + 1, into);
    } else if (isRecord(item)) {
      const pair = pairOf(item);
      if (pair === null) walk(item, path, depth + 1, into);
      else add(pair[0], pair[1], path, depth + 1, into);
    }
  }
}

const KEYS = ['name', 'key', 'Name', 'Key', 'field', 'title', 'label', 'k'];
const VALUES = ['value', 'Value', 'val', 'v'];

/** `{name: 'ServiceName', value: 'checkout'}` of CloudWatch, Slack, Zabbix and others. */
function pairOf(item: JsonRecord): readonly [string, unknown] | null {
  const members = Object.keys(item).length;
  if (members < 2 || members > 4) return null;
  const key = KEYS.find((name) => typeof item[name] === 'string');
  const value = VALUES.find((name) => name in item);
  if (key === undefined || value === undefined) return null;
  const label = item[key] as string;
  return /^[\w .\-/]{1,60}$/.test(label) ? [label, item[value]] : null;
}

/** `service:checkout,env:prod` of Datadog's tags as text. */
const tagList = (name: string, text: string): unknown =>
  /^(?:tags|labels|scope|alertscope|dimensions)$/.test(name) && text.includes(':')
    ? text.split(',').map((part) => part.trim())
    : null;

/** Envelopes carry their payload as text: SNS's `Message`, queues' `body`. */
function embedded(text: string): unknown {
  if (text.length > MAX_JSON_TEXT || !/^\s*[[{]\s*["{[]/.test(text)) return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
