/** The filter between a metric query's braces, over a series' tags. */
import { compileQuery } from '../search/match.ts';
import { parseQuery } from '../search/query.ts';

/** Commas mean AND, `!` means not, `tag IN (a,b)` is a list: the rest is the search language. */
function toSearch(filter: string): string {
  return filter
    .replace(
      /([\w./-]+)\s+NOT\s+IN\s*\(([^)]*)\)/gi,
      (_, tag: string, list: string) => `-${tag}:(${list.split(',').join(' OR ')})`,
    )
    .replace(
      /([\w./-]+)\s+IN\s*\(([^)]*)\)/gi,
      (_, tag: string, list: string) => `${tag}:(${list.split(',').join(' OR ')})`,
    )
    .replaceAll(',', ' AND ')
    .replace(/(^|[\s(])!\s*/g, '$1-')
    .replace(/\bAND\s+(AND\s+)+/g, 'AND ')
    .trim();
}

/** @throws QuerySyntaxError */
export function compileTagFilter(filter: string): (tags: readonly string[]) => boolean {
  const search = toSearch(filter);
  if (search === '' || search === '*') return () => true;
  const fits = compileQuery(parseQuery(search.replace(/^\*\s+AND\s+/, '')));
  return (tags) => fits({ text: '', reserved: {}, attributes: {}, tags });
}
