/** Static tokens for people: a JSON file of scopes, each with the token that stands for it. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { MiraError, messageOf } from '../../domain/errors.ts';
import { ANY, ANY_FEDERATED, Scope, TOOLSETS } from '../../domain/scope.ts';
import { IsoTime, toMs } from '../../domain/time.ts';

export const StaticToken = z
  .object({
    token: z.string().min(16, 'use 16 characters or more, for example from: openssl rand -hex 24'),
    /** A person sees everything that the file does not narrow. */
    service: z.string().nullable().default(ANY),
    env: z.string().nullable().default(ANY),
    organization: z.string().nullable().default(ANY),
    project: z.string().nullable().default(ANY),
    repositories: z.array(z.string()).default([ANY]),
    toolsets: Scope.shape.toolsets.default([...TOOLSETS, ANY_FEDERATED]),
    access: Scope.shape.access.default('read'),
    /** From then on it is refused. */
    expiresAt: IsoTime.nullable().default(null),
  })
  .loose()
  .transform(({ token, expiresAt, ...scope }, context) => {
    // strict: a misspelt `repository` would otherwise leave all of them open
    const parsed = z.strictObject(Scope.shape).safeParse(scope);
    const expiresAtMs = expiresAt === null ? Infinity : toMs(expiresAt);
    if (parsed.success) return { token, scope: parsed.data, expiresAtMs };
    for (const issue of parsed.error.issues) {
      context.addIssue({ code: 'custom', message: issue.message, path: [...issue.path] });
    }
    return z.NEVER;
  });
export type StaticToken = z.infer<typeof StaticToken>;

/** @throws MiraError `config_invalid` naming file, entry and field */
export function readStaticTokens(path: string): StaticToken[] {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new MiraError('config_invalid', `MIRA_PROXY_TOKENS_PATH ${path}: ${messageOf(error)}`);
  }
  const parsed = z.array(StaticToken).safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `  ${issue.path.join('.')}: ${issue.message}`,
  );
  throw new MiraError(
    'config_invalid',
    [`MIRA_PROXY_TOKENS_PATH ${path} is not usable:`, ...problems].join('\n'),
  );
}
