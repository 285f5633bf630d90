/** `mira mcp --stdio`: MIRA's tools for a desktop host, over a running proxy or from this machine. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MiraError } from '../../domain/errors.ts';
import type { ExitCode } from '../exit-codes.ts';
import { runChild } from '../run-child.ts';
import type { Context } from './context.ts';

export interface McpFlags {
  readonly stdio?: boolean;
  readonly proxy?: string;
  readonly source?: 'local' | 'live';
  readonly path: readonly string[];
  readonly service?: string;
  readonly env?: string;
  readonly project?: string;
  readonly repository: readonly string[];
  readonly allowWrites?: boolean;
}

/** The proxy is a process of its own: here it only gets its settings and this process's stdio. */
const ENTRY = fileURLToPath(new URL('../../mcp-proxy/stdio-main.ts', import.meta.url));

/** @throws MiraError `bad_argument` for flags that contradict each other */
export async function serveMcp({ signal }: Context, flags: McpFlags): Promise<ExitCode> {
  if (!flags.stdio) {
    throw new MiraError(
      'bad_argument',
      'mira mcp serves a desktop host over stdin and stdout: add --stdio (the HTTP proxy is `mira dev`, or src/mcp-proxy/main.ts)',
    );
  }
  const env = { ...process.env, ...settingsOf(flags) };
  return await runChild(ENTRY, [], { stdio: 'inherit', env }, signal);
}

/** Flags as the settings that they are; see src/config/stdio.ts. */
export function settingsOf(flags: McpFlags): Record<string, string> {
  const local = flags.source === 'local' || (flags.source === undefined && flags.path.length > 0);
  if (flags.proxy !== undefined && (local || flags.source === 'live')) {
    throw new MiraError(
      'bad_argument',
      '--proxy reads through that proxy: leave --source and --path out',
    );
  }
  if (local && flags.path.length === 0) {
    throw new MiraError(
      'bad_argument',
      '--source local needs --path: a bundle, log files, or a git repository',
    );
  }
  if (flags.source === 'live' && flags.path.length > 0) {
    throw new MiraError('bad_argument', '--path is for --source local');
  }
  const settings: Record<string, string | undefined> = {
    MIRA_MCP_PROXY: flags.proxy,
    MIRA_SOURCE: local ? 'local' : flags.source,
    MIRA_SOURCE_PATH:
      flags.path.length > 0 ? flags.path.map((one) => path.resolve(one)).join(',') : undefined,
    MIRA_MCP_SERVICE: flags.service,
    MIRA_MCP_ENV: flags.env,
    MIRA_MCP_PROJECT: flags.project,
    MIRA_MCP_REPOSITORIES: flags.repository.length > 0 ? flags.repository.join(',') : undefined,
    MIRA_MCP_ALLOW_WRITES: flags.allowWrites ? '1' : undefined,
  };
  // a flag decides: what the environment says of a proxy must not win over --source
  if (local || flags.source === 'live') settings['MIRA_MCP_PROXY'] = '';
  return Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
