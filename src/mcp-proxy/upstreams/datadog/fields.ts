/** Reading loosely typed attributes: what a team's loggers and tracers put there is theirs to choose. */
import { toIso } from '../../../domain/time.ts';

export type Attributes = Readonly<Record<string, unknown>>;

/** The text at `a.b.c`, given nested or as one dotted key; numbers become text. */
export function textAt(attributes: Attributes | undefined, path: string): string | undefined {
  const value = valueAt(attributes, path);
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function numberAt(attributes: Attributes | undefined, path: string): number | undefined {
  const value = valueAt(attributes, path);
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

export function valueAt(attributes: Attributes | undefined, path: string): unknown {
  if (!attributes) return undefined;
  if (attributes[path] !== undefined) return attributes[path];
  let current: unknown = attributes;
  for (const key of path.split('.')) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Attributes)[key];
  }
  return current;
}

/** The value of the first `key:value` tag. */
export function tagValue(tags: readonly string[] | undefined, key: string): string | undefined {
  const tag = tags?.find((one) => one.startsWith(`${key}:`));
  return tag?.slice(key.length + 1);
}

/** A Date of the client, or ISO text, or epoch, as ISO; null when it is no date. */
export function isoOf(value: unknown): string | null {
  const ms =
    value instanceof Date
      ? value.getTime()
      : typeof value === 'string'
        ? Date.parse(value)
        : typeof value === 'number'
          ? value
          : Number.NaN;
  return Number.isFinite(ms) ? toIso(ms) : null;
}
