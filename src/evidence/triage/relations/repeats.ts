/** The same monitor for the same thing, again: renotified, at another level, or sent twice. */
import { HOUR_MS } from '../../../domain/time.ts';
import type { AlertFacts } from '../facts.ts';

/** The same monitor within this is the same problem. */
const REPEAT_MS = 12 * HOUR_MS;
/** What has healed for so long and fires again is another problem that looks the same. */
const APART_MS = HOUR_MS;

export const sameEnv = (a: AlertFacts, b: AlertFacts): boolean =>
  a.alert.env === null || b.alert.env === null || a.alert.env === b.alert.env;

/** Why the one is the other again, or null. Unknown names and services are never equal. */
export function repeatOf(one: AlertFacts, other: AlertFacts): string | null {
  const [a, b] = [one.alert, other.alert];
  if (a.service !== b.service || !sameEnv(one, other)) return null;
  if (a.host !== null && b.host !== null && a.host !== b.host) return null;
  if (areApart(one, other)) return null;
  const [x, y] = [nameKey(one), nameKey(other)];
  if (x === '' || y === '') return null;
  const sameMetric = (a.metric ?? '') === (b.metric ?? '');
  if (x === y)
    return sameMetric || a.monitor === null || b.monitor === null
      ? 'the same monitor fired for it too'
      : null;
  const isOtherLevel =
    a.service !== null &&
    a.metric !== undefined &&
    sameMetric &&
    a.threshold !== null &&
    b.threshold !== null &&
    a.threshold !== b.threshold &&
    one.lowIsBad === other.lowIsBad &&
    shareOfWords(x, y) >= 0.5;
  return isOtherLevel ? 'another level of the same measure' : null;
}

function areApart(one: AlertFacts, other: AlertFacts): boolean {
  if (one.firedMs === null || other.firedMs === null) return false;
  if (Math.abs(one.firedMs - other.firedMs) > REPEAT_MS) return true;
  const [earlier, later] = one.firedMs <= other.firedMs ? [one, other] : [other, one];
  return earlier.clearedMs !== null && (later.firedMs ?? 0) > earlier.clearedMs + APART_MS;
}

const LEVEL =
  /[[(](?:warn(?:ing)?|crit(?:ical)?|alert|alarm|error|info|ok|p\d|sev-?\d|recovered|resolved|firing(?::\d+)?|problem|re-?triggered|re-?notify|repeat(?:ed)?|reminder|again|still (?:firing|open|active)|triggered|no data|(?:re-?)?(?:triggered|warn|recovered|no data) on [^\])]*)[\])]/gi;
const LEVEL_WORD =
  /^(?:warn(?:ing)?|crit(?:ical)?|alert|problem|triggered|renotify)\b\s*[:–-]\s*|\s*[:–-]\s*(?:warn(?:ing)?|crit(?:ical)?|alert)\s*$|\b(?:warn(?:ing)?|crit(?:ical)?) (?:level|threshold)\b/gi;
/** A number that measures is no part of a name; `broker 3` and `lane-7` are. */
const MEASURED =
  /(?<![\w-])[$€£]?\d[\d.,]*(?:e\d+)?\s?(?:%|(?:ms|s|sec|seconds|min|minutes|mins|h|hours|d|days|[kmgt]i?b|bytes|k|m|x)\b)|(?<=(?:above|over|below|under|at|is|of|to|than|for|[<>=:(])\s?)\d[\d.,]*(?![\w-])|(?<![\w-])\d{4,}(?![\w-])|\d+\.\d+/gi;

/** A monitor's name without its level, numbers and times; empty when nothing is known. */
export function nameKey({ alert }: AlertFacts): string {
  const name = alert.monitor ?? alert.title;
  if (/^alert \d+$/.test(name)) return '';
  return name
    .replace(LEVEL, ' ')
    .replace(LEVEL_WORD, ' ')
    .toLowerCase()
    .replace(MEASURED, '#')
    .replace(/\s+/g, ' ')
    .trim();
}

function shareOfWords(x: string, y: string): number {
  const words = (text: string): Set<string> => new Set(text.match(/[\p{L}\p{N}]+/gu) ?? []);
  const [a, b] = [words(x), words(y)];
  const common = [...a].filter((word) => b.has(word)).length;
  return common / Math.max(1, Math.min(a.size, b.size));
}
