/** What a diff does, in terms of how programs fail: guards removed, limits moved, calls added. */
import { diffOfFile, type DiffLine, type Hunk } from './parse.ts';
import { fileRole, type FileRole } from './file-role.ts';
import type { FileChange } from '../../domain/observation.ts';
import { pairMoved, settingFacts } from './settings.ts';
import { lineFacts } from './line-facts.ts';
import { pragmaFacts } from './pragma.ts';
import { cut } from './cut.ts';
import { constantsIn, localsIn } from './effect.ts';
import { moveFacts, wrapFacts } from './structure.ts';
import { dependencyFacts } from './dependencies.ts';
import { reachFacts } from './reach.ts';

export const FACT_KINDS = [
  'guard_removed',
  'guard_added',
  'error_handling_removed',
  'error_handling_added',
  'timeout_changed',
  'retry_changed',
  'pool_changed',
  'limit_changed',
  'memory_setting',
  'cpu_setting',
  'replicas_changed',
  'concurrency_setting',
  'rate_limit_changed',
  'batch_size_changed',
  'cache_changed',
  'interval_changed',
  'retention_changed',
  'endpoint_changed',
  'reach_changed',
  'credential_setting',
  'tls_changed',
  'validation_removed',
  'validation_added',
  'locking_removed',
  'locking_changed',
  'concurrency_added',
  'serialisation_changed',
  'schema_changed',
  'index_removed',
  'query_changed',
  'query_in_loop',
  'dependency_version',
  'config_removed',
  'config_changed',
  'config_required',
  'flag_changed',
  'auth_changed',
  'resource_leak',
  'accumulation',
  'loop_changed',
  'recursion_added',
  'call_added',
  'remote_call_added',
  'signature_changed',
  'field_access_changed',
  'index_access_changed',
  'arithmetic_changed',
  'condition_changed',
  'boundary_changed',
  'name_swapped',
  'constant_changed',
  'parse_changed',
  'encoding_changed',
  'null_returned',
  'exception_thrown',
  'regex_changed',
  'regex_backtracking',
  'number_narrowed',
  'blocking_call',
  'wiring_changed',
  'mode_changed',
  'logging_only',
  'log_level_changed',
  'idempotency_removed',
  'code_removed',
  'code_changed',
] as const;
export type FactKind = (typeof FACT_KINDS)[number];

export interface DiffFact {
  readonly kind: FactKind;
  readonly file: string;
  readonly role: FileRole;
  /** Enclosing function, as far as the hunk shows it. */
  readonly function: string | null;
  /** Line in the new file, or in the old one for removals; null without numbers. */
  readonly line: number | null;
  /** The setting, dependency or identifier concerned. */
  readonly name: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly direction: 'up' | 'down' | 'added' | 'removed' | 'changed';
  /** One line for a person. */
  readonly summary: string;
  /** 0–1: how sure the reading is. */
  readonly weight: number;
  /** True where nothing but literals differ. */
  readonly literal?: boolean;
  /** True inside of what runs only when something has failed already. */
  readonly handler?: boolean;
}

export interface Block {
  readonly file: string;
  readonly role: FileRole;
  readonly function: string | null;
  readonly removed: readonly DiffLine[];
  readonly added: readonly DiffLine[];
  /** Lines right before the block, nearest last. */
  readonly before: readonly string[];
  /** Lines that follow it in the hunk, nearest first. */
  readonly after: readonly string[];
}

