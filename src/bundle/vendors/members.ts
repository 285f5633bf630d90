/** Reads members of a vendor's record by path, as text and as what stands for none. */
import { isRecord, textOf, type JsonRecord } from '../values/fields.ts';

/** `hosts.name`: through records and into the first entry of each list; undefined when nothing is there. */
export function at(record: JsonRecord, path: string): unknown {
  let here: unknown = record;
  for (const name of path.split('.')) {
    if (Array.isArray(here)) here = (here as unknown[])[0];
    if (!isRecord(here)) return undefined;
    here = here[name];
  }
  return here === null || here === '' ? undefined : here;
}

/** The first of the paths that holds text; of a list its first entry. */
export function words(record: JsonRecord, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const value = at(record, path);
    const text = textOf(Array.isArray(value) ? (value as unknown[])[0] : value);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** All texts at a path that leads into a list: `evidenceDetails.details[].displayName`. */
export function each(record: JsonRecord, path: string, name: string): string[] {
  const list = at(record, path);
  if (!Array.isArray(list)) return [];
  return (list as unknown[])
    .map((entry) => (isRecord(entry) ? textOf(entry[name]) : textOf(entry)))
    .filter((text) => text !== undefined);
}

/** A moment, where zero, a negative one and an empty one mean that there is none. */
export function moment(record: JsonRecord, ...paths: readonly string[]): unknown {
  return paths
    .map((path) => at(record, path))
    .find((value) => value !== undefined && !(Number(value) <= 0));
}

/** Flags as `true`, `1`, `"1"`, `"yes"`, a count, and a list that is not empty. */
export function isSet(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value === true || Number(value) > 0 || /^(?:true|yes)$/i.test(String(value));
}

/** The same record without members that have no value. */
export const present = (record: JsonRecord): JsonRecord =>
  Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined && value !== ''),
  );

/** The word of a numbered scale; undefined for anything else. */
export const onScale = (value: unknown, scale: readonly string[]): string | undefined =>
  /^\d+$/.test(String(value)) ? scale[Number(value)] : undefined;

export const without = (record: JsonRecord, names: readonly string[]): JsonRecord =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
