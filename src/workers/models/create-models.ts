/** From configuration to models: which ones exist, and which one is the default. */
import { configInvalid } from '../../config/load.ts';
import type { Logger } from '../../platform/logger.ts';
import { createGemini, type GeminiAccess } from './gemini.ts';
import type { LanguageModel } from './language-model.ts';
import type { ModelCatalog } from './model-catalog.ts';
import { createOpenAiCompatible } from './openai-compatible.ts';
import { PLAYBOOK_REF } from './playbook/playbook.ts';

/** The part of the workers' configuration that models come from. */
export interface ModelSettings {
  readonly model: string | undefined;
  readonly googleApiKey: string | undefined;
  readonly googleProject: string | undefined;
  readonly googleLocation: string;
  readonly geminiBaseUrl: string | undefined;
  readonly openaiBaseUrl: string | undefined;
  readonly openaiModel: string | undefined;
  readonly openaiApiKey: string | undefined;
}

export interface ModelSet {
  /** Null: no model is configured, and the playbook works alone. */
  readonly defaultRef: string | null;
  readonly models: ReadonlyMap<string, LanguageModel>;
}

/**
 * @param wanted - the references that the agents' routes name, given the default
 * @throws MiraError `config_invalid` when a named model has no key or server
 */
export function createModels(
  settings: ModelSettings,
  catalog: ModelCatalog,
  wanted: (defaultRef: string | null) => readonly string[],
  logger: Logger,
): ModelSet {
  const access = geminiAccess(settings);
  const defaultRef = chooseDefault(settings, catalog, access, logger);
  const models = new Map<string, LanguageModel>();
  for (const ref of new Set([
    ...(defaultRef === null ? [] : [defaultRef]),
    ...wanted(defaultRef),
  ])) {
    const model = createModel(ref, settings, access);
    if (model !== null) models.set(ref, model);
    else if (ref !== PLAYBOOK_REF)
      logger.warn(
        { model: ref, needs: needsOf(ref) },
        'a route names a model that cannot be asked: it is passed over',
      );
  }
  return { defaultRef, models };
}

function chooseDefault(
  settings: ModelSettings,
  catalog: ModelCatalog,
  access: GeminiAccess | null,
  logger: Logger,
): string | null {
  if (settings.model !== undefined) {
    const { ref, warning } = catalog.resolve(settings.model);
    if (warning !== null)
      logger.warn({ model: settings.model, warning }, 'a retired model is configured');
    if (ref.startsWith('gemini:') && access === null) {
      throw configInvalid([`LLM_MODEL: ${settings.model} needs ${needsOf(ref)}`]);
    }
    if (ref.startsWith('openai:') && !canAskOpenAi(settings))
      throw configInvalid([`LLM_MODEL: ${settings.model} needs ${needsOf(ref)}`]);
    return ref === PLAYBOOK_REF ? null : ref;
  }
  if (access !== null) return catalog.defaultRef;
  // A server without a model name says nothing about what to ask it.
  if (settings.openaiModel === undefined) return null;
  if (!canAskOpenAi(settings))
    throw configInvalid([
      `OLLAMA_MODEL: ${settings.openaiModel} needs ${needsOf(`openai:${settings.openaiModel}`)}`,
    ]);
  return `openai:${settings.openaiModel}`;
}

/** A server of one's own wants no key; OpenAI's, which is asked without an address, does. */
const canAskOpenAi = ({ openaiBaseUrl, openaiApiKey }: ModelSettings): boolean =>
  openaiBaseUrl !== undefined || openaiApiKey !== undefined;

const needsOf = (ref: string): string =>
  ref.startsWith('openai:')
    ? 'OLLAMA_HOST (OPENAI_BASE_URL), the server’s address, or OLLAMA_API_KEY (OPENAI_API_KEY) for OpenAI’s own'
    : 'GOOGLE_API_KEY, or GOOGLE_PROJECT_ID for Vertex AI';

function geminiAccess(settings: ModelSettings): GeminiAccess | null {
  if (settings.googleApiKey !== undefined)
    return { kind: 'api_key', apiKey: settings.googleApiKey };
  if (settings.googleProject !== undefined) {
    return { kind: 'vertex', project: settings.googleProject, location: settings.googleLocation };
  }
  return null;
}

function createModel(
  ref: string,
  settings: ModelSettings,
  access: GeminiAccess | null,
): LanguageModel | null {
  const name = ref.slice(ref.indexOf(':') + 1);
  if (ref.startsWith('gemini:')) {
    if (access === null) return null;
    return createGemini({
      model: name,
      access,
      ...(settings.geminiBaseUrl ? { baseUrl: settings.geminiBaseUrl } : {}),
    });
  }
  if (ref.startsWith('openai:')) {
    if (!canAskOpenAi(settings)) return null;
    return createOpenAiCompatible({
      model: name,
      ...(settings.openaiBaseUrl ? { baseUrl: settings.openaiBaseUrl } : {}),
      ...(settings.openaiApiKey ? { apiKey: settings.openaiApiKey } : {}),
    });
  }
  return null;
}
