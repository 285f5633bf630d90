/**
 * The whole of MIRA on one machine, as separate processes over an embedded Redis and simulators:
 * what `mira dev` and `mira demo` run and what end-to-end tests drive.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ensureRedisServer } from '../../../scripts/setup/redis.mjs';
import { mintScopeToken } from '../../platform/scope-token.ts';
import { MiraError } from '../../domain/errors.ts';
import { DAY_MS } from '../../domain/time.ts';
import { startChild, type Child } from './child.ts';
import { makeSecrets, overlay, upstreamSettings } from './environment.ts';
import { pickPort } from './ports.ts';
import { startRedisServer, stopRedisServer, type RedisServerState } from './redis-server.ts';

export interface StackOptions {
  /** @defaultValue 2 */
  readonly workers?: number;
  /** @defaultValue 1 */
  readonly proxies?: number;
  /** Preferred port of the ingress; another is used where it is taken. @defaultValue 8080 */
  readonly port?: number;
  /** Use the simulated Gemini as the model. @defaultValue false: the caller's own settings decide */
  readonly simulatedGemini?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly onLog?: (name: string, line: string) => void;
  /** Called as each part becomes ready. */
  readonly onProgress?: (text: string) => void;
}

/** Everything an outside program needs to drive and observe the stack: the line of `mira dev --json`. */
export interface StackAddresses {
  readonly ingress: string;
  /** URL of `/mcp` of each proxy replica. */
  readonly mcpProxy: readonly string[];
  /** Read-only token for all services, valid for a day. */
  readonly mcpToken: string;
  readonly redis: {
    readonly url: string;
    readonly pid: number;
    readonly restart: readonly string[];
  };
  readonly datadog: string;
  readonly azureDevOps: string;
  readonly slack: string;
  readonly gemini: string;
  readonly webhookSecret: string;
  readonly apiToken: string;
  readonly operatorToken: string;
  readonly pids: {
    readonly ingress: number;
    readonly workers: readonly number[];
    readonly proxies: readonly number[];
    readonly simulators: number;
  };
}

export interface Stack {
  readonly addresses: StackAddresses;
  /** Logs and data of this run; removed at its end. */
  readonly folder: string;
  /** Any URL of a simulator serves `/_sim/scenario` for all four. */
  readonly control: string;
  /** Starts one more worker and answers its process id once it is ready. */
  addWorker(): Promise<number>;
  stop(): Promise<void>;
}

const SimulatorUrls = z.object({
  datadog: z.string(),
  azureDevOps: z.string(),
  gemini: z.string(),
  slack: z.string(),
});

const READY_WITHIN_MS = 30_000;

