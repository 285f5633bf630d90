/** Regular expressions that need exponential or at least quadratic time on text that almost fits. */

/** `/…/flags` as code has it, and quoted patterns that go to whoever compiles them. */
const LITERAL =
  /(?<=[=(,:\s[]|^)\/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/[a-z]*(?=[\s,;).\]}]|$)/g;
const COMPILES =
  /regex|regexp|compile|pattern|preg_|matches?\(|replaceAll|=~|\bre\.|\.test\(|sub\(|scan\(|["']?\b(?:match|rx|expr|rule)["']?\s*[:=]/i;
const QUOTED = /(?:[rR@]|\br#)?(["'`])((?:\\.|(?!\1)[^\\\n])+)\1/g;

/** True when a regular expression on the line repeats a group that can match the same text in many ways. */
export function backtracks(line: string): boolean {
  const bodies = [...line.matchAll(LITERAL)].map((match) => match[1] ?? '');
  if (COMPILES.test(line))
    for (const [, , quoted = ''] of line.matchAll(QUOTED)) {
      bodies.push(quoted);
      // a string of data or of most languages doubles what the expression has once
      if (quoted.includes('\\\\')) bodies.push(quoted.replace(/\\(["'\\])/g, '$1'));
    }
  return bodies.some(
    (body) => body.length <= 400 && /[+*}]/.test(body) && (TWICE.test(body) || explodes(body)),
  );
}

/** `.*.*`, `\s+(?:\s*`: where one ends and the next begins is anybody's guess. */
const TWICE = /(?<!\\)(\.|\\[swdSWD]|\[[^\]]{1,60}\])[*+](?:\((?:\?:)?)*\1[*+]/;

/** What a group holds: for every alternative its parts, each possibly absent, possibly endless. */
interface Part {
  readonly optional: boolean;
  readonly endless: boolean;
}

function explodes(body: string): boolean {
  let found = false;
  let at = 0;
  const atom = (): void => {
    const char = body[at] ?? '';
    if (char === '\\') at += 2;
    else if (char === '[') {
      at += 1;
      while (at < body.length && body[at] !== ']') at += body[at] === '\\' ? 2 : 1;
      at += 1;
    } else at += 1;
  };
  const quantifier = (): Part => {
    const match = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/.exec(body.slice(at, at + 12));
    if (match === null) return { optional: false, endless: false };
    at += match[0].length;
    // possessive and lazy: the former never goes back
    const possessive = body[at] === '+';
    if (body[at] === '?' || possessive) at += 1;
    const [sign = ''] = match;
    const endless = /^[*+]/.test(sign) || (match[2] === ',' && match[3] === '');
    return {
      optional: sign[0] === '*' || sign[0] === '?' || match[1] === '0',
      endless: endless && !possessive,
    };
  };
  /** @returns the alternatives up to the closing bracket */
  const sequence = (depth: number): Part[][] => {
    const alternatives: Part[][] = [[]];
    while (at < body.length && body[at] !== ')') {
      const char = body[at] ?? '';
      if (char === '|') {
        alternatives.push([]);
        at += 1;
        continue;
      }
      if (char !== '(' || depth > 20) {
        if (char === '^' || char === '$') {
          at += 1;
          continue;
        }
        atom();
        alternatives.at(-1)?.push(quantifier());
        continue;
      }
      const around =
        /^\((?:\?(?:[:>=!]|<[=!]|P?<\w+>|[a-z-]+:))?/.exec(body.slice(at, at + 40))?.[0] ?? '(';
      at += around.length;
      const inner = sequence(depth + 1);
      at += 1;
      const own = quantifier();
      const looks = /[=!]$/.test(around);
      const atomic = around.endsWith('>') && !around.includes('<');
      if (own.endless && !looks && !atomic && inner.some(repeatsItself)) found = true;
      if (looks) continue;
      alternatives.at(-1)?.push({
        optional: own.optional || inner.some((each) => each.every((part) => part.optional)),
        endless: own.endless || (!atomic && inner.some(repeatsItself)),
      });
    }
    return alternatives;
  };
  while (at < body.length && !found) {
    sequence(0);
    at += 1;
  }
  return found;
}

/** One endless part and nothing else that has to be there: where one round ends is anybody's guess. */
const repeatsItself = (parts: readonly Part[]): boolean =>
  parts.some(
    (part, at) => part.endless && parts.every((other, place) => place === at || other.optional),
  );
