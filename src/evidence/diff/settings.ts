/** Settings whose value moved: timeouts, pools, limits, retries, memory, endpoints, flags. */
import type { Block, DiffFact, FactKind } from './facts.ts';
import { isInert } from './line-facts.ts';
import type { DiffLine } from './parse.ts';

/** Tried on `_name_of_the_setting_`: short words have to stand alone (`port` is not in `export`). */
const KINDS: readonly (readonly [RegExp, FactKind, string])[] = [
  // when to warn of a thing changes nothing about the thing
  [/_warn(?:ing)?s?_|_alert(?:ing|s)?_|_notif/, 'limit_changed', 'warning threshold'],
  [
    /time_?out|deadline|keep_?alive|_waits?_|wait_?time|time_?limit|expires?_in|lifetime|patience|_grace_|give_?up|_within_|_linger_/,
    'timeout_changed',
    'timeout',
  ],
  [/retr(?:y|ies)|_attempts?_|_tries_|redeliver|back_?off/, 'retry_changed', 'retries'],
  [
    /pool|_slots?_|permits?_|sockets?_|max_?(?:active|idle|open)?_?conn|connection_?limit|max_?idle|min_?idle|connections?_$|max_?connections/,
    'pool_changed',
    'connection pool',
  ],
  [/_xmx|_xms|memory|mem_?limit|heap|max_?old_?space|_ram/, 'memory_setting', 'memory'],
  [/_cpus?_|millicores/, 'cpu_setting', 'cpu'],
  [
    /replicas?|min_?instances|max_?instances|desired_?count|min_?capacity|max_?surge|_instances?_/,
    'replicas_changed',
    'replicas',
  ],
  [
    /threads?|workers?|concurrency|parallel|prefetch|in_?flight|semaphore|goroutines?|executors?|_children_|_process(?:es)?_|_procs_|_consumers_|_fibers_|_lanes_|at_?once/,
    'concurrency_setting',
    'concurrency',
  ],
  [
    /_rates?_|rate_?limit|throttl|quota|_qps_|_rps_|per_?(?:second|minute|hour|day|week|month|year)|burst/,
    'rate_limit_changed',
    'rate limit',
  ],
  [
    /batch|chunk|page_?size|_bulk_|fetch_?size|per_?page|max_?(?:poll_?)?(?:records|messages|rows|items|events)_/,
    'batch_size_changed',
    'batch size',
  ],
  // how long data is there for whoever comes for it
  [
    /retention|retain|_purge|_prune|_keep_(?:for|days|hours|ms|seconds)|_history_(?:days|hours|ms|size)/,
    'retention_changed',
    'time that data is kept',
  ],
  // what others may keep saves their asking again, and takes no memory here
  [/cache_?control|_max_?age_|_s_?maxage_/, 'interval_changed', 'time that others may keep it'],
  [/cache|_ttl_|evict|max_?age|expir|_stale_/, 'cache_changed', 'cache'],
  [
    /interval|_every_|_period_|_cron_|schedule|frequency|_delays?_|_poll|_pauses?_|_sleeps?_|cool_?down|debounce/,
    'interval_changed',
    'interval',
  ],
  [
    /_tls_|_ssl_|_certs?_|certificate|cipher|_verify_|ca_?file|truststore|keystore|https?_only|insecure/,
    'tls_changed',
    'TLS',
  ],
  [
    /password|passwd|secret|_tokens?_|api_?key|credential|access_?key|client_?id|signing_?key/,
    'credential_setting',
    'credential',
  ],
  [
    /_urls?_|_uri_|_hosts?_|hostname|endpoint|_address_|_port_|base_?path|_domain_|_server_|_dsn_|_brokers?_|bootstrap|_region_|bucket|_topic_|queue_?name|_path_/,
    'endpoint_changed',
    'endpoint',
  ],
  [
    /feature|_flags?_|toggle|_enabled?_|_disabled?_|experiment|rollout|use_?new|percentage/,
    'flag_changed',
    'flag',
  ],
  [
    /limit|_max_|_min_|_most_|_sizes?_|_length_|capacity|buffer|threshold|_depth_|_window_|factor|tolerance|minimum|maximum/,
    'limit_changed',
    'limit',
  ],
  // how long something may take, or how often it is done: nothing but the unit tells
  [/_(?:ms|millis|milliseconds|secs?|seconds|minutes)_$/, 'timeout_changed', 'time'],
];

