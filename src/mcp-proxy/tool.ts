/**
 * What a tool is: plain data and three functions. Protocols, caches and limits are adapters around
 * it, so that a tool is written and tested without any of them.
 *
 * The order of a call: parse `args` → `applyScope` → cache (key = name + canonical scoped
 * arguments) → `run` → `result` checked → secrets masked → `render` → wrapped per response.
 */
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Scope, Toolset } from '../domain/scope.ts';
import type { TimeWindow } from '../domain/time.ts';

/** Hints for hosts, as the protocol names them; {@link defineTool} fills in the rest. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  /** Changes or deletes what was there (adding a comment does not). */
  readonly destructiveHint: boolean;
  /** Calling twice with the same arguments changes nothing more than calling once. */
  readonly idempotentHint: boolean;
  /** Reaches systems outside of MIRA. */
  readonly openWorldHint: boolean;
}

/**
 * How long an answer may be served again. `ttlMs` counts from the moment the answer was complete.
 * `immutableTtlMs` applies to answers that say `immutable` (a commit's diff, a blob).
 * `none`: every call reaches the upstream (writes; nothing is coalesced either).
 */
export type CacheRule = { readonly ttlMs: number; readonly immutableTtlMs?: number } | 'none';

/** Commit and log queries: long enough to fold a storm of equal questions, short enough to be live. */
export const LIVE: CacheRule = { ttlMs: 1_000 };
/** Content that an id pins: a blob, a commit's diff. Whatever else such a tool answers lives 1 s. */
export const PINNED: CacheRule = { ttlMs: 1_000, immutableTtlMs: 24 * 3_600_000 };
export const NEVER_CACHED: CacheRule = 'none';

/**
 * What `run` gets besides its arguments. Deliberately without the scope: an answer is shared by
 * every caller whose scoped arguments are equal, so it may depend on nothing else. What `run` needs
 * to know of the scope, `applyScope` has put into the arguments.
 *
 * Upstream clients read the call's priority, deadline and budget from the async context
 * (see upstream-http.ts): a tool passes none of it on.
 */
export interface ToolContext {
  /** Aborted when nobody waits for the answer any more or its deadline has passed. */
  readonly signal: AbortSignal;
  readonly clock: { now(): number };
  /**
   * Masks the secrets of a text. Results are masked anyway: this is for tools that make something
   * new of a text (templates, cuts), after which a secret could not be recognised any more.
   */
  readonly mask: (text: string) => string;
  readonly logger: Logger;
}

export interface ToolAnswer<Result> {
  /** Becomes `structuredContent`, after the tool's `result` schema has checked it. */
  readonly result: Result;
  /** Something was cut to fit; say in `notes` how to get the rest. @defaultValue false */
  readonly truncated?: boolean;
  /** The upstream gave only part of what was asked; say in `notes` which. @defaultValue false */
  readonly partial?: boolean;
  /** The window that was really searched. @defaultValue null */
  readonly window?: TimeWindow | null;
  /**
   * Sentences of the tool's own that stand before the rendered text, outside of the untrusted
   * block: never put text from outside in here. @defaultValue []
   */
  readonly notes?: readonly string[];
  /** The rendered text holds text from outside and has to be wrapped. @defaultValue true */
  readonly untrusted?: boolean;
  /** Can never change: kept for the rule's `immutableTtlMs`. @defaultValue false */
  readonly immutable?: boolean;
}

/**
 * A tool, with its types. `Args` and `Result` are zod objects, `Scoped` is what `applyScope` makes
 * of the arguments: JSON, canonical (the same meaning gives the same value: defaults filled in,
 * absolute times as ISO in UTC, relative times as written, sets sorted), without the caller's
 * identity.
 */
export interface ToolSpec<Args extends z.ZodType, Result extends z.ZodType, Scoped> {
  /** snake_case verb_noun, at most 64 characters. */
  readonly name: string;
  /** Other names under which it may be called; they are not listed. */
  readonly aliases?: readonly string[];
  readonly title: string;
  /** For a model: what it answers, when to use it, its limits. */
  readonly description: string;
  readonly toolset: Toolset;
  readonly access: 'read' | 'write';
  /** Root must be a `z.object`. */
  readonly args: Args;
  /**
   * What hosts are told about the arguments, where that is not `args`: a federated tool's own schema,
   * which `applyScope` checks. @defaultValue `args` as JSON schema
   */
  readonly inputSchema?: Readonly<Record<string, unknown>>;
  /** Root must be a `z.object`. */
  readonly result: Result;
  readonly annotations?: Partial<ToolAnnotations>;
  readonly cache: CacheRule;
  /** Names of the rate-limit buckets that `run` may draw from (src/config/buckets.ts). */
  readonly buckets: readonly string[];
  /**
   * Injects and enforces the scope. Pure.
   * @throws MiraError `out_of_scope`, whose message says what is allowed and how to ask instead, or
   * `bad_argument`
   */
  applyScope(args: z.output<Args>, scope: Scope): Scoped;
  /** @throws MiraError; anything else that is thrown is reported as a bug in the tool */
  run(args: Scoped, context: ToolContext): Promise<ToolAnswer<z.input<Result>>>;
  /** Compact text for a model's context, made from the checked and masked result. Pure. */
  render(result: z.output<Result>): string;
}

/** A tool whose types no longer matter: what catalogues hold. */
export interface Tool extends ToolSpec<z.ZodType, z.ZodType, unknown> {
  readonly aliases: readonly string[];
  readonly annotations: ToolAnnotations;
}

/** Checks the types of one tool, fills in defaults, and forgets the types. */
export function defineTool<Args extends z.ZodType, Result extends z.ZodType, Scoped>(
  spec: ToolSpec<Args, Result, Scoped>,
): Tool {
  const read = spec.access === 'read';
  return {
    ...spec,
    aliases: spec.aliases ?? [],
    annotations: {
      readOnlyHint: read,
      destructiveHint: false,
      idempotentHint: read,
      openWorldHint: true,
      ...spec.annotations,
    },
    // the spec's methods, not its spread: a spec may be an object with `this`
    applyScope: (args, scope) => spec.applyScope(args as z.output<Args>, scope),
    run: (args, context) => spec.run(args as Scoped, context),
    render: (result) => spec.render(result as z.output<Result>),
  };
}
