/** Finds the list of records inside a document: exports wrap it under one key or another. */
import { foldName, isRecord, type JsonRecord } from '../values/fields.ts';

/**
 * The list in `document`: itself, or under one of `keys` (folded names, best first), also one level
 * deeper (`data.logs`), also as a map from name to record (then the name becomes `nameField`). A
 * document without such a key is one record.
 */
export function unwrapList(
  document: unknown,
  keys: readonly string[],
  nameField?: string,
): readonly unknown[] {
  if (Array.isArray(document)) return document as unknown[];
  if (!isRecord(document)) return document === null || document === undefined ? [] : [document];
  const found = listUnder(document, keys, nameField);
  if (found) return found;
  for (const value of Object.values(document)) {
    const inner = isRecord(value) ? listUnder(value, keys, nameField) : undefined;
    if (inner) return inner;
  }
  return [document];
}

function listUnder(
  record: JsonRecord,
  keys: readonly string[],
  nameField?: string,
): readonly unknown[] | undefined {
  const byName = new Map(Object.entries(record).map(([key, value]) => [foldName(key), value]));
  for (const key of keys) {
    const value = byName.get(key);
    if (Array.isArray(value)) return value as unknown[];
    if (nameField !== undefined && isRecord(value) && Object.values(value).every(isRecord))
      return Object.entries(value).map(([name, entry]) => ({
        [nameField]: name,
        ...(entry as JsonRecord),
      }));
  }
  return undefined;
}
