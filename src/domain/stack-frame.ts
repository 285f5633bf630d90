/** One frame of a stack trace, in the terms that every language's traces share. */
import { z } from 'zod';

export const StackFrame = z.object({
  /** The line as it stood in the trace. */
  raw: z.string(),
  /** Namespace, package or module, where the trace names one. */
  module: z.string().nullable(),
  /** Type and function, without parameters, for example `PaymentService.Charge`. */
  function: z.string().nullable(),
  /** The path as the trace gives it. */
  file: z.string().nullable(),
  line: z.number().int().positive().nullable(),
  column: z.number().int().nonnegative().nullable().default(null),
  origin: z.enum(['app', 'library', 'runtime', 'test', 'unknown']).default('unknown'),
});
export type StackFrame = z.infer<typeof StackFrame>;

export const StackLanguage = z.enum([
  'jvm',
  'dotnet',
  'javascript',
  'python',
  'go',
  'ruby',
  'php',
  'rust',
  'native',
  'unknown',
]);
export type StackLanguage = z.infer<typeof StackLanguage>;

/** One exception with its frames, innermost frame first; `cause` is what it wraps. */
export interface StackTrace {
  readonly language: StackLanguage;
  readonly exceptionType: string | null;
  readonly message: string | null;
  readonly frames: readonly StackFrame[];
  readonly cause: StackTrace | null;
  readonly suppressed?: readonly StackTrace[];
}
