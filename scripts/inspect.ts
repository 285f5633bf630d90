// `npm run inspect`: the MCP Inspector on a running proxy, with a token made for the occasion.
// The Inspector is no dependency (it brings a bundler and two user interfaces): npx fetches it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { proxy as fields } from '../src/config/fields.ts';
import { load } from '../src/config/load.ts';
import { messageOf, MiraError } from '../src/domain/errors.ts';
import { ANY_FEDERATED, TOOLSETS } from '../src/domain/scope.ts';
import { HOUR_MS } from '../src/domain/time.ts';
import { mintScopeToken } from '../src/platform/scope-token.ts';

/** Tried with this version: others may name their options differently. */
const INSPECTOR = '@modelcontextprotocol/inspector@2.12.0';
const TOKEN_MS = 8 * HOUR_MS;

interface Options {
  readonly proxy: string;
  readonly service: string;
  readonly env: string;
  readonly path: readonly string[];
  readonly cli?: boolean;
  readonly tui?: boolean;
}

const collect = (value: string, former: readonly string[]): string[] => [...former, value];

const program = new Command('npm run inspect --')
  .description('open the MCP Inspector on MIRA’s proxy')
  .option('--proxy <url>', 'its /mcp endpoint', 'http://127.0.0.1:8090/mcp')
  .option('--service <name>', 'the token’s service', '*')
  .option('--env <name>', 'the token’s environment', '*')
  .option(
    '--path <path>',
    'instead of a proxy: local sources, over stdio (repeatable)',
    collect,
    [],
  )
  .option('--cli', 'the Inspector’s command line instead of its web page')
  .option('--tui', 'the Inspector’s terminal interface')
  .argument('[inspector-options...]', 'after `--`: passed to the Inspector as they are')
  .addHelpText(
    'after',
    `
The token is MIRA_MCP_TOKEN, or is minted with MIRA_TOKEN_SECRET (the proxy's). Examples:
  MIRA_MCP_TOKEN=… npm run inspect -- --proxy http://127.0.0.1:8090/mcp
  npm run inspect -- --path ./incident-42
  npm run inspect -- --cli -- --method tools/list --strict`,
  );

const say = (text: string): void => void process.stderr.write(`inspect: ${text}\n`);

/** @throws MiraError `unavailable` with what to do */
async function mustBeUp(proxy: string): Promise<void> {
  const health = new URL('/health', proxy);
  try {
    const answer = await fetch(health, { signal: AbortSignal.timeout(3_000) });
    if (answer.ok) return;
    throw new Error(`it answered ${answer.status}`);
  } catch (error) {
    throw new MiraError(
      'unavailable',
      `no proxy at ${proxy} (${reasonOf(error)}). Start one (npm run dev shows its address and a token), name another with --proxy, or look at files with --path`,
    );
  }
}

/** fetch says only that it failed; its cause says why. */
const reasonOf = (error: unknown): string =>
  messageOf(error instanceof Error && error.cause ? error.cause : error);

async function tokenFor({ service, env }: Options): Promise<string> {
  const given = process.env['MIRA_MCP_TOKEN'];
  if (given) {
    say('using the token in MIRA_MCP_TOKEN');
    return given;
  }
  const { tokenSecrets } = load({ tokenSecrets: fields.tokenSecrets });
  say(`minted a read-only token for service ${service}, env ${env}, valid for 8 hours`);
  return await mintScopeToken(
    {
      subject: 'person:inspector',
      service,
      env,
      organization: '*',
      project: '*',
      repositories: ['*'],
      toolsets: [...TOOLSETS, ANY_FEDERATED],
      access: 'read',
    },
    { secrets: tokenSecrets, expiresInMs: TOKEN_MS },
  );
}

/** The server's entry in the Inspector's configuration, which is that of hosts. */
async function entryFor(options: Options): Promise<object> {
  if (options.path.length > 0) {
    const script = path.join(import.meta.dirname, 'mira.mjs');
    const paths = options.path.flatMap((one) => ['--path', path.resolve(one)]);
    return {
      command: process.execPath,
      args: [script, 'mcp', '--stdio', '--source', 'local', ...paths],
    };
  }
  await mustBeUp(options.proxy);
  const token = await tokenFor(options);
  return {
    type: 'streamable-http',
    url: options.proxy,
    headers: { Authorization: `Bearer ${token}` },
  };
}

async function main(): Promise<void> {
  program.parse();
  const options = program.opts<Options>();
  const entry = await entryFor(options);
  const folder = mkdtempSync(path.join(tmpdir(), 'mira-inspect-'));
  const config = path.join(folder, 'mcp.json');
  // holds the token: for this user alone, and gone afterwards
  writeFileSync(config, JSON.stringify({ mcpServers: { mira: entry } }), { mode: 0o600 });
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const mode = options.cli ? ['--cli', '--server', 'mira'] : [options.tui ? '--tui' : '--web'];
  const args = ['-y', INSPECTOR, ...mode, '--config', config, ...program.args];
  say(`server: ${options.path.length > 0 ? `local ${options.path.join(', ')}` : options.proxy}`);
  say(`running: npx ${args.join(' ')}`);
  const child = spawn('npx', args, { stdio: 'inherit' });
  // Ctrl-C reaches the Inspector by itself; this process stays to clean up after it
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => void child.kill('SIGTERM'));
  child.once('error', (error) => say(`npx could not be run: ${error.message}`));
  child.once('close', (code) => {
    process.exitCode = code ?? 1;
  });
}

try {
  await main();
} catch (error) {
  say(messageOf(error));
  process.exitCode = error instanceof MiraError && error.class === 'config' ? 2 : 1;
}
