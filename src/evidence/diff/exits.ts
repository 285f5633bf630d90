/** Where code gives up: what it throws, raises or hands back as an error, and whether a patch left that as it was. */
import { wordsOfCode } from './expressions.ts';

const GIVES_UP =
  /(?:\bthrow\b|\braise\b|\bErr\(|\bpanic!?\(|\bbail!\(|\breject\(|\bfmt\.Errorf\(|\berrors?\.[Nn]ew\()/;

/** What the line gives up with, in the spelling of no language; null where it goes on. */
export function exitOf(line: string): string | null {
  const match = GIVES_UP.exec(line);
  if (match === null) return null;
  const words = wordsOfCode(line.slice(match.index));
  // what stands behind it decides whether, and is none of what it says
  const end = words.findIndex((word, at) => at > 0 && /^(?:if|unless|\}|;)$/.test(word));
  const said = (end === -1 ? words : words.slice(0, end)).join(' ').replace(/[ ,)]+$/, '');
  return said;
}

/** The exits that both sides of a patch hold: whether it is taken may be decided otherwise, not what it says. */
export function keptExits(removed: readonly string[], added: readonly string[]): Set<string> {
  const left = new Set(removed.flatMap((line) => exitOf(line) ?? []));
  return new Set(added.flatMap((line) => exitOf(line) ?? []).filter((exit) => left.has(exit)));
}
