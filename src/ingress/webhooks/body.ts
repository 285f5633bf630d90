/** A request's bytes → the object that its sender meant: JSON or form fields, whatever the header says. */
import { parseLenientJson } from './lenient-json.ts';
import { payloadProblem } from './problem.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** @throws MiraError `payload_invalid` when it is no object */
export function parseBody(text: string, contentType: string | undefined): Fields {
  if (text.trim() === '') throw payloadProblem('body', 'is empty');
  const value = isForm(text, contentType) ? parseForm(text) : parseLenientJson(text);
  // Some relays wrap the one alert in a list.
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (typeof only !== 'object' || only === null || Array.isArray(only)) {
    throw payloadProblem('body', `must be one JSON object, not ${nameOf(only)}`);
  }
  return only as Fields;
}

const isForm = (text: string, contentType: string | undefined): boolean =>
  contentType?.includes('x-www-form-urlencoded') === true && !/^\s*[{[]/.test(text);

/**
 * Datadog's "encode as form" makes each member of the template a field, nested ones as JSON text;
 * other senders put the whole document into one field `payload`.
 */
function parseForm(text: string): Fields {
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  if (payload !== null && payload.trimStart().startsWith('{')) {
    return parseLenientJson(payload) as Fields;
  }
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const name of new Set(form.keys())) {
    const values = form.getAll(name).map(structured);
    fields[name.replace(/\[\]$/, '')] = values.length === 1 ? values[0] : values;
  }
  return fields;
}

function structured(value: string): unknown {
  if (!/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    // A title may begin with a bracket: `[Triggered] …`.
    return value;
  }
}

const nameOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? `a list of ${value.length}` : typeof value;
