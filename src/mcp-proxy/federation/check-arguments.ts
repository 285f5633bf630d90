/** Checks arguments against a foreign tool's own JSON schema, and fills in its defaults. */
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { MiraError } from '../../domain/errors.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/** @throws MiraError `bad_argument` that names each field */
export type CheckArguments = (args: Arguments) => Arguments;

const OPTIONS: Options = {
  allErrors: true,
  // other people's schemas: unknown words, formats and loose styles are no reason to refuse a tool
  strict: false,
  validateFormats: false,
  logger: false,
  useDefaults: true,
};

/**
 * The dialect is 2020-12 unless the schema names an older one; some servers name the wrong one, so
 * the other is tried as well.
 * @throws Error when the schema is none in either dialect
 */
export function createCheckArguments(tool: string, schema: Arguments): CheckArguments {
  const { $schema: dialect, ...rest } = schema;
  const old = typeof dialect === 'string' && /draft-0[3-7]/.test(dialect);
  const validate = compile(rest, old ? [Ajv, Ajv2020] : [Ajv2020, Ajv]);
  return (args) => {
    const copy = structuredClone(args) as Record<string, unknown>;
    if (validate(copy)) return copy;
    throw new MiraError('bad_argument', `${tool}: ${describeErrors(validate.errors ?? [])}`, {
      context: { hint: `It takes: ${argumentList(schema)}.` },
    });
  };
}

function compile(
  schema: Arguments,
  dialects: readonly (typeof Ajv | typeof Ajv2020)[],
): ValidateFunction {
  let failure: unknown;
  for (const Dialect of dialects) {
    try {
      return new Dialect(OPTIONS).compile(schema);
    } catch (error) {
      failure ??= error;
    }
  }
  throw failure instanceof Error ? failure : new Error('it is no JSON schema');
}

const describeErrors = (errors: readonly ErrorObject[]): string =>
  errors
    .slice(0, 5)
    .map(({ instancePath, message = 'is not valid', params }) => {
      const field =
        instancePath === '' ? 'the arguments' : `\`${instancePath.slice(1).replaceAll('/', '.')}\``;
      const allowed: unknown = (params as Record<string, unknown>)['allowedValues'];
      const extra: unknown = (params as Record<string, unknown>)['additionalProperty'];
      const more = Array.isArray(allowed)
        ? ` (${allowed.slice(0, 20).join(', ')})`
        : typeof extra === 'string'
          ? ` (\`${extra}\`)`
          : '';
      return `${field} ${message}${more}`;
    })
    .join('; ');

function argumentList(schema: Arguments): string {
  const names = Object.keys((schema['properties'] as object | undefined) ?? {});
  const required = schema['required'];
  const must = new Set(Array.isArray(required) ? required.map(String) : []);
  return names.length === 0
    ? 'no arguments'
    : names.map((name) => (must.has(name) ? `${name} (required)` : name)).join(', ');
}