/** @throws Error naming the process that did not come up, with its last log lines */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { workers = 2, proxies = 1, port = 8080, onProgress = () => undefined } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'mira-stack-'));
  const reaper = startReaper(folder);
  const children: Child[] = [];
  let redisState: RedisServerState | undefined;

  const stop = async (): Promise<void> => {
    // Workers first, so that they can still hand back their jobs; Redis last.
    for (const group of ['worker', 'ingress', 'mcp-proxy', 'simulators']) {
      await Promise.all(
        children.filter((child) => child.name.startsWith(group)).map((child) => child.stop()),
      );
    }
    if (redisState) await stopRedisServer(redisState);
    reaper.end();
  };

  try {
    const base = { ...process.env, ...options.env };
    const secrets = makeSecrets();
    const start = (
      name: string,
      module: string,
      settings: Record<string, string>,
      args: string[] = [],
    ): Child => {
      const child = startChild({
        name,
        module,
        args,
        env: overlay(base, { MIRA_LOG_LEVEL: base['MIRA_LOG_LEVEL'] ?? 'info', ...settings }),
        logFolder: folder,
        ...(options.onLog ? { onLog: options.onLog } : {}),
      });
      reaper.watch(`pid ${child.pid}`);
      children.push(child);
      return child;
    };

    const simulators = start('simulators', 'simulators/main.ts', {}, ['--json']);
    const server = await ensureRedisServer(base);
    redisState = {
      command: server.command,
      args: server.args,
      env: server.env,
      port: await pickPort(),
      folder,
      pidFile: path.join(folder, 'redis.pid'),
    };
    reaper.watch(`pidfile ${redisState.pidFile}`);
    const redisPid = await startRedisServer(redisState);
    const redisUrl = `redis://127.0.0.1:${redisState.port}`;
    onProgress(`redis       ${redisUrl}`);

    const urls = SimulatorUrls.parse(JSON.parse(await simulators.firstLine));
    onProgress(`simulators  datadog ${urls.datadog}  azure devops ${urls.azureDevOps}`);

    const common = { REDIS_URL: redisUrl, MIRA_TOKEN_SECRET: secrets.tokenSecret };
    const proxyRuns = await startEach(proxies, async (index) => {
      const proxyPort = await pickPort();
      const child = start(`mcp-proxy-${index + 1}`, 'mcp-proxy/main.ts', {
        ...common,
        ...upstreamSettings(urls),
        MIRA_PROXY_HOST: '127.0.0.1',
        MIRA_PROXY_PORT: String(proxyPort),
        MIRA_OPERATOR_TOKENS: secrets.operatorToken,
      });
      return { child, url: `http://127.0.0.1:${proxyPort}` };
    });
    const ingressPort = await pickPort(port);
    const ingressUrl = `http://127.0.0.1:${ingressPort}`;
    const ingress = start('ingress', 'ingress/main.ts', {
      ...common,
      PORT: String(ingressPort),
      MIRA_HOST: '127.0.0.1',
      MIRA_PUBLIC_URL: ingressUrl,
      MIRA_WEBHOOK_SECRET: secrets.webhookSecret,
      MIRA_API_TOKENS: secrets.apiToken,
      MIRA_OPERATOR_TOKENS: secrets.operatorToken,
    });
    const mcpUrls = proxyRuns.map(({ url }) => `${url}/mcp`);
    let workerNumber = 0;
    const startWorker = async () => {
      const workerPort = await pickPort();
      workerNumber += 1;
      const child = start(`worker-${workerNumber}`, 'workers/main.ts', {
        ...common,
        MIRA_PROXY_URL: mcpUrls.join(','),
        MIRA_PUBLIC_URL: ingressUrl,
        MIRA_WORKER_PORT: String(workerPort),
        ...(options.simulatedGemini
          ? { GOOGLE_API_KEY: 'simulated-gemini-api-key', GOOGLE_GEMINI_BASE_URL: urls.gemini }
          : {}),
      });
      return { child, url: `http://127.0.0.1:${workerPort}` };
    };
    const workerRuns = await startEach(workers, startWorker);

    await Promise.all([
      untilReady(ingress, ingressUrl),
      ...proxyRuns.map(({ child, url }) => untilReady(child, url)),
      ...workerRuns.map(({ child, url }) => untilReady(child, url)),
    ]);
    onProgress(`mcp-proxy   ${mcpUrls.join('  ')}`);
    onProgress(`workers     ${workerRuns.map(({ child }) => `pid ${child.pid}`).join('  ')}`);
    onProgress(
      `ingress     ${ingressUrl}${ingressPort === port ? '' : `  (port ${port} is taken)`}`,
    );

    const addresses: StackAddresses = {
      ingress: ingressUrl,
      mcpProxy: mcpUrls,
      mcpToken: await personalToken(secrets.tokenSecret),
      redis: { url: redisUrl, pid: redisPid, restart: restartCommand(folder, redisState) },
      ...urls,
      webhookSecret: secrets.webhookSecret,
      apiToken: secrets.apiToken,
      operatorToken: secrets.operatorToken,
      pids: {
        ingress: ingress.pid,
        workers: workerRuns.map(({ child }) => child.pid),
        proxies: proxyRuns.map(({ child }) => child.pid),
        simulators: simulators.pid,
      },
    };
    const addWorker = async (): Promise<number> => {
      const { child, url } = await startWorker();
      await untilReady(child, url);
      return child.pid;
    };
    return { addresses, folder, control: urls.datadog, addWorker, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startEach<T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> {
  const runs: T[] = [];
  for (let index = 0; index < count; index += 1) runs.push(await run(index));
  return runs;
}

/** With which every process of MIRA ends when its settings cannot be used. */
const CONFIG_EXIT = 2;

async function untilReady(child: Child, url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (child.hasEnded()) {
      // 2: it says itself which setting is wrong, and a stack of ours would only hide that
      const code = (await child.ended) === CONFIG_EXIT ? 'config_invalid' : 'unavailable';
      throw new MiraError(code, `${child.name} ended before it was ready:\n${child.lastWords()}`);
    }
    const response = await fetch(`${url}/ready`, { signal: AbortSignal.timeout(2_000) }).catch(
      () => undefined,
    );
    await response?.body?.cancel();
    if (response?.ok) return;
    if (Date.now() > deadline)
      throw new Error(`${child.name} did not become ready:\n${child.lastWords()}`);
    await delay(25);
  }
}

function restartCommand(folder: string, state: RedisServerState): string[] {
  const file = path.join(folder, 'redis.json');
  writeFileSync(file, JSON.stringify(state, null, 2));
  return [process.execPath, fileURLToPath(new URL('./restart-redis.ts', import.meta.url)), file];
}

const personalToken = (secret: string): Promise<string> =>
  mintScopeToken(
    {
      subject: 'person:mira-dev',
      service: '*',
      env: '*',
      project: '*',
      repositories: ['*'],
      toolsets: ['datadog', 'azure_devops', 'slack', 'mcp:*'],
      access: 'read',
    },
    { secrets: [secret], expiresInMs: DAY_MS },
  );

interface Reaper {
  watch(line: string): void;
  end(): void;
}

function startReaper(folder: string): Reaper {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./reaper.ts', import.meta.url))], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  const watch = (line: string): void => void child.stdin.write(`${line}\n`);
  watch(`folder ${folder}`);
  return { watch, end: () => void child.stdin.end() };
}
