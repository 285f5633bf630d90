/** A capable stand-in: looks at logs, commits and the best suspect's diff, then reports. */
import { valueFor, type Intent } from './schema-value.ts';
import { readTranscript, type Transcript } from './transcript.ts';
import { call, type Declaration, type GenerateCall, type Part, type Turn } from './wire.ts';

const FINAL =
  /^(submit|finish|final|report|record|decide|answer|complete|emit)|_(report|verdict|decision|answer)$/i;
const SWEEP = [/log/i, /commit(?!.*diff)/i, /deploy/i];
const DIFF = /diff/i;
/** Writing tools are for people and for the outbox. */
const WRITES = /^(create|comment|post|update|delete|close|send)_/i;

const schemaOf = (declaration: Declaration): unknown =>
  declaration.parametersJsonSchema ?? declaration.parameters ?? {};

export const finalOf = ({
  declarations,
  allowed,
  mustCall,
}: GenerateCall): Declaration | undefined => {
  const open = declarations.filter(({ name }) => allowed.includes(name));
  return (
    open.find(({ name }) => FINAL.test(name)) ??
    (mustCall && open.length === 1 ? open[0] : undefined)
  );
};

/** Below this share a guess that the prompt ranks is not taken over. */
const CONVINCING = 0.4;

/**
 * What this transcript supports. A guess that the prompt itself ranks high is taken over; without
 * one a commit is blamed only when it touches a file that the errors name.
 */
export function intentOf(transcript: Transcript, now: string): Intent {
  const [leading] = transcript.hypotheses;
  const convincing = leading !== undefined && leading.share >= CONVINCING ? leading : undefined;
  const best = transcript.commits[0];
  const own = leading === undefined && best !== undefined && best.score > 0 ? best.sha : undefined;
  const commit = convincing?.commit ?? own;
  const expired = /certificate.{0,80}expired|expired.{0,80}certificate|x509/i.test(transcript.text);
  const elsewhere = convincing !== undefined || (leading === undefined && expired);
  const verdict =
    commit !== undefined ? 'root_cause' : elsewhere ? 'no_code_change' : 'inconclusive';
  const category =
    convincing?.category ??
    (commit !== undefined ? 'code_defect' : elsewhere ? 'expired_certificate' : 'unknown');
  const service = transcript.service ?? 'the service';
  const error = transcript.errorLine ?? 'errors without a common text';
  const because =
    convincing?.statement ??
    (commit === undefined
      ? 'No commit that was read touches the failing code.'
      : `Commit ${commit.slice(0, 10)} changed the file that the stack trace names.`);
  const ranked = transcript.evidence
    .toSorted((a, b) => rank(b.text, commit) - rank(a.text, commit))
    .map(({ id }) => id);
  const evidence = [...new Set([...(convincing?.evidence ?? []), ...ranked])].slice(0, 3);
  const summary = `${because} ${service} fails with "${error}".`;
  return { transcript, verdict, category, commit, summary, evidence, now };
}

const rank = (text: string, commit: string | undefined): number =>
  (commit !== undefined && text.includes(commit.slice(0, 7)) ? 2 : 0) +
  (/exception|error|timeout|expired/i.test(text) ? 1 : 0);

/** Calls the named function with arguments that satisfy its schema. */
export function callFor(declaration: Declaration, intent: Intent): Part {
  const args = valueFor(schemaOf(declaration), declaration.name, intent);
  return call(declaration.name, args as Record<string, unknown>);
}

/** The first useful calls that were not made yet. */
function nextCalls(generate: GenerateCall, intent: Intent): Part[] {
  const { transcript } = intent;
  const made = new Set(transcript.calls.map(({ name }) => name));
  const open = generate.declarations.filter(
    ({ name }) => generate.allowed.includes(name) && !FINAL.test(name) && !WRITES.test(name),
  );
  const unmade = (expression: RegExp): Declaration | undefined => {
    const fitting = open.filter(({ name }) => expression.test(name));
    return fitting.some(({ name }) => made.has(name)) ? undefined : fitting[0];
  };
  if (transcript.calls.length === 0) {
    const sweep = SWEEP.map(unmade).filter((one) => one !== undefined);
    return [...new Set(sweep)].slice(0, 3).map((declaration) => callFor(declaration, intent));
  }
  const diff = unmade(DIFF);
  const suspect = intent.commit ?? transcript.hypotheses[0]?.commit ?? transcript.commits[0]?.sha;
  if (diff === undefined || suspect === undefined) return [];
  return [callFor(diff, { ...intent, commit: suspect })];
}

/** The answer without functions: JSON where it is asked for, else text. */
export function textAnswer(generate: GenerateCall, intent: Intent): Part {
  const { generationConfig } = generate.request;
  const schema = generationConfig.responseJsonSchema ?? generationConfig.responseSchema;
  if (schema !== undefined) return { text: JSON.stringify(valueFor(schema, 'answer', intent)) };
  if (generationConfig.responseMimeType === 'application/json') {
    return { text: JSON.stringify({ verdict: intent.verdict, summary: intent.summary }) };
  }
  return { text: intent.summary };
}

/** @param now - ISO time of the world */
export function good(generate: GenerateCall, now: string): Turn {
  const transcript = readTranscript(generate);
  const intent = intentOf(transcript, now);
  const calls = generate.allowed.length === 0 ? [] : nextCalls(generate, intent);
  if (calls.length > 0) return { kind: 'answer', parts: calls };
  const final = finalOf(generate);
  if (final !== undefined && generate.allowed.length > 0) {
    return { kind: 'answer', parts: [callFor(final, intent)] };
  }
  if (generate.mustCall) {
    const any = generate.declarations.find(({ name }) => generate.allowed.includes(name));
    if (any !== undefined) return { kind: 'answer', parts: [callFor(any, intent)] };
  }
  return { kind: 'answer', parts: [textAnswer(generate, intent)] };
}