/** One pattern for each way in which languages write a definition; each has the name as its group. */
const DEFINITIONS: readonly RegExp[] = [
  // def, func, fn, function, sub, fun: with Go's receiver, Kotlin's type parameters and receiver, Ruby's self
  /(?:^|\s)(?:def|func|fn|function|sub|fun)\s+(?:\([^)]{0,80}\)\s*)?(?:<[^>]{1,40}>\s*)?(?:[\w<>?,]{1,60}\.)?([A-Za-z_$][\w$]*)/,
  /(?:^|\s)([A-Za-z_$][\w$]*)\s*=\s*(?:async\s*)?(?:function|\([^)]{0,120}\)\s*(?::[^=]{1,60})?=>)/,
  /(?:public|private|protected|internal|static|async|final|override|virtual|synchronized)\s[\w<>[\],.?\s]{0,80}?([A-Za-z_$][\w$]*)\s*\(/,
  /^\s*(?:(?:async|get|set)\s+)?([A-Za-z_$][\w$]*)\s*\([^;]{0,160}\)\s*(?::[^{;]{1,80})?\{\s*$/,
  // C and C++: type and name, with what may follow the parameters
  /^[\w:*&<>,\s]{1,80}\b([A-Za-z_]\w*)\s*\([^;]{0,160}\)(?:\s*(?:const|noexcept|override|final|volatile))*\s*(?:->\s*[\w:<>*&,\s]{1,60})?\{?\s*$/,
];
const NOT_FUNCTIONS = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'return',
  'else',
  'do',
  'try',
  'using',
  'lock',
  'with',
  'new',
  'throw',
  'await',
  'elif',
  'foreach',
]);

/** `return int(text)` calls what it names. */
const CALLS =
  /^\s*(?:return|await|yield|throw|raise|assert|print|puts|echo|defer|go|not|delete|new|goto|case|else|do|in|and|or|super|self|this)\b(?!\s*=>)/;

/** The function whose definition a line is, or null. */
export function definedFunction(line: string): string | null {
  if (line.length > 400 || CALLS.test(line)) return null;
  const text = cut(line).replace(/^\s*pub\s*(?:\([^)]{0,40}\))?\s+/, '');
  for (const definition of DEFINITIONS) {
    const name = definition.exec(text)?.[1];
    if (name !== undefined) return NOT_FUNCTIONS.has(name) ? null : name;
  }
  return null;
}

/** Every function that a hunk shows or changes lines of. */
export function functionsOf(hunk: Hunk): string[] {
  const out = new Set<string>();
  const own = definedFunction(hunk.section);
  if (own !== null) out.add(own);
  for (const line of hunk.lines) {
    const name = definedFunction(line.text);
    if (name !== null) out.add(name);
  }
  return [...out];
}

/** Runs of changed lines with what stands right above them. */
export function blocksOf(change: FileChange): Block[] {
  const diff = diffOfFile(change);
  const role = fileRole(change.path);
  const out: Block[] = [];
  for (const hunk of diff.hunks) {
    const { lines } = hunk;
    let name = definedFunction(hunk.section);
    for (let at = 0; at < lines.length;) {
      if (lines[at]?.kind === 'context') {
        name = definedFunction(lines[at]?.text ?? '') ?? name;
        at += 1;
        continue;
      }
      const from = at;
      while (at < lines.length && lines[at]?.kind !== 'context') {
        if (lines[at]?.kind === 'added') name = definedFunction(lines[at]?.text ?? '') ?? name;
        at += 1;
      }
      const changed = lines.slice(from, at);
      out.push({
        file: change.path,
        role,
        function: name,
        removed: changed.filter((each) => each.kind === 'removed'),
        added: changed.filter((each) => each.kind === 'added'),
        before: lines.slice(Math.max(0, from - 8), from).map((each) => each.text),
        after: lines
          .slice(at, at + 12)
          .filter((each) => each.kind !== 'removed')
          .map((each) => each.text),
      });
    }
  }
  return out;
}

/** A patch that only adds, from the first line on, and a lot: the file is new, whatever its status says. */
const isWholeFile = (blocks: readonly Block[]): boolean => {
  const [only] = blocks;
  return (
    blocks.length === 1 &&
    only !== undefined &&
    only.removed.length === 0 &&
    only.added.length >= 12 &&
    only.added[0]?.newLine === 1
  );
};

/** More facts than this of one commit add nothing: it is a rewrite. */
const MAX_FACTS = 400;

