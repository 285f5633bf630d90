/** Starts the four simulators, in this process, over real HTTP. */
import { createAzureDevOpsApp } from './azure-devops/app.ts';
import { createDatadogApp } from './datadog/app.ts';
import { createGeminiApp } from './gemini/app.ts';
import type { ScenarioRequest } from './scenario-request.ts';
import { listen, type Listening } from './common/listen.ts';
import { createSlackApp } from './slack/app.ts';
import { createWorld, type LoadAnswer } from './world.ts';

export interface SimulatorsOptions {
  /** Per simulator; 0, the default, takes any free port. */
  readonly ports?: { datadog?: number; azureDevOps?: number; gemini?: number; slack?: number };
  /** @defaultValue `127.0.0.1` */
  readonly host?: string;
  /** Epoch ms; the real clock unless a test brings its own. */
  readonly now?: () => number;
  /** Folder of built-in scenarios. */
  readonly scenariosDirectory?: string;
  /** Credentials that are checked; one that is not given accepts anything but nothing. */
  readonly credentials?: {
    readonly datadogApiKey?: string;
    readonly datadogAppKey?: string;
    readonly azureDevOpsPat?: string;
    readonly geminiApiKey?: string;
    readonly slackToken?: string;
  };
  /** Channels that exist; every name does unless given. */
  readonly slackChannels?: readonly string[];
}

export interface Simulators {
  /** Base URLs, without a slash at the end. Azure DevOps wants the organization after it. */
  readonly datadog: string;
  readonly azureDevOps: string;
  readonly gemini: string;
  readonly slack: string;
  /** As `POST /_sim/scenario`. @throws ScenarioError */
  loadScenario(request: ScenarioRequest): Promise<LoadAnswer>;
  close(): Promise<void>;
}

/** @throws Error when a port is taken; whatever was started by then is closed again */
export async function createSimulators(options: SimulatorsOptions = {}): Promise<Simulators> {
  const now = options.now ?? Date.now;
  const { ports = {}, credentials = {}, scenariosDirectory } = options;
  const host = options.host ?? '127.0.0.1';
  const closing = new AbortController();
  const world = createWorld({
    now,
    ...(scenariosDirectory === undefined ? {} : { directory: scenariosDirectory }),
  });
  const common = { world, now, closing: closing.signal };
  const azureDevOps = await createAzureDevOpsApp({ ...common, pat: credentials.azureDevOpsPat });
  const apps = [
    [
      createDatadogApp({
        ...common,
        apiKey: credentials.datadogApiKey,
        appKey: credentials.datadogAppKey,
      }),
      ports.datadog,
    ],
    [azureDevOps.app, ports.azureDevOps],
    [createGeminiApp({ ...common, apiKey: credentials.geminiApiKey }), ports.gemini],
    [
      createSlackApp({ ...common, token: credentials.slackToken, channels: options.slackChannels }),
      ports.slack,
    ],
  ] as const;

  const listening: Listening[] = [];
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closed ??= (async () => {
      closing.abort();
      await Promise.all(listening.map((one) => one.close()));
      await azureDevOps.close();
    })());

  try {
    for (const [app, port] of apps) listening.push(await listen(app, port ?? 0, host));
  } catch (error) {
    await close();
    throw error;
  }
  const [datadogUrl, azureDevOpsUrl, geminiUrl, slackUrl] = listening.map(({ url }) => url);
  return {
    datadog: datadogUrl!,
    azureDevOps: azureDevOpsUrl!,
    gemini: geminiUrl!,
    slack: slackUrl!,
    loadScenario: (request) => world.load(request),
    close,
  };
}
