/** The Gemini simulator: `generateContent` with the server's rules and a chosen behaviour. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { toIso } from '../../domain/time.ts';
import type { FaultAction } from '../common/fault-schema.ts';
import {
  createSimulatorApp,
  describeProblems,
  type SimulatorApp,
  type SimulatorEnv,
} from '../common/simulator-app.ts';
import { sleep } from '../common/sleep.ts';
import type { World } from '../world.ts';
import { behave, BehaviourRequest, type ScriptTurn } from './behaviours.ts';
import { errorBody, GeminiError, invalidKey, rateLimitedTurn } from './errors.ts';
import { checkModel, checkRequest } from './rules.ts';
import { createSignatures } from './signatures.ts';
import { sseOf } from './stream.ts';
import { createUsageMeter, tokensOf } from './usage.ts';
import { GenerateRequest, type GenerateCall, type Part, type Turn } from './wire.ts';

export interface GeminiOptions {
  readonly world: World;
  readonly now: () => number;
  readonly closing: AbortSignal;
  /** Only this key is accepted; without it any is that does not begin with `invalid`. */
  readonly apiKey?: string | undefined;
}

const MODELS = [
  'gemini-3.8-flash',
  'gemini-3.7-flash',
  'gemini-3.5-flash',
  'gemini-3.5-flash-lite',
  'gemini-3.1-pro-preview',
  'gemini-2.5-flash',
  'gemini-2.5-pro',
  'gemini-flash-latest',
];

function callOf(model: string, bodyText: string): GenerateCall {
  const request = GenerateRequest.parse(JSON.parse(bodyText));
  const declarations = request.tools.flatMap(({ functionDeclarations }) => functionDeclarations);
  const config = request.toolConfig?.functionCallingConfig;
  const names = declarations.map(({ name }) => name);
  return {
    model,
    request,
    declarations,
    allowed: config?.mode === 'NONE' ? [] : (config?.allowedFunctionNames ?? names),
    mustCall: config?.mode === 'ANY' && declarations.length > 0,
  };
}

type Variant = Extract<FaultAction, { type: 'gemini' }>['variant'];

