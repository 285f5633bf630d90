/** Chooses who answers: the agent's models in order, each until it fails for this run, last the playbook. */
import { isMiraError, messageOf } from '../../domain/errors.ts';
import { failedUse } from './failed-usage.ts';
import {
  type FailedAttempts,
  type LanguageModel,
  type ModelReply,
  type ModelRequest,
  type ModelUsage,
  NO_USAGE,
  type Used,
} from './language-model.ts';

export interface RoutedReply extends ModelReply {
  /** Which model answered. */
  readonly ref: string;
}

/** A call that may be made. */
export interface Admission {
  /** Why a failed attempt may not be made again; null: it may. */
  again(failed: FailedAttempts): Promise<string | null>;
  /** Ends what was booked for it. */
  settle(): Promise<void>;
}

/** What stands between the router and a model's bill. */
export interface ModelGate {
  /** A request within what a model can do: servers refuse one that asks for more. */
  fit(ref: string, request: ModelRequest): ModelRequest;
  /** Books the worst case of a call. A text is the reason why this model may not be asked. */
  admit(ref: string, request: ModelRequest): Promise<string | Admission>;
  /** Counts what a model was asked for, answered or not: providers bill failed answers all the same. */
  count(ref: string, used: Used): Promise<void>;
  /** A model is given up for this run. */
  gaveUp(from: string, to: string, reason: string, spent: ModelUsage): Promise<void>;
}

export interface ModelRouter {
  /**
   * Asks the models of `route` in order. The playbook stands at the end of every route, so that a
   * failure of models never fails an investigation.
   * @throws only the signal's reason
   */
  generate(route: readonly string[], request: ModelRequest): Promise<RoutedReply>;
}

export interface RouterOptions {
  /** Reference → model. */
  readonly models: ReadonlyMap<string, LanguageModel>;
  readonly playbook: LanguageModel;
  readonly gate: ModelGate;
}

/** One router per run: a model that failed is not asked again in it. */
export function createModelRouter({ models, playbook, gate }: RouterOptions): ModelRouter {
  const givenUp = new Set<string>();

  async function ask(
    model: LanguageModel,
    asked: ModelRequest,
  ): Promise<RoutedReply | { reason: string; spent: ModelUsage }> {
    const request = gate.fit(model.id, asked);
    const admitted = await gate.admit(model.id, request);
    if (typeof admitted === 'string') return { reason: admitted, spent: NO_USAGE };
    try {
      const mayRetry = (failed: FailedAttempts) => admitted.again(failed);
      const { used, reply, reason } = await tried(model, { ...request, mayRetry });
      // Before the booking ends: in between, another worker could spend the same dollars.
      await gate.count(model.id, used);
      return reply === null ? { reason, spent: used.usage } : { ...reply, ref: model.id };
    } finally {
      await admitted.settle();
    }
  }

  return {
    async generate(route, request) {
      const candidates = route
        .map((ref) => models.get(ref))
        .filter((model): model is LanguageModel => model !== undefined && model.id !== playbook.id);
      for (const [index, model] of candidates.entries()) {
        if (givenUp.has(model.id)) continue;
        const answer = await ask(model, request);
        if ('message' in answer) return answer;
        givenUp.add(model.id);
        const next = candidates.slice(index + 1).find(({ id }) => !givenUp.has(id));
        await gate.gaveUp(model.id, next?.id ?? playbook.id, answer.reason, answer.spent);
      }
      return { ...(await playbook.generate(request)), ref: playbook.id };
    },
  };
}

type Tried =
  | { readonly reply: ModelReply; readonly reason: null; readonly used: Used }
  | { readonly reply: null; readonly reason: string; readonly used: Used };

async function tried(model: LanguageModel, request: ModelRequest): Promise<Tried> {
  try {
    const reply = await model.generate(request);
    return { reply, reason: null, used: { attempts: 1, ...reply } };
  } catch (error) {
    request.signal.throwIfAborted();
    const reason = isMiraError(error) ? `${error.code}: ${error.message}` : messageOf(error);
    return { reply: null, reason, used: failedUse(error) };
  }
}
