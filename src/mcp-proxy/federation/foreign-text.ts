/**
 * What other MCP servers say of their own tools is text from outside, and hosts put it into a model's
 * prompt as if it were ours: it is cleaned, cut, said to be theirs, and withheld where it reads like
 * instructions to a model instead of a description ("tool poisoning").
 */
import { makeVisible } from '../../platform/untrusted/visible.ts';
import { cut } from '../tools/common/text.ts';

const MAX_DESCRIPTION = 1_200;
const MAX_FIELD = 300;
const MAX_TITLE = 80;
/** A schema that is larger would cost every conversation more than it is worth. */
export const MAX_SCHEMA = 24_000;
const MAX_DEPTH = 12;

/** Words that have no business in a description; each was seen in published attacks. */
const INSTRUCTION = [
  /ignore (?:all |any )?(?:the )?(?:previous|prior|above|earlier|other) (?:instructions?|tools?|rules?|messages?)/i,
  /(?:do not|don't|never) (?:tell|mention|inform|reveal|show|notify)[^.]{0,40}(?:the )?(?:user|human|operator|anyone)/i,
  /<\/?(?:important|system|secret|instructions?|hidden|assistant)>/i,
  /system prompt/i,
  /(?:before|instead of|after) (?:using|calling) (?:this|any|other|the) [^.]{0,60}(?:you must|always|first (?:read|call|send))/i,
  /you (?:must|should|have to) (?:always |first |also )?(?:read|send|include|pass|call|copy|upload)[^.]{0,80}(?:\.ssh|\.env|id_rsa|credential|password|api[ _-]?key|token|secret|private key)/i,
];

export interface ForeignText {
  readonly text: string;
  /** It read like instructions and was left out. */
  readonly withheld: boolean;
}

export const readsLikeInstructions = (text: string): boolean =>
  INSTRUCTION.some((pattern) => pattern.test(text));

/** @param trusted - the operator vouches for the server: instructions are let through */
export function foreignText(text: string, max: number, trusted: boolean): ForeignText {
  const visible = makeVisible(text).trim();
  if (!trusted && readsLikeInstructions(visible)) {
    return { text: '(withheld: its text reads like instructions to a model)', withheld: true };
  }
  return { text: cut(visible, max), withheld: false };
}

export const foreignDescription = (text: string, trusted: boolean): ForeignText =>
  foreignText(text, MAX_DESCRIPTION, trusted);

/** One line. */
export const foreignTitle = (text: string, trusted: boolean): string =>
  foreignText(text.replace(/\s+/g, ' '), MAX_TITLE, trusted).text;

/** Members of a JSON schema that are prose. */
const PROSE = new Set(['description', 'title', '$comment']);
/** Members that only cost a model tokens, or that the listing decides itself. */
const DROPPED = new Set(['$schema', '$id', 'examples', '$comment', 'markdownDescription']);
/** Members whose members are named by the server, so that a `description` in them is an argument. */
const MAPS = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
]);

/** The schema with its prose cleaned. `enum`, `const`, `default` and names stay: they are matched. */
export function foreignSchema(
  schema: Readonly<Record<string, unknown>>,
  trusted: boolean,
): { readonly schema: Record<string, unknown>; readonly withheld: boolean } {
  let withheld = false;
  const walk = (node: unknown, isMap: boolean, depth: number): unknown => {
    if (depth > MAX_DEPTH) return {};
    if (Array.isArray(node)) return node.map((item) => walk(item, false, depth + 1));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).flatMap(([key, value]) => {
        if (!isMap && DROPPED.has(key)) return [];
        if (!isMap && PROSE.has(key) && typeof value === 'string') {
          const cleaned = foreignText(value, MAX_FIELD, trusted);
          withheld ||= cleaned.withheld;
          return [[key, cleaned.text]];
        }
        if (!isMap && (key === 'enum' || key === 'const' || key === 'default'))
          return [[key, value]];
        return [[key, walk(value, !isMap && MAPS.has(key), depth + 1)]];
      }),
    );
  };
  return { schema: walk(schema, false, 0) as Record<string, unknown>, withheld };
}

/** Names of arguments that are no names: prose has been hidden in those as well. */
export function strangeNames(schema: Readonly<Record<string, unknown>>): string[] {
  const properties = schema['properties'];
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.keys(properties).filter((name) => !/^[\w.$@/-]{1,64}$/.test(name));
}
