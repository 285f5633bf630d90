/** How an agent hands in its result: a tool of its own, whose arguments are checked by a schema. */
import { z } from 'zod';
import type { ToolSpec } from '../models/language-model.ts';

export type Acceptance<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** Exactly what is wrong, for the model. */
      readonly problem: string;
      /** The same for a program. */
      readonly structured?: unknown;
    };

export interface Submission<T> {
  readonly spec: ToolSpec;
  /** @param lastTurn - there may be no further one: what code can put right itself is not sent back */
  accept(args: Record<string, unknown>, lastTurn: boolean): Promise<Acceptance<T>>;
}

/**
 * @param check - what the schema cannot say; runs on arguments that fit it
 */
export function createSubmission<Schema extends z.ZodType, T>(options: {
  readonly name: string;
  readonly description: string;
  readonly schema: Schema;
  readonly check: (
    value: z.output<Schema>,
    lastTurn: boolean,
  ) => Promise<Acceptance<T>> | Acceptance<T>;
}): Submission<T> {
  return {
    spec: {
      name: options.name,
      description: options.description,
      inputSchema: jsonSchemaOf(options.schema),
    },
    async accept(args, lastTurn) {
      const parsed = options.schema.safeParse(args);
      if (parsed.success) return await options.check(parsed.data, lastTurn);
      return {
        ok: false,
        problem: z.prettifyError(parsed.error),
        structured: { issues: parsed.error.issues.length },
      };
    },
  };
}

/** A zod schema as models want it: what goes in, without the dialect's own field. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  });
  return rest;
}