const ASSIGNMENT =
  /([A-Za-z_$@][\w$.\-/[\]'"]{0,80}?)["']?\s*(?::=|=>|[:=]|\s(?=\d))\s*(.{1,200})$/;
const CALL = /\.?([A-Za-z_$][\w$]{2,60})\(\s*([^()]{1,80}?)\s*\)/;
const NUMBER = /[-+]?\d[\d_]*(?:\.\d+)?/;

interface Setting {
  readonly name: string;
  readonly value: string;
  readonly line: DiffLine;
  readonly key: string;
}

const normal = (name: string): string =>
  name
    .replace(/([A-Z]{2,})([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[-.\s/'"[\]]+/g, '_')
    .toLowerCase();

/** What kind of setting a name is; null for a name that is none. */
export function settingKind(name: string): { kind: FactKind; label: string } | null {
  const text = `_${normal(name)}_`;
  for (const [pattern, kind, label] of KINDS) if (pattern.test(text)) return { kind, label };
  return null;
}

function settingOf(line: DiffLine): Setting | null {
  const text = line.text.trim();
  if (text.length > 300 || isInert(line.text) || /^(?:\/\/|#|\*|--|<!--)/.test(text)) return null;
  const flag = /--?([A-Za-z][\w-]{2,60})[= ]([\w./:-]{1,80})/.exec(text);
  const assigned = ASSIGNMENT.exec(text);
  if (assigned !== null && !/^(?:return|if|else|for|while|case|import|from)\b/.test(text)) {
    const name = assigned[1] ?? '';
    const call = CALL.exec(assigned[2] ?? '');
    // `client.setTimeout(5)`, `x = Duration.ofSeconds(5)`: the telling name may be the call's
    if (call !== null && settingKind(name) === null && settingKind(call[1] ?? '') !== null) {
      return { name: call[1] ?? '', value: call[2] ?? '', line, key: normal(call[1] ?? '') };
    }
    const value = (assigned[2] ?? '').replace(/[,;]\s*$/, '').trim();
    return { name, value, line, key: normal(name) };
  }
  const call = CALL.exec(text);
  if (call !== null)
    return { name: call[1] ?? '', value: call[2] ?? '', line, key: normal(call[1] ?? '') };
  if (flag !== null)
    return { name: flag[1] ?? '', value: flag[2] ?? '', line, key: normal(flag[1] ?? '') };
  return null;
}

const ENTRY = /^["']?[A-Za-z_$][\w$-]*["']?\s*[:=]\s*[^,:=(){}[\]"'`]+$/;

/** The settings of a line: of several on one line (`window: 60, max: 300,`) each by itself. */
function settingsOf(line: DiffLine): Setting[] {
  const parts = line.text.trim().replace(/,$/, '').split(/,\s+/);
  const lines =
    parts.length > 1 && parts.every((each) => ENTRY.test(each))
      ? parts.map((text) => ({ ...line, text }))
      : [line];
  return lines.flatMap((each) => settingOf(each) ?? []);
}

const SCALE: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  sec: 1_000,
  secs: 1_000,
  seconds: 1_000,
  m: 60_000,
  min: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hours: 3_600_000,
  k: 1e3,
  ki: 1024,
  kb: 1e3,
  mi: 1_048_576,
  mb: 1e6,
  g: 1e9,
  gi: 1_073_741_824,
  gb: 1e9,
};

/** The first number of a value with its unit folded in: `30s` and `30000` stay comparable within a unit family. */
export function numberOf(value: string): number | null {
  const product = /^(\d[\d_]*)((?:\s*\*\s*\d[\d_]*){1,4})$/.exec(value.trim());
  if (product !== null) {
    return value.split('*').reduce((out, part) => out * Number(part.replaceAll('_', '').trim()), 1);
  }
  const match = NUMBER.exec(value);
  if (match === null) return null;
  const number = Number(match[0].replaceAll('_', ''));
  if (!Number.isFinite(number)) return null;
  const unit = /^\s?([a-zA-Z]{1,7})\b/
    .exec(value.slice(match.index + match[0].length))?.[1]
    ?.toLowerCase();
  return number * (unit === undefined ? 1 : (SCALE[unit] ?? 1));
}

const NUMBERS = /\d[\d_]*(?:\.\d+)?/g;

/** `8.15.3-r0`, `10.0.0.1`: the parts of a version or an address are no numbers of anything. */
const isVersion = (text: string, { 0: digits, index }: RegExpExecArray): boolean =>
  /\d\.$/.test(text.slice(0, index)) || /^\.\d/.test(text.slice(index + digits.length));

const KEYWORDS = new Set(
  'const let var export return static final public private int long double float string new default function def time'.split(
    ' ',
  ),
);

/** The telling name in front of a number: the last identifier whose words name a kind of setting. */
function nameBefore(text: string, at: number): string | null {
  const head = text.slice(Math.max(0, at - 80), at);
  const names = [...head.matchAll(/[A-Za-z_$][\w$.-]{2,60}/g)].map((match) => match[0]);
  for (const name of names.slice(-3).reverse()) {
    if (!KEYWORDS.has(name) && settingKind(name) !== null) return name;
  }
  return null;
}

/**
 * Numbers that moved inside lines that are otherwise the same, wherever they stand: arguments,
 * object literals, durations (`2 * time.Second` → `200 * time.Millisecond`).
 */
function movedNumbers(block: Block): DiffFact[] {
  const skeleton = (text: string): string =>
    text
      .replace(NUMBERS, '#')
      .replace(/[Mm]illi(?:seconds?|s)?|[Ss]econds?|[Mm]inutes?|[Hh]ours?|\b(?:ms|s|m|h)\b/g, '~')
      .replace(/\s+/g, '');
  const out: DiffFact[] = [];
  const left = [...block.removed];
  for (const after of block.added) {
    if (after.text.length > 400) continue;
    const shape = skeleton(after.text);
    const at = left.findIndex(
      (each) =>
        each.text.length <= 400 && skeleton(each.text) === shape && each.text !== after.text,
    );
    if (at === -1) continue;
    const before = left.splice(at, 1)[0];
    if (before === undefined) continue;
    const old = [...before.text.matchAll(NUMBERS)];
    const now = [...after.text.matchAll(NUMBERS)];
    for (let index = 0; index < Math.min(old.length, now.length); index += 1) {
      const a = old[index];
      const b = now[index];
      if (a === undefined || b === undefined || isVersion(after.text, b)) continue;
      const from = scaled(before.text, a.index, a[0]);
      const to = scaled(after.text, b.index, b[0]);
      if (from === null || to === null || from === to) continue;
      const name =
        nameBefore(after.text, b.index) ?? siblingName(after.text, block) ?? block.function;
      const kind = name === null ? null : settingKind(name);
      out.push({
        kind: kind?.kind ?? 'constant_changed',
        file: block.file,
        role: block.role,
        function: block.function,
        line: after.newLine,
        name,
        before: before.text.trim().slice(0, 200),
        after: after.text.trim().slice(0, 200),
        direction: to > from ? 'up' : 'down',
        summary: `${kind?.label ?? 'value'} ${name ?? ''} changed from ${a[0]} to ${b[0]} (${to > from ? 'up' : 'down'})`,
        weight: (kind === null ? 0.75 : 0.95) * magnitude(from, to),
      });
    }
  }
  return out;
}

const skeletonOf = (text: string): string => text.replace(NUMBERS, '#').replace(/\s+/g, '');

/**
 * How a setting's value moved, told from its two values: the first number that differs where all
 * else is the same (`-Xmx2g` → `-Xmx512m` of several options), else the numbers that they begin with.
 *
 * @returns null where no number moved; `kind` by the option's own name in front of the number, else
 * by the setting's
 */
export function movedSetting(
  name: string,
  before: string,
  after: string,
): {
  readonly direction: 'up' | 'down';
  readonly magnitude: number;
  readonly kind: { readonly kind: FactKind; readonly label: string } | null;
} | null {
  let [from, to] = [numberOf(before), numberOf(after)];
  let option: string | null = null;
  if (skeletonOf(before) === skeletonOf(after)) {
    const old = [...before.matchAll(NUMBERS)];
    const now = [...after.matchAll(NUMBERS)];
    const at = now.findIndex((each, index) => each[0] !== old[index]?.[0]);
    const [a, b] = [old[at], now[at]];
    if (a !== undefined && b !== undefined && now.length > 1) {
      [from, to] = [numberOf(before.slice(a.index)), numberOf(after.slice(b.index))];
    }
    if (b !== undefined) option = nameBefore(after, b.index);
  }
  if (from === null || to === null || from === to) return null;
  return {
    direction: to > from ? 'up' : 'down',
    magnitude: magnitude(from, to),
    kind: settingKind(name) ?? (option === null ? null : settingKind(option)),
  };
}

/** How far a number moved, 0.15–1: a tweak by a few percent seldom breaks anything, a factor of two may. */
function magnitude(from: number, to: number): number {
  if (from === 0 || to === 0 || from < 0 !== to < 0) return 1;
  return Math.min(1, 0.15 + Math.abs(Math.log2(to / from)));
}

/** A number with the time unit around it folded in, in ms where there is one. */
function scaled(text: string, at: number, digits: string): number | null {
  const value = Number(digits.replaceAll('_', ''));
  if (!Number.isFinite(value)) return null;
  const around = text.slice(Math.max(0, at - 24), at + digits.length + 24);
  if (/milli|\d\s?ms\b/i.test(around)) return value;
  if (/second|\d\s?s\b/i.test(around)) return value * 1_000;
  if (/minute|\d\s?m\b/i.test(around)) return value * 60_000;
  if (/hour|\d\s?h\b/i.test(around)) return value * 3_600_000;
  return value;
}

/** YAML and its kin mean the same with and without quotes: tidying them away changes nothing. */
const unquoted = (value: string): string => value.replace(/^(["'])(.*)\1$/, '$2');

/** Pairs removed with added settings of the same name and says how the value moved. */
export function settingFacts(block: Block): DiffFact[] {
  if (['docs', 'test', 'lock_file', 'dependency_manifest'].includes(block.role)) return [];
  const out: DiffFact[] = movedNumbers(block);
  const removed = block.removed.flatMap(settingsOf);
  const used = new Set<number>();
  const config = block.role === 'runtime_config' || block.role === 'deployment';
  for (const after of block.added.flatMap(settingsOf)) {
    const at = removed.findIndex((each, index) => !used.has(index) && each.key === after.key);
    const before = at === -1 ? null : (removed[at] ?? null);
    if (at !== -1) used.add(at);
    const renamed = config ? renamedFrom(after, removed) : null;
    if (renamed !== null) {
      out.push({
        kind: 'config_removed',
        file: block.file,
        role: block.role,
        function: block.function,
        line: after.line.newLine,
        name: renamed.name.replace(/["']/g, ''),
        before: renamed.name,
        after: after.name,
        direction: 'changed',
        summary: `setting ${renamed.name} renamed to ${after.name}: whoever reads the old name gets nothing`,
        weight: 1,
      });
    }
    if (before !== null && unquoted(before.value) === unquoted(after.value)) continue;
    const kind =
      settingKind(after.name) ?? (config ? (namedKind(after, block) ?? parentKind(block)) : null);
    const from = before === null ? null : numberOf(before.value);
    const to = numberOf(after.value);
    // a new setting in code is code; in a config file or with a plain number it is a setting
    const plain =
      /^["']?[-+]?\d[\d_.]*\s?[\w%]{0,8}["']?$/.test(after.value) ||
      /^(?:true|false|on|off|null|none)$/i.test(after.value);
    if (before === null && !config && !plain) continue;
    if (kind === null && !config && (from === null || to === null)) continue;
    const numeric = from !== null && to !== null && from !== to;
    const direction = numeric ? (to > from ? 'up' : 'down') : before === null ? 'added' : 'changed';
    out.push({
      kind: kind?.kind ?? (config ? 'config_changed' : 'constant_changed'),
      file: block.file,
      role: block.role,
      function: block.function,
      line: after.line.newLine,
      name: after.name.replace(/["']/g, ''),
      before: before?.value ?? null,
      after: after.value,
      direction,
      summary:
        before === null
          ? `${kind?.label ?? 'setting'} ${after.name} set to ${short(after.value)}`
          : `${kind?.label ?? 'value'} ${after.name} changed from ${short(before.value)} to ${short(after.value)}`,
      weight:
        (kind?.kind === 'endpoint_changed' && ![before?.value ?? '', after.value].some(isAddress)
          ? 0.4
          : 1) *
        (numeric || config ? 1 : 0.7) *
        // one entry of a table concerns who asks for that entry
        (!config && kind === null && /^[[{]/.test(after.value) ? 0.4 : 1) *
        (numeric && from !== null && to !== null ? magnitude(from, to) : 1),
    });
  }
  removed.forEach((each, index) => {
    if (used.has(index)) return;
    const kind = settingKind(each.name);
    if (!config && kind === null) return;
    if (!config && !/^["']?[-+]?\d/.test(each.value)) return;
    out.push({
      kind: config && kind === null ? 'config_removed' : (kind?.kind ?? 'config_removed'),
      file: block.file,
      role: block.role,
      function: block.function,
      line: each.line.oldLine,
      name: each.name.replace(/["']/g, ''),
      before: each.value,
      after: null,
      direction: 'removed',
      summary: `${kind?.label ?? 'setting'} ${each.name} removed (was ${short(each.value)})`,
      weight: 0.8,
    });
  });
  return out;
}

/** By the same name, first of all with the same value: a name may stand below several parents. */
function counterpart(fact: DiffFact, gone: readonly DiffFact[]): DiffFact | undefined {
  const named = gone.filter((each) => normal(each.name ?? '') === normal(fact.name ?? ''));
  return (
    named.find((each) => unquoted(each.before ?? '') === unquoted(fact.after ?? '')) ??
    (named.length === 1 ? named[0] : undefined)
  );
}

/**
 * Settings that went in one place of a file and came back in another: keys that were put in order. The
 * same value is no change at all; another one is what the tidying hid.
 */
export function pairMoved(facts: readonly DiffFact[]): DiffFact[] {
  const gone = facts.filter((each) => each.direction === 'removed' && each.name !== null);
  if (gone.length === 0) return [...facts];
  const out: DiffFact[] = [];
  const paired = new Set<DiffFact>();
  for (const fact of facts) {
    const old =
      fact.direction === 'added' && fact.before === null && fact.name !== null
        ? counterpart(
            fact,
            gone.filter((each) => !paired.has(each)),
          )
        : undefined;
    if (old === undefined) {
      out.push(fact);
      continue;
    }
    paired.add(old);
    const [before, after] = [old.before ?? '', fact.after ?? ''];
    if (unquoted(before) === unquoted(after)) continue;
    const from = numberOf(before);
    const to = numberOf(after);
    const numeric = from !== null && to !== null && from !== to;
    const label = settingKind(fact.name ?? '')?.label ?? 'value';
    out.push({
      ...fact,
      before,
      direction: numeric ? (to > from ? 'up' : 'down') : 'changed',
      summary: `${label} ${fact.name ?? ''} changed from ${short(before)} to ${short(after)}`,
      weight: numeric ? magnitude(from, to) : fact.weight,
    });
  }
  return out.filter((each) => !paired.has(each));
}

/** The removed setting of another name that had the value which a new one has. */
function renamedFrom(after: Setting, removed: readonly Setting[]): Setting | null {
  const bare = (name: string): string => name.replace(/["'\s]/g, '');
  if (removed.some((each) => bare(each.name) === bare(after.name))) return null;
  return removed.find((each) => unquoted(each.value) === unquoted(after.value)) ?? null;
}

/** `management.endpoints.include: health,info` names no place that could be the wrong one. */
const isAddress = (value: string): boolean =>
  /:\/\/|[\w-]+\.[\w-]+\.\w|[\w-]+:\d{2,5}\b|^["']?\/|^["']?\d{2,5}["']?$|^["']?[\w.-]*[a-z][\w.]*-[\w.-]+["']?$|localhost|arn:/i.test(
    value,
  );

const VALUE = /^\s*["']?(?:value|default|val)["']?\s*[:=]/;

/** `name = "max_connections"` above `value = "40"`: pairs of lists, parameters and variables. */
function siblingName(text: string, block: Block): string | null {
  if (!VALUE.test(text)) return null;
  for (const line of [...block.before].reverse().slice(0, 4)) {
    const name = /(?:^|[\s{,-])["']?(?:name|key)["']?\s*[:=]\s*["']?([\w.-]{2,80})/.exec(line)?.[1];
    if (name !== undefined) return name;
    const variable = /^\s*variable\s+"([\w.-]{2,80})"/.exec(line)?.[1];
    if (variable !== undefined) return variable;
  }
  return null;
}

function namedKind(after: Setting, block: Block): { kind: FactKind; label: string } | null {
  const name = siblingName(after.line.text, block);
  return name === null ? null : settingKind(name);
}

/** In YAML the telling name often stands on a parent line (`limits:` above `memory: 256Mi`). */
function parentKind(block: Block): { kind: FactKind; label: string } | null {
  for (const text of [...block.before].reverse()) {
    const name = /^\s*([\w-]+):\s*$/.exec(text)?.[1];
    const kind = name === undefined ? null : settingKind(name);
    if (kind !== null) return kind;
  }
  return null;
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
