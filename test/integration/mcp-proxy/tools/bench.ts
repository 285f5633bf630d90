/**
 * Calls tools over the simulators without the protocol: arguments parsed, scope applied, run,
 * result checked and rendered, exactly in the proxy's order. The gate only times calls; limits have
 * tests of their own.
 */
import { pino } from 'pino';
import { isMiraError, MiraError } from '../../../../src/domain/errors.ts';
import { Scope } from '../../../../src/domain/scope.ts';
import type { Tool, ToolAnswer } from '../../../../src/mcp-proxy/tool.ts';
import { createTools } from '../../../../src/mcp-proxy/tools/catalogue.ts';
import type { GatePass, UpstreamGate } from '../../../../src/mcp-proxy/upstream-http.ts';
import { createAzureDevOps } from '../../../../src/mcp-proxy/upstreams/azure-devops/client.ts';
import { createDatadog } from '../../../../src/mcp-proxy/upstreams/datadog/client.ts';
import { createSlack } from '../../../../src/mcp-proxy/upstreams/slack/client.ts';
import { createSimulators } from '../../../../src/simulators/create-simulators.ts';
import { loadBuiltIn } from '../../../../src/simulators/load-scenario.ts';

export interface BenchOptions {
  readonly scenario?: string;
  /** Added to the scenario's own, in its project. */
  readonly extraRepository?: { readonly name: string; readonly fastExport: string };
}

/** Of one upstream call: far beyond what a busy machine needs. */
const TIMEOUT_MS = 8_000;

export interface CallResult {
  readonly result: Record<string, any>;
  readonly text: string;
  readonly answer: ToolAnswer<unknown>;
}

/** A request that a simulator saw. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: any;
  readonly query: any;
}

type Upstream = 'datadog' | 'azureDevOps' | 'slack';

/** Passes everything, with a timeout and bounded retries of reads: what tools may rely on. */
function passGate(timeout: { ms: number }): UpstreamGate {
  const run = async <T>(
    ref: { upstream: string },
    fn: (pass: GatePass) => Promise<T>,
  ): Promise<T> => {
    const signal = AbortSignal.timeout(timeout.ms);
    try {
      return await fn({
        signal,
        learn: (_status, headers) => {
          const get = (name: string) =>
            headers instanceof Headers ? headers.get(name) : (headers[name] as string | undefined);
          return Number(get('retry-after') ?? get('x-ratelimit-reset') ?? 0) * 1_000;
        },
      });
    } catch (error) {
      if (!isMiraError(error) && signal.aborted) {
        throw new MiraError('timeout', `${ref.upstream} did not answer`, { cause: error });
      }
      throw error;
    }
  };
  return { run, runIdempotent: run };
}

export async function openBench(options: BenchOptions = {}) {
  const simulators = await createSimulators();
  const scenario = await loadBuiltIn(options.scenario ?? 'null-check-removed');
  const project = scenario.repositories[0]?.project ?? 'Payments';
  const extra = options.extraRepository ? [{ ...options.extraRepository, project }] : [];
  const loaded = await simulators.loadScenario({
    scenario: { ...scenario, repositories: [...scenario.repositories, ...extra] },
  });
  const timeout = { ms: TIMEOUT_MS };
  const gate = passGate(timeout);
  const tools = createTools({
    datadog: createDatadog({
      gate,
      config: { apiKey: 'k', appKey: 'a', site: 'datadoghq.com', url: simulators.datadog },
    }),
    azureDevOps: createAzureDevOps({
      gate,
      config: { organization: `${simulators.azureDevOps}/acme`, token: 'x'.repeat(52) },
    }),
    slack: createSlack({
      gate,
      config: { botToken: 'xoxb-1', apiUrl: `${simulators.slack}/api/` },
    }),
    azureDevOpsDefaults: { project: 'Payments' },
  });

  const base = {
    subject: 'test',
    service: 'payment-svc',
    env: 'prod',
    project: 'Payments',
    repositories: ['payment-svc'],
    toolsets: ['datadog', 'azure_devops', 'slack'],
    access: 'write',
  };

  async function call(
    name: string,
    args: Record<string, unknown> = {},
    scope: Record<string, unknown> = {},
  ): Promise<CallResult> {
    const tool = toolNamed(tools, name);
    const scoped = tool.applyScope(tool.args.parse(args), Scope.parse({ ...base, ...scope }));
    const answer = await tool.run(scoped, {
      signal: AbortSignal.timeout(15_000),
      clock: { now: () => Date.now() },
      mask: (text) => text,
      logger: pino({ level: 'silent' }),
    });
    const result = tool.result.parse(answer.result);
    return { result: result as Record<string, any>, text: tool.render(result), answer };
  }

  /** The code of the error that a call ends with; `none` when it ends well. */
  async function failure(
    name: string,
    args: Record<string, unknown> = {},
    scope: Record<string, unknown> = {},
  ): Promise<{ readonly code: string; readonly message: string; readonly error: unknown }> {
    try {
      await call(name, args, scope);
      return { code: 'none', message: '', error: null };
    } catch (error) {
      if (!isMiraError(error)) throw error;
      return { code: error.code, message: error.message, error };
    }
  }

  /** Like `failure`, with upstreams that are given up on soon. */
  async function impatient(name: string, args: Record<string, unknown> = {}) {
    timeout.ms = 300;
    try {
      return await failure(name, args);
    } finally {
      timeout.ms = TIMEOUT_MS;
    }
  }

  async function requests(upstream: Upstream): Promise<SeenRequest[]> {
    const response = await fetch(`${simulators[upstream]}/_sim/requests`);
    return (await response.json()) as SeenRequest[];
  }

  return {
    simulators,
    tools,
    loaded,
    alertMs: Date.parse(loaded.alertAt),
    call,
    failure,
    impatient,
    requests,
    /** Requests since the last call of this, without location lookups. */
    async count(upstream: Upstream, of: () => Promise<unknown>): Promise<SeenRequest[]> {
      const before = (await requests(upstream)).length;
      await of();
      return (await requests(upstream)).slice(before).filter(({ method }) => method !== 'OPTIONS');
    },
    async fault(upstream: Upstream, fault: Record<string, unknown>): Promise<void> {
      const response = await fetch(`${simulators[upstream]}/_sim/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(fault),
      });
      if (!response.ok) throw new Error(`fault refused: ${await response.text()}`);
    },
    close: () => simulators.close(),
  };
}

export type Bench = Awaited<ReturnType<typeof openBench>>;

function toolNamed(tools: readonly Tool[], name: string): Tool {
  const tool = tools.find((one) => one.name === name || one.aliases.includes(name));
  if (!tool) throw new Error(`no tool ${name}`);
  return tool;
}