export function createGeminiApp(options: GeminiOptions): SimulatorApp {
  const { world, now, closing } = options;
  const signatures = createSignatures();
  const meter = createUsageMeter();
  let setting: BehaviourRequest = BehaviourRequest.parse({ behaviour: 'good' });
  let script: ScriptTurn[] = [];

  function answer(c: Context<SimulatorEnv>, generate: GenerateCall, turn: Turn): Response {
    if (turn.kind === 'error') return c.json(turn.body, turn.status as ContentfulStatusCode);
    const common = { modelVersion: generate.model, responseId: randomUUID().slice(0, 22) };
    if (turn.kind === 'blocked') {
      const usage = meter.usage(generate, []);
      return c.json({
        promptFeedback: { blockReason: turn.reason, safetyRatings: [] },
        usageMetadata: {
          promptTokenCount: usage['promptTokenCount'],
          totalTokenCount: usage['promptTokenCount'],
        },
        ...common,
      });
    }
    let signed = turn.withoutSignature === true;
    const parts = turn.parts.map((part): Part => {
      const { functionCall } = part;
      if (functionCall === undefined) return part;
      const id = functionCall.id ?? `fc_${randomUUID().slice(0, 8)}`;
      const named = turn.withoutIds === true ? functionCall : { ...functionCall, id };
      // of parallel calls only the first is signed
      if (signed || part.thoughtSignature !== undefined) return { ...part, functionCall: named };
      signed = true;
      const thoughtSignature = signatures.sign(generate.model, functionCall);
      return { ...part, functionCall: named, thoughtSignature };
    });
    return c.json({
      candidates: [
        {
          content: parts.length === 0 ? { role: 'model' } : { role: 'model', parts },
          finishReason: turn.finishReason ?? 'STOP',
          index: 0,
          ...(turn.finishReason === 'MALFORMED_FUNCTION_CALL'
            ? { finishMessage: 'Malformed function call: print(default_api.get_logs(' }
            : {}),
        },
      ],
      usageMetadata: meter.usage(generate, parts),
      ...common,
    });
  }

  /** What the next request gets. */
  function nextTurn(generate: GenerateCall): Turn {
    return behave(setting, generate, toIso(now()), script.shift());
  }

  const modelOf = (c: Context<SimulatorEnv>): string =>
    /\/models\/([^/:]+):/.exec(decodeURIComponent(new URL(c.req.url).pathname))?.[1] ?? '';

  /** A fault for one request; the rest of the conversation goes on as set. */
  function faulty(c: Context<SimulatorEnv>, variant: Variant, retryDelaySeconds: number): Response {
    const generate = callOf(modelOf(c), c.get('bodyText'));
    const once = (behaviour: BehaviourRequest['behaviour']): Turn =>
      behave(
        BehaviourRequest.parse({ behaviour, retryDelaySeconds }),
        generate,
        toIso(now()),
        undefined,
      );
    if (variant === 'missing_signature_error') {
      return c.json(
        errorBody(400, 'Function call is missing a thought_signature in functionCall parts.'),
        400,
      );
    }
    if (variant === 'missing_signature') {
      const turn = once('good');
      return answer(
        c,
        generate,
        turn.kind === 'answer' ? { ...turn, withoutSignature: true } : turn,
      );
    }
    return answer(
      c,
      generate,
      once(variant === 'hallucinated_tool' ? 'hallucinating_tool' : variant),
    );
  }

  const app = createSimulatorApp({
    name: 'gemini',
    world,
    now,
    closing,
    onError(error, c) {
      if (error instanceof GeminiError) {
        return c.json(errorBody(error.status, error.message, error.details), error.status);
      }
      if (error instanceof z.ZodError) {
        return c.json(
          errorBody(400, `* GenerateContentRequest: ${describeProblems(error).join('; ')}`),
          400,
        );
      }
      if (error instanceof SyntaxError)
        return c.json(errorBody(400, 'Invalid JSON payload received.'), 400);
      return undefined;
    },
    control(control) {
      control.get('/gemini', (c) => c.json({ ...setting, script }));
      control.post('/gemini', async (c) => {
        setting = BehaviourRequest.parse(await c.req.json());
        script = [...(setting.script ?? [])];
        return c.json(setting);
      });
    },
    dialect: {
      rateLimited(c, resetSeconds) {
        const turn = rateLimitedTurn(resetSeconds);
        return c.json(turn.kind === 'error' ? turn.body : null, 429);
      },
      notFound: (c) => c.json(errorBody(404, 'Requested entity was not found.'), 404),
      own(action, c) {
        if (action.type !== 'gemini') return undefined;
        return Promise.resolve(faulty(c, action.variant, action.retryDelaySeconds));
      },
    },
  });

  app.use(async (c, next) => {
    if (c.req.path.startsWith('/_sim/')) return next();
    const bearer = /^Bearer\s+(.+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    const key = c.req.header('x-goog-api-key') ?? c.req.query('key') ?? bearer;
    if (key === undefined || key === '') {
      throw new GeminiError(
        403,
        "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
      );
    }
    const bad = options.apiKey === undefined ? key.startsWith('invalid') : key !== options.apiKey;
    if (bad) throw invalidKey();
    return next();
  });

  async function generateContent(c: Context<SimulatorEnv>): Promise<Response> {
    const model = modelOf(c);
    checkModel(model);
    const generate = callOf(model, c.get('bodyText'));
    checkRequest(generate, signatures);
    if (setting.behaviour === 'slow') {
      await sleep(setting.delayMs, AbortSignal.any([closing, c.req.raw.signal]));
    }
    return answer(c, generate, nextTurn(generate));
  }

  /** The same answers, in the pieces in which the API streams them. */
  async function streamGenerateContent(c: Context<SimulatorEnv>): Promise<Response> {
    const whole = await generateContent(c);
    if (!whole.ok) return whole;
    return c.body(sseOf(await whole.json()), 200, { 'content-type': 'text/event-stream' });
  }

  app.post('/*', async (c) => {
    const path = decodeURIComponent(new URL(c.req.url).pathname);
    const served =
      /^\/v\d\w*\/(?:projects\/[^/]+\/locations\/[^/]+\/)?(?:publishers\/google\/)?models\/[^/:]+:(generateContent|streamGenerateContent|countTokens)$/.exec(
        path,
      );
    if (served?.[1] === 'generateContent') return generateContent(c);
    if (served?.[1] === 'streamGenerateContent') return streamGenerateContent(c);
    if (served?.[1] === 'countTokens') {
      checkModel(modelOf(c));
      return c.json({ totalTokens: tokensOf(c.get('bodyText')) });
    }
    throw new GeminiError(404, 'Requested entity was not found.');
  });
  app.get('/:version/models', (c) =>
    c.json({
      models: MODELS.map((name) => ({
        name: `models/${name}`,
        version: '001',
        displayName: name,
        inputTokenLimit: 1_048_576,
        outputTokenLimit: 65_536,
        supportedGenerationMethods: ['generateContent', 'countTokens'],
      })),
    }),
  );
  app.notFound((c) => c.json(errorBody(404, 'Requested entity was not found.'), 404));
  return app;
}
