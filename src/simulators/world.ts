/** What all four simulators share: the loaded scenarios and how far their clocks are shifted. */
import { toIso, toMs } from '../domain/time.ts';
import { listScenarios, loadBuiltIn } from './load-scenario.ts';
import type { Scenario } from './scenario.ts';
import { ScenarioRequest } from './scenario-request.ts';
import { shiftTexts } from './shift-texts.ts';
import { shiftWebhook } from './webhooks.ts';

/** A scenario in the world, with its clock shifted so that `alertAt` is the moment of loading. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** Whole seconds, because git knows no finer time. */
  readonly shiftMs: number;
  /** Scenario time → world epoch ms. */
  ms(iso: string): number;
  /** Scenario time → world time. */
  iso(iso: string): string;
}

/** The answer to loading: what to send, and the registry entries that the services need. */
export interface LoadAnswer {
  readonly scenario: string;
  readonly title: string;
  readonly alertAt: string;
  readonly webhooks: Record<string, unknown>[];
  readonly registry: Scenario['registry'];
}

/** A simulator's part in loading; it may refuse by throwing, and then nothing has changed. */
export interface WorldListener {
  /** @param replace - what was there goes, with everything that was written to it */
  load(loaded: LoadedScenario, replace: boolean): Promise<void> | void;
  clear(): Promise<void> | void;
}

export interface World {
  readonly scenarios: readonly LoadedScenario[];
  names(): string[];
  available(): Promise<{ name: string; title: string; description: string }[]>;
  load(request: ScenarioRequest): Promise<LoadAnswer>;
  clear(): Promise<void>;
  listen(listener: WorldListener): void;
}

export interface WorldOptions {
  readonly now: () => number;
  /** Folder of built-in scenarios. */
  readonly directory?: string;
}

export function createWorld({ now, directory }: WorldOptions): World {
  let scenarios: LoadedScenario[] = [];
  const listeners: WorldListener[] = [];
  // loads run one after the other: two that interleave would mix their repositories
  let turn: Promise<unknown> = Promise.resolve();
  let loads = 0;

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  }

  async function load(input: ScenarioRequest): Promise<LoadAnswer> {
    const request = ScenarioRequest.parse(input);
    const source = request.scenario ?? (await loadBuiltIn(request.name ?? '', directory));
    const alertAtMs = request.at === undefined ? now() : toMs(request.at);
    const shiftMs = Math.floor((alertAtMs - toMs(source.alertAt)) / 1000) * 1000;
    const scenario = shiftTexts(source, shiftMs);
    const loaded: LoadedScenario = {
      scenario,
      shiftMs,
      ms: (iso) => toMs(iso) + shiftMs,
      iso: (iso) => toIso(toMs(iso) + shiftMs),
    };
    for (const listener of listeners) await listener.load(loaded, !request.add);
    scenarios = request.add ? [...scenarios, loaded] : [loaded];
    loads += 1;
    const mark = request.keepIds ? undefined : now() * 100 + (loads % 100);
    return {
      scenario: scenario.name,
      title: scenario.title,
      alertAt: loaded.iso(scenario.alertAt),
      webhooks: scenario.webhooks.map((webhook) => shiftWebhook(webhook, shiftMs, mark)),
      registry: scenario.registry,
    };
  }

  return {
    get scenarios() {
      return scenarios;
    },
    names: () => scenarios.map(({ scenario }) => scenario.name),
    async available() {
      const names = await listScenarios(directory);
      return Promise.all(
        names.map(async (name) => {
          const { title, description } = await loadBuiltIn(name, directory);
          return { name, title, description };
        }),
      );
    },
    load: (request) => inTurn(() => load(request)),
    clear: () =>
      inTurn(async () => {
        for (const listener of listeners) await listener.clear();
        scenarios = [];
      }),
    listen: (listener) => void listeners.push(listener),
  };
}
