/** Decides whether a document (log, span, event, monitor, deployment) fits a parsed search. */
import { textOf } from '../common/text-of.ts';
import type { Pattern, Query } from './query.ts';

/** What the search can look into. */
export interface SearchDocument {
  /** What free text searches. */
  readonly text: string;
  /** `service`, `status`, `host`, … without `@`: compared without regard to case. */
  readonly reserved: Readonly<Record<string, unknown>>;
  /** `@path.to.attribute`: compared with regard to case. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** `key:value`: compared without regard to case. */
  readonly tags: readonly string[];
}

export type Predicate = (document: SearchDocument) => boolean;

const WORD = /[\p{L}\p{N}_]+/gu;
const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Pattern → regular expression over a whole value; `*` is any run, `?` one character. */
function wildcard({ text, quoted }: Pattern, flags: string): RegExp {
  if (quoted) return new RegExp(`^${escapeRegExp(text)}$`, `s${flags}`);
  const source = text.replace(
    /\\(.)|\*+|\?|[^\\*?]+|\\$/gs,
    (part, escaped: string | undefined) => {
      if (escaped !== undefined) return escapeRegExp(escaped);
      if (part.startsWith('*')) return '.*';
      return part === '?' ? '.' : escapeRegExp(part);
    },
  );
  return new RegExp(`^${source}$`, `s${flags}`);
}

/** The value at a dotted path; keys that contain dots themselves are found as well. */
export function valueAt(object: unknown, path: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  const record = object as Record<string, unknown>;
  if (path in record) return record[path];
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const found = valueAt(record[path.slice(0, dot)], path.slice(dot + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}

const flatten = (value: unknown): unknown[] =>
  Array.isArray(value)
    ? value.flatMap(flatten)
    : value === undefined || value === null
      ? []
      : [value];

/** Every value that a field name stands for. */
export function valuesOf(document: SearchDocument, field: string): unknown[] {
  if (field.startsWith('@')) return flatten(valueAt(document.attributes, field.slice(1)));
  const reserved = flatten(document.reserved[field]);
  if (reserved.length > 0) return reserved;
  const prefix = `${field.toLowerCase()}:`;
  return document.tags
    .filter((tag) => tag.toLowerCase().startsWith(prefix))
    .map((tag) => tag.slice(prefix.length));
}

/** Every scalar in an attribute tree, as text. */
function leaves(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves);
  return value === undefined || value === null ? [] : [textOf(value)];
}

/** Words of the term must follow one another in the text, as Datadog's full-text index does it. */
function textPredicate(pattern: Pattern): (text: string) => boolean {
  if (!pattern.quoted && /(^|[^\\])[*?]/.test(pattern.text)) {
    const whole = wildcard(pattern, 'iu');
    const inner = whole.source.slice(1, -1).replaceAll('.*', String.raw`\S*`);
    const expression = new RegExp(`(^|[^\\p{L}\\p{N}_])(${inner})($|[^\\p{L}\\p{N}_])`, 'isu');
    return (text) => expression.test(text);
  }
  const unescaped = pattern.quoted ? pattern.text : pattern.text.replace(/\\(.)/g, '$1');
  const wanted = unescaped.toLowerCase().match(WORD) ?? [];
  if (wanted.length === 0) {
    return (text) => unescaped.trim() === '' || text.includes(unescaped);
  }
  return (text) => {
    const lower = text.toLowerCase();
    // a cheap refusal before the text is cut into words
    if (!lower.includes(wanted[0]!)) return false;
    const words = lower.match(WORD) ?? [];
    return words.some((_, start) => wanted.every((word, offset) => words[start + offset] === word));
  };
}

function compareValues(left: unknown, right: string): number | undefined {
  const number = Number(right);
  if (typeof left === 'number' || (typeof left === 'string' && left.trim() !== '')) {
    const value = Number(left);
    if (!Number.isNaN(value) && !Number.isNaN(number)) return value - number;
  }
  if (!Number.isNaN(number)) return undefined;
  return textOf(left) < right ? -1 : textOf(left) === right ? 0 : 1;
}

const OPERATORS = {
  '>': (difference: number) => difference > 0,
  '>=': (difference: number) => difference >= 0,
  '<': (difference: number) => difference < 0,
  '<=': (difference: number) => difference <= 0,
};

/** Compiles once, so that a search over many documents costs one compilation. */
export function compileQuery(query: Query): Predicate {
  switch (query.kind) {
    case 'all':
      return () => true;
    case 'and': {
      const parts = query.parts.map(compileQuery);
      return (document) => parts.every((part) => part(document));
    }
    case 'or': {
      const parts = query.parts.map(compileQuery);
      return (document) => parts.some((part) => part(document));
    }
    case 'not': {
      const part = compileQuery(query.part);
      return (document) => !part(document);
    }
    case 'text': {
      const test = textPredicate(query.pattern);
      if (!query.everywhere) return (document) => test(document.text);
      return (document) => test(document.text) || leaves(document.attributes).some(test);
    }
    case 'field': {
      const { field, pattern } = query;
      const expression = wildcard(pattern, field.startsWith('@') ? 'u' : 'iu');
      return (document) =>
        valuesOf(document, field).some((value) => expression.test(textOf(value)));
    }
    case 'compare': {
      const holds = OPERATORS[query.operator];
      return (document) =>
        valuesOf(document, query.field).some((value) => {
          const difference = compareValues(value, query.value);
          return difference !== undefined && holds(difference);
        });
    }
    case 'range': {
      const low = OPERATORS[query.inclusive ? '>=' : '>'];
      const high = OPERATORS[query.inclusive ? '<=' : '<'];
      const within = (value: unknown, end: string, holds: (difference: number) => boolean) => {
        if (end === '*') return true;
        const difference = compareValues(value, end);
        return difference !== undefined && holds(difference);
      };
      return (document) =>
        valuesOf(document, query.field).some(
          (value) => within(value, query.from, low) && within(value, query.to, high),
        );
    }
  }
}
