/** A value in the failure that is still written as a change no longer reads it: `a+b` where parts are now split at commas. */
import { wordsOfCode } from '../diff/expressions.ts';
import type { Candidate } from './change-facts.ts';
import type { Context } from './context.ts';

/** Signs that join the parts of a value; those of every number, name and path tell nothing. */
const JOINS = /^"([+;|,&=~#@*%<>!^]{1,3}|\\t)"$/;
const QUOTED = /["'`]([^"'`\s]{3,200})["'`]/g;
const FAINT = 0.5;

/**
 * The sign that the change took away in favour of another, and that a value which the failure quotes
 * is still put together with. Null where its own new sign stands in that value as well.
 */
export function oldForm(
  { goneText, comeText }: Candidate,
  { faults }: Context,
): { readonly sign: string; readonly value: string } | null {
  const [gone, come] = [signsIn(goneText), signsIn(comeText)];
  const left = [...gone].filter((sign) => !come.has(sign));
  const brought = [...come].filter((sign) => !gone.has(sign));
  if (left.length === 0 || brought.length === 0) return null;
  for (const { fault, weight } of faults) {
    if (weight < FAINT) continue;
    for (const [, value = ''] of fault.sample.slice(0, 2_000).matchAll(QUOTED)) {
      const sign = left.find((each) => joins(each, value));
      if (sign !== undefined && !brought.some((each) => value.includes(each)))
        return { sign, value };
    }
  }
  return null;
}

const signsIn = (text: string): Set<string> =>
  new Set(wordsOfCode(text).flatMap((word) => JOINS.exec(word)?.[1] ?? []));

/** The sign stands between two parts of the value. */
const joins = (sign: string, value: string): boolean => {
  const at = value.indexOf(sign);
  return at > 0 && /\w/.test(value[at - 1] ?? '') && /\w/.test(value[at + sign.length] ?? '');
};
