/** `mira token mint`: a token for a person (MCP Inspector, an IDE), with the same claims as a worker's. */
import { proxy } from '../../config/fields.ts';
import { load } from '../../config/load.ts';
import { MiraError } from '../../domain/errors.ts';
import { ANY, ANY_FEDERATED, TOOLSETS, Toolset } from '../../domain/scope.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { mintScopeToken } from '../../platform/scope-token.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Context } from './context.ts';

export interface MintFlags {
  readonly subject: string;
  readonly service: string;
  readonly env: string;
  readonly project?: string;
  readonly repository: readonly string[];
  readonly toolset: readonly string[];
  readonly expires: string;
}

/** Read-only: writes happen through approved actions alone. Prints the token and nothing else. */
export async function mintToken({ output }: Context, flags: MintFlags): Promise<ExitCode> {
  const { tokenSecrets } = load({ tokenSecrets: proxy.tokenSecrets });
  const expiresInMs = parseDuration(flags.expires);
  const token = await mintScopeToken(
    {
      subject: `person:${flags.subject}`,
      service: flags.service,
      env: flags.env,
      ...(flags.project ? { project: flags.project } : {}),
      repositories: repositoriesOf(flags),
      toolsets:
        flags.toolset.length > 0 ? flags.toolset.map(parseToolset) : [...TOOLSETS, ANY_FEDERATED],
      access: 'read',
    },
    { secrets: tokenSecrets, expiresInMs },
  );
  output.data({ token, expiresAt: new Date(Date.now() + expiresInMs).toISOString() });
  output.line(token);
  return EXIT.ok;
}

/**
 * Whoever may read every service names a repository in each call; a token for one service reads
 * those that it was made for, and no others.
 */
function repositoriesOf({ service, repository }: MintFlags): string[] {
  if (repository.length > 0) return [...repository];
  return service === ANY ? [ANY] : [];
}

function parseToolset(text: string): Toolset {
  const parsed = Toolset.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new MiraError(
    'bad_argument',
    `--toolset ${text}: ${parsed.error.issues[0]?.message ?? 'is none'}`,
  );
}

const UNITS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

function parseDuration(text: string): number {
  const match = /^(\d+)([mhd])$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  if (!match || unit === undefined)
    throw new MiraError('bad_argument', `--expires ${text}: must be like 30m, 8h or 7d`);
  return Number(match[1]) * unit;
}
