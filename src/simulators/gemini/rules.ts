/** What the API refuses: models, keys, thinking levels, signatures, unanswered calls. */
import { GeminiError } from './errors.ts';
import type { Signatures } from './signatures.ts';
import type { Content, GenerateCall, GenerateRequest, Part } from './wire.ts';

/** Shut down: requests answer 404. */
const RETIRED = /^(gemini-(1\.|2\.0)|gemini-pro)/;
const KNOWN = /^(gemini-(2\.5|3(\.\d)?|4)(-[a-z0-9.-]+)?|gemini-(flash|flash-lite|pro)-latest)$/;
const WITHOUT_MINIMAL = /^gemini-3\.[78]-flash/;
/** From 3.5 on every function response carries its call's id. */
const WITH_IDS = /^gemini-(3\.[5-9]|4|flash-latest)/;
const FUNCTION_NAME = /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/;
const MODES = new Set(['MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED']);

const refuse = (message: string): never => {
  throw new GeminiError(400, message);
};

export function checkModel(model: string): void {
  if (RETIRED.test(model) || !KNOWN.test(model)) {
    throw new GeminiError(
      404,
      `models/${model} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
    );
  }
}

function checkConfig(model: string, { generationConfig }: GenerateRequest): void {
  const { thinkingConfig, candidateCount } = generationConfig;
  const level = thinkingConfig?.thinkingLevel?.toUpperCase();
  if (level !== undefined && thinkingConfig?.thinkingBudget !== undefined) {
    refuse('You can only set only one of thinking budget and thinking level.');
  }
  if (level === 'MINIMAL' && WITHOUT_MINIMAL.test(model)) {
    refuse(`Thinking level MINIMAL is not supported for this model.`);
  }
  if (candidateCount !== undefined && candidateCount > 1) {
    refuse('Multiple candidates is not enabled for this model');
  }
}

function checkTools(call: GenerateCall): void {
  const names = new Set<string>();
  for (const { name, parameters, parametersJsonSchema } of call.declarations) {
    if (!FUNCTION_NAME.test(name)) refuse(`Invalid function name: ${name}.`);
    if (names.has(name)) refuse(`Duplicate function declaration found: ${name}`);
    if (parameters !== undefined && parametersJsonSchema !== undefined) {
      refuse(`${name}: parameters and parameters_json_schema are mutually exclusive.`);
    }
    names.add(name);
  }
  const config = call.request.toolConfig?.functionCallingConfig;
  if (config !== undefined && !MODES.has(config.mode)) refuse(`Invalid mode: ${config.mode}.`);
  for (const name of config?.allowedFunctionNames ?? []) {
    if (!names.has(name))
      refuse(`allowed_function_names contains an undeclared function: ${name}.`);
  }
}

const callsOf = (content: Content): NonNullable<Part['functionCall']>[] =>
  content.parts.flatMap(({ functionCall }) => functionCall ?? []);
const responsesOf = (content: Content | undefined): NonNullable<Part['functionResponse']>[] =>
  content?.parts.flatMap(({ functionResponse }) => functionResponse ?? []) ?? [];

/** Where the current turn begins: the last user message that is no function response. */
function turnStart(contents: readonly Content[]): number {
  return contents.findLastIndex(
    (content) => content.role === 'user' && responsesOf(content).length === 0,
  );
}

function checkAnswers(model: string, content: Content, next: Content | undefined): void {
  const calls = callsOf(content);
  const responses = responsesOf(next);
  if (calls.length !== responses.length) {
    refuse(
      'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
    );
  }
  const open = [...calls];
  for (const { id, name } of responses) {
    const needsId = WITH_IDS.test(model) && open.some((one) => one.id !== undefined);
    const index = open.findIndex(
      (one) => one.name === name && (one.id === id || (!needsId && one.id === undefined)),
    );
    if (index < 0) {
      refuse(
        `Function response for ${name ?? 'an unnamed function'} with id ${id ?? '(none)'} does not match any open function call.`,
      );
    }
    open.splice(index, 1);
  }
}

function checkSignatures(
  model: string,
  contents: readonly Content[],
  signatures: Signatures,
): void {
  contents.forEach((content, index) => {
    if (content.role !== 'model' || index < turnStart(contents)) return;
    const position = content.parts.findIndex(({ functionCall }) => functionCall !== undefined);
    const part = content.parts[position];
    if (part?.functionCall === undefined) return;
    if (part.thoughtSignature === undefined) {
      refuse(
        `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${part.functionCall.name}\`, position ${position + 1}. Please refer to https://ai.google.dev/gemini-api/docs/thought-signatures for more details.`,
      );
    } else if (!signatures.verify(model, part.functionCall, part.thoughtSignature)) {
      refuse('Invalid/Corrupted thought signature.');
    }
  });
}

/** @throws GeminiError 400 with the API's words, for the first rule that is broken */
export function checkRequest(call: GenerateCall, signatures: Signatures): void {
  const { model, request } = call;
  const { contents } = request;
  checkConfig(model, request);
  checkTools(call);
  if (contents.some(({ role }) => role !== 'user' && role !== 'model' && role !== 'function')) {
    refuse('Please use a valid role: user, model.');
  }
  if (contents.at(-1)?.role === 'model') {
    refuse('The request must not end with a model turn.');
  }
  if (contents.some(({ parts }) => parts.length === 0)) {
    refuse('GenerateContentRequest.contents.parts must not be empty.');
  }
  contents.forEach((content, index) => {
    if (content.role === 'model' && callsOf(content).length > 0) {
      checkAnswers(model, content, contents[index + 1]);
    }
    const before = contents[index - 1];
    if (responsesOf(content).length > 0 && (before === undefined || callsOf(before).length === 0)) {
      refuse(
        'Please ensure that function response turn comes immediately after a function call turn.',
      );
    }
  });
  if (/^gemini-[34]|latest$/.test(model)) checkSignatures(model, contents, signatures);
}
