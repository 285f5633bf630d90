/** Makes a value that satisfies a JSON schema, from what a transcript tells. */
import type { Transcript } from './transcript.ts';

type Schema = Record<string, unknown>;
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the value is to say; the schema decides how. */
export interface Intent {
  readonly transcript: Transcript;
  readonly verdict: 'root_cause' | 'no_code_change' | 'inconclusive';
  readonly commit: string | undefined;
  readonly category: string;
  readonly summary: string;
  /** Evidence ids, the best first. */
  readonly evidence: readonly string[];
  readonly now: string;
}

const MAX_DEPTH = 12;
/** Optional properties with these names are worth filling. */
const WORTHWHILE =
  /verdict|commit|sha|evidence|cit|summar|statement|claim|confid|reason|cause|categor|action|priority|query|service|file|title|decision|hypothes|ruled|^open_/i;

function resolve(schema: Schema, root: Schema): Schema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  let target: unknown = root;
  for (const key of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    target = isSchema(target) ? target[decodeURIComponent(key).replaceAll('~1', '/')] : undefined;
  }
  return isSchema(target) ? { ...target, ...schema, $ref: undefined } : {};
}

function typeOf(schema: Schema): string {
  const { type } = schema;
  const named = Array.isArray(type) ? type.find((one) => one !== 'null') : type;
  if (typeof named === 'string') return named.toLowerCase();
  if (isSchema(schema['properties'])) return 'object';
  if (schema['items'] !== undefined) return 'array';
  return 'string';
}

/** What helps against which kind of cause. */
const REMEDIES: Readonly<Record<string, string>> = {
  code_defect: 'rollback',
  dependency_update: 'rollback',
  configuration: 'config_revert',
  feature_flag: 'flag_off',
  resource_exhaustion: 'scale',
  traffic_surge: 'scale',
  dependency_outage: 'failover',
  expired_certificate: 'rotate_certificate',
  expired_credential: 'rotate_credential',
  bad_input_data: 'fix_data',
  noise: 'wait',
};

function pick(options: readonly unknown[], name: string, intent: Intent): unknown {
  const wanted = /verdict|outcome|conclusion/i.test(name)
    ? [intent.verdict]
    : /categor/i.test(name)
      ? [intent.category, 'unknown']
      : /recommend|remed/i.test(name)
        ? [
            REMEDIES[intent.category],
            intent.verdict === 'root_cause' ? 'rollback' : 'investigate_further',
          ]
        : /confid/i.test(name)
          ? ['high', 'medium']
          : /action|decision/i.test(name)
            ? intent.verdict === 'inconclusive'
              ? ['MONITOR']
              : ['TICKET', 'MONITOR']
            : /priority|severity/i.test(name)
              ? ['P2', 'P1', 'high']
              : /kind|type/i.test(name)
                ? ['commit', 'error']
                : /allow|approve|verdict/i.test(name)
                  ? ['allow', 'approve', 'approved']
                  : [];
  const fitting = wanted.find((value) => options.includes(value));
  return fitting ?? options.find((option) => option !== null) ?? null;
}

const commitMessage = (commit: string, intent: Intent): string | undefined =>
  /(?:message|comment|title|subject)["\s:]+([^"\n]{5,120})/i.exec(
    intent.transcript.commits.find(({ sha }) => sha === commit)?.context ?? '',
  )?.[1];

