/** Environment → typed configuration, all problems reported at once. */
import type { z } from 'zod';
import { MiraError } from '../domain/errors.ts';
import type { ConfigOf, Field, FieldMap } from './field.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads `fields` from an environment. Empty variables count as unset.
 * @throws MiraError `config_invalid` whose message lists every problem, one a line
 */
export function load<Fields extends FieldMap>(
  fields: Fields,
  env: Environment = process.env,
): ConfigOf<Fields> {
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [key, definition] of Object.entries(fields)) {
    const read = readField(definition, env);
    if (read.ok) config[key] = read.value;
    else problems.push(...read.problems);
  }
  if (problems.length > 0) throw configInvalid(problems);
  return config as ConfigOf<Fields>;
}

/** A `config_invalid` error that lists problems one a line. */
export const configInvalid = (problems: readonly string[]): MiraError =>
  new MiraError(
    'config_invalid',
    ['configuration is not usable:', ...problems.map((p) => `  ${p}`)].join('\n'),
  );

type Read =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problems: string[] };

function readField(definition: Field, env: Environment): Read {
  const set = definition.names
    .map((name) => ({ name, value: env[name]?.trim() ?? '' }))
    .filter((entry) => entry.value !== '');
  const [first, ...others] = set;
  const conflicting = first && others.find((other) => other.value !== first.value);
  if (first && conflicting) {
    return {
      ok: false,
      problems: [
        `${first.name} and ${conflicting.name} name the same setting and differ: unset one`,
      ],
    };
  }
  const parsed = definition.schema.safeParse(first?.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const name = first?.name ?? definition.names[0];
  return { ok: false, problems: describe(name, parsed.error) };
}

const describe = (name: string, error: z.ZodError): string[] =>
  error.issues.map((issue) => `${name}: ${issue.message}`);

/** Values of the secret fields of a configuration, for the scrubber of the logger. */
export function secretsOf<Fields extends FieldMap>(
  fields: Fields,
  config: ConfigOf<Fields>,
): string[] {
  return Object.entries(fields)
    .filter(([, definition]) => definition.secret)
    .flatMap(([key]) => {
      const value: unknown = config[key];
      return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
    });
}
