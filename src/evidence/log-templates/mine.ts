/** Drain-style mining: log messages become a few templates with counts. */
import { templateTokens } from './tokenize.ts';

export interface LogLine {
  readonly message: string;
  /** Epoch ms; null when unknown. */
  readonly atMs: number | null;
  readonly level: string;
  readonly service: string | null;
  /** Lines that this one stands for. @defaultValue 1 */
  readonly times?: number;
}

export interface LogTemplate {
  /** Stable within one mining: `T1` … in order of first appearance. */
  readonly id: string;
  readonly template: string;
  readonly count: number;
  readonly levels: Readonly<Record<string, number>>;
  readonly services: Readonly<Record<string, number>>;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** A real message of this template. */
  readonly sample: string;
  /** Index of the first line in the input. */
  readonly firstIndex: number;
}

interface Group {
  tokens: string[];
  count: number;
  levels: Record<string, number>;
  services: Record<string, number>;
  firstMs: number | null;
  lastMs: number | null;
  sample: string;
  firstIndex: number;
  order: number;
}

export interface MineOptions {
  /** Share of equal tokens that puts a message into a template. @defaultValue 0.6 */
  readonly similarity?: number;
  /** New templates beyond this many fall into one catch-all per length. @defaultValue 2000 */
  readonly maxTemplates?: number;
}

/** Candidates compared per leaf; keeps the work per line constant. */
const MAX_LEAF = 60;
const WILD = '<*>';

/** Assigns every message to a template as it comes: constant work per line. */
export interface TemplateMiner {
  /** The number of the template that the line belongs to. */
  add(line: LogLine): number;
  templates(): LogTemplate[];
  templateOf(number: number): string;
}

export function createTemplateMiner(options: MineOptions = {}): TemplateMiner {
  const similarity = options.similarity ?? 0.6;
  const maxTemplates = options.maxTemplates ?? 2_000;
  const leaves = new Map<string, Group[]>();
  const groups: Group[] = [];
  /** Identical token lists are the common case: one lookup instead of a comparison per candidate. */
  const exact = new Map<string, Group>();
  let seen = 0;

  const lead = (token: string | undefined): string =>
    token === undefined || token.includes('<') ? WILD : token;
  const leafOf = (key: string): Group[] => {
    let leaf = leaves.get(key);
    if (leaf === undefined) leaves.set(key, (leaf = []));
    return leaf;
  };

  const place = (message: string): Group => {
    const tokens = templateTokens(message);
    const whole = tokens.join(' ');
    const known = exact.get(whole);
    if (known !== undefined) return known;
    const first = lead(tokens[0]);
    // most templates agree in their first two words; a variable second word is found one level up
    const near = leafOf(`${tokens.length} ${first} ${lead(tokens[1])}`);
    const leaf = leafOf(`${tokens.length} ${first}`);
    let best = closest(near, tokens, similarity);
    if (best === null) best = closest(leaf, tokens, similarity);
    if (best === null && groups.length >= maxTemplates) {
      best = leaf.at(-1) ?? groups.at(-1) ?? null;
    }
    if (best === null) {
      best = {
        tokens,
        count: 0,
        levels: {},
        services: {},
        firstMs: null,
        lastMs: null,
        sample: message.slice(0, 1_000),
        firstIndex: seen,
        order: groups.length,
      };
      groups.push(best);
      if (leaf.length < MAX_LEAF) leaf.push(best);
      if (near.length < MAX_LEAF) near.push(best);
    } else {
      for (let at = 0; at < best.tokens.length; at += 1) {
        if (best.tokens[at] !== tokens[at]) best.tokens[at] = WILD;
      }
    }
    if (exact.size < 100_000) exact.set(whole, best);
    return best;
  };

  return {
    add(line) {
      const group = place(line.message);
      const times = line.times ?? 1;
      group.count += times;
      group.levels[line.level] = (group.levels[line.level] ?? 0) + times;
      if (line.service !== null)
        group.services[line.service] = (group.services[line.service] ?? 0) + times;
      if (line.atMs !== null) {
        if (group.firstMs === null || line.atMs < group.firstMs) group.firstMs = line.atMs;
        if (group.lastMs === null || line.atMs > group.lastMs) group.lastMs = line.atMs;
      }
      seen += 1;
      return group.order;
    },
    templateOf: (number) => groups[number]?.tokens.join(' ') ?? '',
    templates: () =>
      groups.map((group, index) => ({
        id: `T${index + 1}`,
        template: group.tokens.join(' '),
        count: group.count,
        levels: group.levels,
        services: group.services,
        firstMs: group.firstMs,
        lastMs: group.lastMs,
        sample: group.sample,
        firstIndex: group.firstIndex,
      })),
  };
}

function closest(
  leaf: readonly Group[],
  tokens: readonly string[],
  similarity: number,
): Group | null {
  let best: Group | null = null;
  let bestScore = 0;
  for (const group of leaf) {
    const score = sameShare(group.tokens, tokens);
    if (score >= similarity && score > bestScore) {
      best = group;
      bestScore = score;
    }
  }
  return best;
}

function sameShare(a: readonly string[], b: readonly string[]): number {
  if (a.length !== b.length) return 0;
  if (a.length === 0) return 1;
  let same = 0;
  for (let at = 0; at < a.length; at += 1) if (a[at] === b[at] || a[at] === WILD) same += 1;
  return same / a.length;
}

/** Templates of all `lines`, in order of first appearance. Linear in their number. */
export function mineTemplates(lines: Iterable<LogLine>, options: MineOptions = {}): LogTemplate[] {
  const miner = createTemplateMiner(options);
  for (const line of lines) miner.add(line);
  return miner.templates();
}
