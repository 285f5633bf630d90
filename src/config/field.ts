/** One setting: the environment names it answers to, its schema, its words for `.env.example`. */
import { z } from 'zod';

export interface Field<Schema extends z.ZodType = z.ZodType> {
  /** Names of the variable, the preferred one first. Two of them set to different values is an error. */
  readonly names: readonly [string, ...string[]];
  readonly schema: Schema;
  /** What it does, for `.env.example` and the documentation. */
  readonly about: string;
  readonly group: string;
  /** Its value is masked wherever text leaves the process. */
  readonly secret?: boolean;
  readonly example?: string;
}

export type FieldMap = Readonly<Record<string, Field>>;

/** The typed configuration that a set of fields makes. */
export type ConfigOf<Fields extends FieldMap> = {
  readonly [Name in keyof Fields]: z.output<Fields[Name]['schema']>;
};

export const field = <Schema extends z.ZodType>(definition: Field<Schema>): Field<Schema> =>
  definition;

/** Environment text → boolean: 1/true/yes/on and 0/false/no/off, any case. */
export const flag = (fallback: boolean) =>
  z
    .string()
    .default(fallback ? '1' : '0')
    .transform((text, context) => {
      const word = text.trim().toLowerCase();
      if (['1', 'true', 'yes', 'on'].includes(word)) return true;
      if (['0', 'false', 'no', 'off'].includes(word)) return false;
      context.addIssue({
        code: 'custom',
        message: 'must be 1 or 0 (also true/false, yes/no, on/off)',
      });
      return z.NEVER;
    });

/** Environment text → integer within bounds. */
export const integer = (fallback: number, min = 0, max = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

/** Environment text → number within bounds. */
export const decimal = (fallback: number, min = 0, max = Number.MAX_VALUE) =>
  z.coerce.number().min(min).max(max).default(fallback);

/** Comma-separated text → list without empty entries. */
export const list = (fallback: string = '') =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    );

export const url = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' });

export const optionalText = z.string().optional();
