/** Tags and scopes in all their spellings → `key:value` lists. */
import { oneLine, textOf } from './fields.ts';
import { payloadProblem } from './problem.ts';

/** More tags than this are cut: no monitor has them, and every one is stored with the alert. */
const MAX_TAGS = 200;

/**
 * A comma list (`a:1,b:2`), an array of tags or of `{key, value}`, or an object (`{a: 1, b: [2, 3]}`).
 * In the order sent, without duplicates.
 * @throws MiraError `payload_invalid` for anything else
 */
export function parseTags(field: string, value: unknown): string[] {
  return [...new Set(tagTexts(field, value).map(oneLine))].filter(Boolean).slice(0, MAX_TAGS);
}

function tagTexts(field: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return splitList(value);
  if (Array.isArray(value)) return value.slice(0, MAX_TAGS).flatMap(tagsOfItem);
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([key, one]) => pairs(key, one));
  }
  throw payloadProblem(field, `must be a comma list, an array or an object, not ${typeof value}`);
}

/** `{host:a,env:prod}` and `host:a, env:prod` alike. A comma inside a value can't be told apart. */
function splitList(text: string): string[] {
  const list = textOf(text) ?? '';
  const bare = list.startsWith('{') && list.endsWith('}') ? list.slice(1, -1) : list;
  return bare
    .split(',')
    .map((part) => textOf(part))
    .filter((part) => part !== undefined);
}

function tagsOfItem(item: unknown): string[] {
  if (typeof item === 'string') return splitList(item);
  if (typeof item === 'object' && item !== null && !Array.isArray(item)) {
    const { key, name, value } = item as Record<string, unknown>;
    const label = textOf(key) ?? textOf(name);
    return label === undefined
      ? Object.entries(item).flatMap(([k, v]) => pairs(k, v))
      : pairs(label, value);
  }
  const text = textOf(item);
  return text === undefined ? [] : [text];
}

function pairs(key: string, value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map(textOf).flatMap((text) => (text === undefined ? [] : [`${key}:${text}`]));
}

/** The value of the first tag with this key; the key's case does not matter. */
export function tagValue(tags: readonly string[], key: string): string | undefined {
  const prefix = `${key}:`;
  const found = tags.find((tag) => tag.toLowerCase().startsWith(prefix));
  const text = found === undefined ? undefined : textOf(found.slice(prefix.length));
  return text === undefined || oneLine(text) === '' ? undefined : oneLine(text);
}
