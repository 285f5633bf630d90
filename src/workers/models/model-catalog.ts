/** `config/models.json`: what models cost, how much they can read, and which names are retired. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { MiraError, messageOf } from '../../domain/errors.ts';
import { toIso } from '../../domain/time.ts';
import type { ModelUsage } from './language-model.ts';

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day, YYYY-MM-DD');

const Price = z.object({
  from: Day.optional(),
  until: Day.optional(),
  /** US dollars per million tokens. */
  input: z.number().nonnegative(),
  cachedInput: z.number().nonnegative(),
  output: z.number().nonnegative(),
});

const ModelFacts = z.object({
  contextTokens: z.number().int().positive(),
  /** The most of one answer, thinking included: an agent's `max_output_tokens` is cut to it. */
  maxOutputTokens: z.number().int().positive(),
  prices: z.array(Price).min(1),
});
export type ModelFacts = z.infer<typeof ModelFacts>;

const ModelFile = z.object({
  pricesReadAt: Day,
  default: z.string(),
  /** Provider → its cheap model, for the word `light` in routes. */
  light: z.record(z.string(), z.string()).optional(),
  retired: z.record(z.string(), z.object({ use: z.string(), why: z.string() })).default({}),
  models: z.record(z.string(), ModelFacts),
});
export type ModelFile = z.infer<typeof ModelFile>;

/** What a model that the file does not list is taken for: a small local one, at no cost. */
const UNKNOWN: ModelFacts = {
  contextTokens: 32_000,
  maxOutputTokens: 8_192,
  prices: [{ input: 0, cachedInput: 0, output: 0 }],
};

export interface ModelCatalog {
  /** The reference of the default model, `provider:name`. */
  readonly defaultRef: string;
  /** The cheap model of the same provider; the model itself where the file names none. */
  lightOf(ref: string): string;
  /** When the prices were read, for reports of cost. */
  readonly pricesReadAt: string;
  facts(ref: string): ModelFacts;
  /** False when the cost of this model is unknown and counts as nothing. */
  knows(ref: string): boolean;
  /** US dollars for `usage` at the prices of the day `atMs`. */
  costUsd(ref: string, usage: ModelUsage, atMs: number): number;
  /**
   * A name as people write it → reference: a bare name is Gemini's, retired names become their
   * successor. `warning` says so.
   * @throws MiraError `config_invalid` for a name that is none of a model: a typo in a route would
   * otherwise be asked for, and given up, in every investigation
   */
  resolve(name: string): { readonly ref: string; readonly warning: string | null };
}

/** @throws MiraError `config_invalid` naming the field */
export async function loadModelCatalog(path: string | URL): Promise<ModelCatalog> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new MiraError(
      'config_invalid',
      `${String(path)} cannot be read as JSON: ${messageOf(error)}`,
    );
  }
  const parsed = ModelFile.safeParse(json);
  if (!parsed.success) {
    throw new MiraError(
      'config_invalid',
      `${String(path)} is not usable:\n${z.prettifyError(parsed.error)}`,
    );
  }
  return createModelCatalog(parsed.data);
}

export function createModelCatalog(file: ModelFile): ModelCatalog {
  const facts = (ref: string): ModelFacts => file.models[ref] ?? UNKNOWN;
  return {
    defaultRef: file.default,
    lightOf: (ref) => file.light?.[ref.slice(0, Math.max(0, ref.indexOf(':')))] ?? ref,
    pricesReadAt: file.pricesReadAt,
    facts,
    knows: (ref) => ref in file.models,
    costUsd(ref, usage, atMs) {
      const day = toIso(atMs).slice(0, 10);
      const prices = facts(ref).prices;
      const price =
        prices.find(({ from, until }) => (!from || from <= day) && (!until || day <= until)) ??
        prices.at(-1);
      if (price === undefined) return 0;
      const fresh = Math.max(0, usage.inputTokens - usage.cachedInputTokens);
      const output = usage.outputTokens + usage.thinkingTokens;
      return (
        (fresh * price.input +
          usage.cachedInputTokens * price.cachedInput +
          output * price.output) /
        1e6
      );
    },
    resolve(name) {
      const [provider, bare] = splitRef(name, file);
      const successor = provider === 'gemini' ? file.retired[bare] : undefined;
      if (successor === undefined)
        return { ref: provider === 'playbook' ? 'playbook' : `${provider}:${bare}`, warning: null };
      return {
        ref: `gemini:${successor.use}`,
        warning: `model ${bare} is retired (${successor.why}); ${successor.use} is used instead`,
      };
    },
  };
}

/** How Google's own models are named, also those of Vertex AI and tuned ones. */
const GOOGLE_NAME = /^(?:gemini|gemma|learnlm|models\/|tunedModels\/|projects\/|publishers\/)/;

/** `gemini:x` → [gemini, x]; `gemini-x` → [gemini, gemini-x]; `openai:a:7b` → [openai, a:7b]. */
function splitRef(name: string, { models, retired }: ModelFile): [provider: string, bare: string] {
  const trimmed = name.trim();
  if (trimmed === 'playbook') return ['playbook', ''];
  const match = /^(gemini|google|openai|ollama):(.+)$/.exec(trimmed);
  const provider = match?.[1] ?? 'gemini';
  const bare = (match?.[2] ?? trimmed).replace(/^models\//, '');
  const known = `gemini:${bare}` in models || bare in retired || GOOGLE_NAME.test(trimmed);
  if (match === null && !known) {
    throw new MiraError(
      'config_invalid',
      `${JSON.stringify(name)} is no model (LLM_MODEL, --model, or routes in agents.json): say gemini:<name>, openai:<name> (any server that speaks OpenAI’s chat completions) or playbook; routes also know default and light`,
    );
  }
  return [provider === 'google' ? 'gemini' : provider === 'ollama' ? 'openai' : provider, bare];
}