const LIVES_LONG =
  /^(?:export\s+)?(?:const|let|var)\s+\w+[^=\n]{0,80}=\s*(?:new (?:Map|Set|Array|WeakRef)|\[\]|\{\}|\[)|\bstatic\b[^=\n]{0,120}(?:Map|List|Set|Dictionary|Queue|Cache)|^\w+\s*(?::[^=\n]{1,60})?=\s*(?:\{\}|\[\]|dict\(|set\(|list\(|defaultdict|OrderedDict)|^var \w+\s*=?\s*(?:make\()?map\[|\bglobal\b|@lru_cache\(maxsize=None|@cache\b|^\s*(?:private|protected|public|internal)?\s*(?:readonly|final)?\s*[\w<>,\s]{0,60}(?:Map|List|Set|Dictionary|Queue)<[^;]{0,80}=\s*new|self\.\w+\s*=\s*(?:\{\}|\[\]|dict\(|list\(|set\()|this\.\w+\s*=\s*(?:new (?:Map|Set)|\[\]|\{\})|@\w+\s*\|\|=\s*(?:\{|\[)|@@\w+\s*=/;
const PUTS_IN =
  /\.(?:push|append|add|put|set|insert|offer|enqueue|Add|Enqueue|store)\(|\[[^\]\n]{1,60}\]\s*=[^=]|<<\s|append\(/;
const TAKES_OUT =
  /\.(?:delete|remove|clear|evict|pop|shift|poll|Remove|Dequeue|expire)\w*\(|delete\(|maxSize|max_size|maxsize=\d|maximumSize|LRU|lru-cache|ttl|expire|WeakMap|WeakRef/i;

/** What only shows over all changes of one file: a collection that outlives requests and only grows. */
function fileFact(file: string, blocks: readonly Block[]): DiffFact | null {
  const added = blocks.flatMap((each) => each.added).map((each) => cut(each.text));
  const keeps = added.find((text) => LIVES_LONG.test(text));
  const first = blocks[0];
  if (keeps === undefined || first === undefined || first.role !== 'source') return null;
  if (!added.some((text) => PUTS_IN.test(text)) || added.some((text) => TAKES_OUT.test(text)))
    return null;
  const line =
    blocks.flatMap((each) => each.added).find((each) => each.text.startsWith(keeps))?.newLine ??
    null;
  return {
    kind: 'accumulation',
    file,
    role: first.role,
    function: first.function,
    line,
    name: null,
    before: null,
    after: keeps.trim(),
    direction: 'added',
    summary: `a collection that outlives requests and is never emptied: ${keeps.trim().slice(0, 80)}`,
    weight: 1,
  };
}

/** Facts of all files whose patch was read. */
export function diffFacts(files: readonly FileChange[]): DiffFact[] {
  const out: DiffFact[] = [];
  for (const file of files) {
    if (file.patch === null) continue;
    const blocks = blocksOf(file);
    const fresh = file.status === 'added' || isWholeFile(blocks);
    const whole = fileFact(file.path, blocks);
    if (whole !== null) out.push(whole);
    const constants = constantsIn(blocks.flatMap((each) => each.added));
    const named = {
      added: localsIn(blocks.flatMap((each) => each.added)),
      removed: localsIn(blocks.flatMap((each) => each.removed)),
      context: [],
    };
    if (!fresh) {
      for (const hunk of diffOfFile(file).hunks)
        out.push(...moveFacts(file.path, hunk, definedFunction(hunk.section)));
    }
    const settings: DiffFact[] = [];
    const found: DiffFact[] = [];
    for (const block of blocks) {
      if (out.length + found.length >= MAX_FACTS) break;
      const lines = lineFacts(block, constants, named);
      const literal = lines.length > 0 && lines.every((each) => each.literal === true);
      const handler = lines.length > 0 && lines.every((each) => each.handler === true);
      settings.push(
        ...settingFacts(block).map((each) => ({
          ...each,
          ...(literal ? { literal } : {}),
          ...(handler ? { handler } : {}),
        })),
      );
      found.push(
        ...dependencyFacts(block),
        ...reachFacts(block),
        ...pragmaFacts(block),
        ...wrapFacts(block),
        ...lines,
      );
    }
    const all = [...pairMoved(settings), ...found];
    // a new file holds a bit of everything: what it adds was never there to be broken
    out.push(...(fresh ? all.map((each) => ({ ...each, weight: 0.55 * each.weight })) : all));
    if (out.length >= MAX_FACTS) return out;
  }
  return out;
}