function text(schema: Schema, name: string, intent: Intent, position: number): string {
  const { transcript, evidence, commit } = intent;
  const pattern = typeof schema['pattern'] === 'string' ? schema['pattern'] : '';
  const format = schema['format'];
  if (format === 'date-time' || /At$|^at$|_at$/.test(name)) return intent.now;
  const evidenceId = evidence[position % Math.max(1, evidence.length)] ?? 'E1';
  if (pattern.includes('E\\d') || /evidence|citation|cites?$/i.test(name)) return evidenceId;
  if (pattern.includes('H\\d')) return `H${position + 1}`;
  if (/^[\^]?\[?0-9a-f/.test(pattern.replace('(', '')) || /commit|sha|revision/i.test(name)) {
    return commit ?? transcript.commits[0]?.sha ?? '';
  }
  if (/quote|excerpt|span/i.test(name)) {
    const quoted = transcript.evidence.find(({ id }) => id === evidenceId)?.text ?? '';
    return quoted.split('\n')[0]!.slice(0, 160);
  }
  if (/service/i.test(name)) return transcript.service ?? 'unknown';
  if (/^env/i.test(name)) return transcript.env ?? 'prod';
  if (/^(from|start|since)/i.test(name)) return 'now-1h';
  if (/^(to|end|until)$/i.test(name)) return 'now';
  if (/query|filter/i.test(name)) return 'status:error';
  if (/metric/i.test(name)) return 'avg:trace.web.request.errors{*}';
  if (/file|path/i.test(name)) {
    return /[\w./-]+\.(?:cs|ts|js|py|java|go|rb)\b/.exec(transcript.errorLine ?? '')?.[0] ?? '';
  }
  if (/^open_/i.test(name)) {
    return `Not settled: ${transcript.hypotheses[position + 1]?.statement ?? intent.summary}`;
  }
  if (/title/i.test(name)) {
    return (
      (commit === undefined ? undefined : commitMessage(commit, intent)) ??
      intent.summary.slice(0, 120)
    );
  }
  return intent.summary;
}

function withinLength(value: string, schema: Schema): string {
  const max = typeof schema['maxLength'] === 'number' ? schema['maxLength'] : 10_000;
  const min = typeof schema['minLength'] === 'number' ? schema['minLength'] : 0;
  return value.slice(0, max).padEnd(min, '.');
}

function number(schema: Schema, name: string): number {
  const low = Number(schema['minimum'] ?? schema['exclusiveMinimum'] ?? 0);
  const high = Number(schema['maximum'] ?? schema['exclusiveMaximum'] ?? Infinity);
  const wanted = /confid|probab|score/i.test(name)
    ? high > 1 && high !== Infinity
      ? high * 0.8
      : 0.8
    : /limit|top|max|count/i.test(name)
      ? 50
      : /minutes|window/i.test(name)
        ? 60
        : /priority/i.test(name)
          ? 2
          : 1;
  const value = Math.min(Math.max(wanted, low), high);
  return typeOf(schema) === 'integer' ? Math.round(value) : value;
}

/** @param name - of the property, which says more about what is meant than its type */
export function valueFor(
  given: unknown,
  name: string,
  intent: Intent,
  root: Schema = isSchema(given) ? given : {},
  depth = 0,
  position = 0,
): unknown {
  const schema = resolve(isSchema(given) ? given : {}, root);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return pick(schema['enum'], name, intent);
  const options = schema['anyOf'] ?? schema['oneOf'];
  const nullable =
    schema['nullable'] === true ||
    (Array.isArray(schema['type']) && schema['type'].includes('null')) ||
    (Array.isArray(options) && options.some((one) => isSchema(one) && one['type'] === 'null'));
  const aboutCommit = /commit|suspect|sha|pull_?request|pr$/i.test(name);
  if (nullable && (depth >= MAX_DEPTH || (aboutCommit && intent.commit === undefined))) return null;
  if (Array.isArray(options)) {
    const chosen = options.find((one) => isSchema(one) && one['type'] !== 'null') ?? options[0];
    return valueFor(chosen, name, intent, root, depth + 1, position);
  }
  if (Array.isArray(schema['allOf'])) {
    const merged = schema['allOf'].reduce<Schema>(
      (all, one) => {
        const part = resolve(isSchema(one) ? one : {}, root);
        return {
          ...all,
          ...part,
          properties: {
            ...(isSchema(all['properties']) ? all['properties'] : {}),
            ...(isSchema(part['properties']) ? part['properties'] : {}),
          },
          required: [
            ...(Array.isArray(all['required']) ? all['required'] : []),
            ...(Array.isArray(part['required']) ? part['required'] : []),
          ],
        };
      },
      { ...schema, allOf: undefined },
    );
    return valueFor(merged, name, intent, root, depth + 1, position);
  }
  switch (typeOf(schema)) {
    case 'object': {
      const properties = isSchema(schema['properties']) ? schema['properties'] : {};
      const required = Array.isArray(schema['required']) ? schema['required'] : [];
      return Object.fromEntries(
        Object.entries(properties)
          .filter(
            ([key]) => required.includes(key) || (depth < MAX_DEPTH / 2 && WORTHWHILE.test(key)),
          )
          .map(([key, one]) => [key, valueFor(one, key, intent, root, depth + 1, position)]),
      );
    }
    case 'array': {
      const least = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
      const most = typeof schema['maxItems'] === 'number' ? schema['maxItems'] : Infinity;
      const cites = /evidence|citation/i.test(name);
      const wanted = cites
        ? intent.evidence.length
        : /^open_/i.test(name)
          ? Math.min(1, Math.max(0, intent.transcript.hypotheses.length - 1))
          : /claim|cause|reason|hypothes|timeline|step/i.test(name)
            ? 1
            : 0;
      const length = depth >= MAX_DEPTH ? least : Math.min(Math.max(wanted, least), most, 3);
      return Array.from({ length: Math.max(length, least) }, (_, index) =>
        valueFor(schema['items'] ?? {}, name.replace(/s$/, ''), intent, root, depth + 1, index),
      );
    }
    case 'integer':
    case 'number':
      return number(schema, name);
    case 'boolean':
      return /approv|allow|ok|valid|deep|worth|real/i.test(name);
    case 'null':
      return null;
    default:
      return withinLength(text(schema, name, intent, position), schema);
  }
}
