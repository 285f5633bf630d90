// The whole of MIRA as real processes, for end-to-end tests: what an outside program could do with
// the line of `mira dev --json`, and no more.
import { z } from 'zod';
import { Incident } from '../../src/domain/incident.ts';
import { Investigation } from '../../src/domain/investigation.ts';
import { Report } from '../../src/domain/report.ts';
import type { RunEvent } from '../../src/domain/run-event.ts';
import { Action } from '../../src/domain/action.ts';
import { createApiClient } from '../../src/cli/api-client.ts';
import { startStack, type Stack, type StackOptions } from '../../src/cli/stack/stack.ts';
import { eventually } from './poll.ts';

const Accepted = z.looseObject({
  action: z.string(),
  incident_id: z.string().nullable(),
  investigation_id: z.string().nullable(),
});
export type Accepted = z.infer<typeof Accepted>;

const InvestigationView = z.looseObject({
  investigation: Investigation,
  outputs: z.record(z.string(), z.unknown()).default({}),
  report: Report.nullable().optional(),
  actions: z.array(Action).default([]),
});
export type InvestigationView = z.infer<typeof InvestigationView>;

const Recorded = z.array(
  z.looseObject({
    method: z.string(),
    path: z.string(),
    body: z.unknown().optional(),
    status: z.number().nullable().optional(),
  }),
);
export type Recorded = z.infer<typeof Recorded>;

const Loaded = z.looseObject({
  webhooks: z.array(z.record(z.string(), z.unknown())),
  registry: z.record(z.string(), z.unknown()),
});

export interface TestStack {
  readonly stack: Stack;
  /** Loads a scenario, imports its services, and returns the webhooks to send. */
  load(scenario: string): Promise<Record<string, unknown>[]>;
  /** Sends a webhook; the raw answer. */
  send(body: unknown, timeoutMs?: number): Promise<Response>;
  /** Sends a webhook that must be accepted. */
  accept(body: unknown): Promise<Accepted>;
  get<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.output<Schema>>;
  /** Writes one thing of the API, a service of the registry for example. */
  put(path: string, body: unknown): Promise<void>;
  incident(id: string): Promise<Incident>;
  /** Waits for the investigation's end and for all of its actions. */
  settled(id: string, timeoutMs?: number): Promise<InvestigationView>;
  /** Waits for the investigation's end; its actions may still be under way. */
  finished(id: string, timeoutMs?: number): Promise<InvestigationView>;
  /** The events from the first on, up to the one that `until` waits for, or the run's last. */
  events(id: string, until?: (event: RunEvent) => boolean): Promise<RunEvent[]>;
  requests(upstream: 'datadog' | 'azureDevOps' | 'slack' | 'gemini'): Promise<Recorded>;
  simulate(
    upstream: 'datadog' | 'azureDevOps' | 'slack' | 'gemini',
    path: string,
    body: unknown,
  ): Promise<void>;
  stop(): Promise<void>;
}

const OPEN_ACTIONS = new Set(['proposed', 'approved', 'sending']);

export async function startTestStack(options: StackOptions = {}): Promise<TestStack> {
  const stack = await startStack({ port: 0, env: { MIRA_LOG_LEVEL: 'warn' }, ...options });
  const { addresses } = stack;
  const authorization = `Bearer ${addresses.operatorToken}`;
  const api = createApiClient({
    url: addresses.ingress,
    token: addresses.operatorToken,
    timeoutMs: 45_000,
  });

  const send = (body: unknown, timeoutMs = 10_000): Promise<Response> =>
    fetch(`${addresses.ingress}/webhook/datadog`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-mira-webhook-secret': addresses.webhookSecret,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });

  const call = async (url: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(15_000) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url}: ${response.status} ${text}`);
    return text === '' ? null : (JSON.parse(text) as unknown);
  };
  const post = (url: string, body: unknown, method = 'POST'): Promise<unknown> =>
    call(url, {
      method,
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    });
  const get = async <Schema extends z.ZodType>(
    schema: Schema,
    path: string,
  ): Promise<z.output<Schema>> =>
    schema.parse(await call(`${addresses.ingress}${path}`, { headers: { authorization } }));
  const until = (
    id: string,
    isSo: (view: InvestigationView) => boolean,
    timeoutMs: number,
    what: string,
  ): Promise<InvestigationView> =>
    eventually(
      async () => {
        const now = await get(InvestigationView, `/investigations/${id}`);
        return isSo(now) ? now : undefined;
      },
      { timeoutMs, everyMs: 50, what },
    );

  return {
    stack,
    load: async (name) => {
      const loaded = Loaded.parse(await post(`${stack.control}/_sim/scenario`, { name }));
      for (const [service, fields] of Object.entries(loaded.registry)) {
        await post(`${addresses.ingress}/services/${encodeURIComponent(service)}`, fields, 'PUT');
      }
      return loaded.webhooks;
    },
    send,
    accept: async (body) => {
      const response = await send(body);
      const text = await response.text();
      if (response.status !== 202) throw new Error(`webhook answered ${response.status}: ${text}`);
      return Accepted.parse(JSON.parse(text));
    },
    get,
    put: async (path, body) => {
      await post(`${addresses.ingress}${path}`, body, 'PUT');
    },
    incident: async (id) =>
      (await get(z.looseObject({ incident: Incident }), `/incidents/${id}`)).incident,
    settled: async (id, timeoutMs = 60_000) =>
      until(
        id,
        ({ investigation, actions }) =>
          investigation.finishedAt !== null &&
          !actions.some((action) => OPEN_ACTIONS.has(action.state)),
        timeoutMs,
        `the end of investigation ${id} and its actions`,
      ),
    finished: (id, timeoutMs = 60_000) =>
      until(
        id,
        ({ investigation }) => investigation.finishedAt !== null,
        timeoutMs,
        `the end of investigation ${id}`,
      ),
    events: async (id, until = () => false) => {
      const events: RunEvent[] = [];
      for await (const event of api.follow(id)) {
        events.push(event);
        if (until(event)) break;
      }
      return events;
    },
    requests: async (upstream) =>
      Recorded.parse(await call(`${new URL(addresses[upstream]).origin}/_sim/requests`)),
    simulate: async (upstream, path, body) => {
      await post(`${new URL(addresses[upstream]).origin}/_sim/${path}`, body);
    },
    stop: () => stack.stop(),
  };
}

/** Creations of work items that reached Azure DevOps. */
export const createdWorkItems = (requests: Recorded): Recorded =>
  requests.filter(
    ({ method, path }) =>
      method === 'POST' && /\/_apis\/wit\/workItems\/\$/i.test(decodeURIComponent(path)),
  );
