/** From the names of tests and types to the files and functions that they are named after. */
import { isTestPath } from '../../stack-trace/classify.ts';
import { stem, subwords } from '../../text/tokens.ts';
import { addRegion, textOf, type Draft } from './draft.ts';

export function filesOfType(draft: Draft, type: string): string[] {
  const out: string[] = [];
  for (const ext of ['java', 'kt', 'scala', 'cs', 'php', 'ts', 'js', 'py', 'swift', 'groovy']) {
    for (const path of draft.index.named(`${type}.${ext}`)) if (!isTestPath(path)) out.push(path);
  }
  for (const name of [snake(type), kebab(type)]) {
    for (const ext of ['py', 'rb', 'rs', 'go', 'ts', 'js', 'cc', 'cpp', 'c', 'h']) {
      for (const path of draft.index.named(`${name}.${ext}`)) if (!isTestPath(path)) out.push(path);
    }
  }
  return out.slice(0, 6);
}

const snake = (name: string): string => subwords(name).join('_');

const kebab = (name: string): string => subwords(name).join('-');

/** `StringUtilsTest`, `TestStringUtils`, `test_string_utils`, `string-utils.spec` → `StringUtils` … */
export function subjectNames(owner: string): string[] {
  const bare = owner
    .replace(/^(?:test_|Test(?=[A-Z_])|tests_)/, '')
    .replace(/(?:_tests?|_spec|\.tests?|\.spec|-tests?|-spec|TestCase|Tests?|Spec|IT)$/, '')
    .replace(/(?:[A-Z][a-z]+)?(?:TestBase)$/, '');
  const out = new Set<string>();
  if (bare !== '' && bare !== owner) out.add(bare);
  // `StringUtilsEqualsIndexOfTest` tests StringUtils: try leading words as well
  const parts = bare.split(/(?=[A-Z])|_|-/).filter((part) => part !== '');
  for (let count = parts.length - 1; count >= 1; count -= 1)
    out.add(/_/.test(bare) ? parts.slice(0, count).join('_') : parts.slice(0, count).join(''));
  if (out.size === 0 && bare !== '') out.add(bare);
  return [...out].filter((name) => name.length > 2);
}

/** Functions of the subject whose name shares words with the test's name. */
export function byTestName(
  draft: Draft,
  test: string,
  subjects: readonly { path: string; weight: number }[],
  strength: number,
): void {
  const wanted = new Set(subwords(test.replace(/^test_?/i, '')).map(stem));
  if (wanted.size === 0) return;
  for (const { path, weight } of subjects.slice(0, 6)) {
    const text = textOf(draft, path);
    if (text === null) continue;
    const counted = new Map<string, number>();
    for (const span of text.spans) counted.set(span.name, (counted.get(span.name) ?? 0) + 1);
    for (const span of text.spans) {
      const parts = subwords(span.name).map(stem);
      if (parts.length === 0) continue;
      const shared = parts.filter((part) => wanted.has(part)).length;
      if (shared === 0) continue;
      const fit = (shared / parts.length) * (0.5 + (0.5 * shared) / wanted.size);
      if (fit < 0.3) continue;
      const share = 1 / Math.sqrt(counted.get(span.name) ?? 1);
      addRegion(draft, {
        file: path,
        start: span.start,
        end: span.end,
        weight: strength * weight * fit * share,
        name: span.name,
        line: null,
        why: `${span.name}() is what ${test} is named after`,
      });
    }
  }
}
