/** What the failing code calls, as far as the patches that were handed in show its text. */
import type { Observations } from '../../domain/observation.ts';
import { diffOfFile } from '../diff/parse.ts';
import { COMMON_NAMES } from './common-names.ts';
import type { Candidate } from './change-facts.ts';
import type { Context } from './context.ts';
import { workedWith, type Made } from './worked-with.ts';

export interface SeenCode {
  /** How strongly the failing code leans on what a change touched in another file, 0–1. */
  reach(candidate: Candidate): Reach | null;
  /** What the failing line works with and the change made anew. */
  makes(candidate: Candidate): Made | null;
}

export interface Reach {
  readonly value: number;
  readonly name: string;
  readonly path: string;
}

/** Frames beyond these hardly say more. */
const MAX_FILES = 6;
const MAX_TEXT = 60_000;
/**
 * Reads the text of the failing files together from all patches: a commit that once added a file
 * shows it whole. A function that stands there as called, and that a change altered elsewhere, is
 * where the wrong value may come from.
 */
export function seenCode(context: Context, candidates: readonly Candidate[]): SeenCode {
  const texts = failingTexts(context);
  const changers = new Map<string, number>();
  for (const candidate of candidates)
    for (const name of new Set([...candidate.functions.values()].flat()))
      changers.set(name, (changers.get(name) ?? 0) + 1);
  return {
    makes: workedWith(context, candidates),
    reach(candidate) {
      let best: Reach | null = null;
      for (const { path, text, weight } of texts) {
        for (const [changed, functions] of candidate.altered) {
          if (changed === path) continue;
          for (const name of functions) {
            const typed = callsOf(text, changed, name);
            if (!typed && (name.length < 4 || COMMON_NAMES.has(name) || !calls(text, name)))
              continue;
            const rare = 1 / (1 + 0.25 * Math.max(0, (changers.get(name) ?? 1) - 2));
            const value = weight * rare * (typed || imports(text, changed) ? 1 : 0.75);
            if (best === null || value > best.value) best = { value, name, path: changed };
          }
        }
      }
      return best;
    },
  };
}

interface FailingText {
  readonly path: string;
  readonly text: string;
  readonly weight: number;
}

function failingTexts({ frames, observations }: Context): FailingText[] {
  const weights = new Map<string, number>();
  for (const { file, weight } of frames)
    if (file !== null && weight >= 0.4) weights.set(file, Math.max(weights.get(file) ?? 0, weight));
  return [...weights]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MAX_FILES)
    .map(([path, weight]) => ({ path, weight, text: textOf(path, observations) }))
    .filter(({ text }) => text !== '');
}

/** Every line of a file that any patch shows. */
function textOf(path: string, { commits }: Observations): string {
  const lines = new Set<string>();
  let length = 0;
  for (const commit of commits) {
    for (const file of commit.files) {
      if (file.patch === null || !(file.path === path || file.path.endsWith(`/${path}`))) continue;
      for (const hunk of diffOfFile(file).hunks) {
        for (const line of hunk.lines) {
          if (line.kind === 'removed' || length > MAX_TEXT || lines.has(line.text)) continue;
          lines.add(line.text);
          length += line.text.length;
        }
      }
    }
  }
  return [...lines].join('\n');
}

const escape = (text: string): string => text.replace(/[$.*+?^(){}|[\]\\]/g, '\\$&');

/** Called there, and not defined there. */
function calls(text: string, name: string): boolean {
  const word = escape(name);
  if (!new RegExp(`(?<![\\w$])${word}\\s*[(!]|\\.${word}\\b|:${word}\\b`).test(text)) return false;
  return !new RegExp(
    `(?:\\bdef|\\bfn|\\bfunc|\\bfunction|\\bfun|\\bsub)\\s+(?:self\\.)?${word}\\b`,
  ).test(text);
}

const typeOf = (path: string): string => (path.split('/').at(-1) ?? path).replace(/\.\w+$/, '');

/** `BalanceCache.key(`, `ledger.encode(`: by the name of what the other file holds. */
function callsOf(text: string, path: string, name: string): boolean {
  const type = escape(typeOf(path)).replace(/[_-]/g, '[_-]?');
  return (
    type.length >= 3 &&
    new RegExp(`(?<![\\w$])${type}(?:\\.|::|->)${escape(name)}(?![\\w$])`, 'i').test(text)
  );
}

/** Named in an import, or by its own type's name. */
function imports(text: string, path: string): boolean {
  const type = typeOf(path);
  return (
    type.length >= 3 &&
    new RegExp(`(?<![\\w])${escape(type).replace(/[_-]/g, '[_-]?')}(?![\\w])`, 'i').test(text)
  );
}
