/** Changes to tables and indexes stand in no stack trace: what the failing queries name ties them to it. */
import type { FaultKind } from '../faults/fault-kinds.ts';
import { identifiersOf, stem, subwords, wordsOf } from '../text/tokens.ts';
import type { Candidate } from './change-facts.ts';
import type { Context } from './context.ts';

const ALTERS =
  /\b(?:drop|create|alter|add|rename|remove|modify)\w*\b[^\n]{0,80}(?:index|table|column|constraint|key)|\b(?:drop|create|ensure|add|remove)_?index/i;
const OF_QUERIES: readonly FaultKind[] = ['db_slow', 'db_schema', 'db_constraint', 'deadlock'];
/** What plans, statements and stores say of a query. */
const QUERY =
  /\b(?:seq(?:uential)? scan|(?:full )?table scan|full scan|COLLSCAN|IXSCAN|filter|where|from|join|relation|statement|docs ?examined|rows)\b/i;
/** Words of the language of databases, not of what is kept in them. */
const COMMON = new Set(
  'idx index indexes uniq unique key pkey fkey table column public exist concurrently alter drop create constraint btree gin'
    .split(' ')
    .map(stem),
);

/** The altered index, table or column that the failing queries are about: two words of its name stand in them. */
export function alteredTable({ changedText }: Candidate, { faults }: Context): string | null {
  const lines = changedText.split('\n').filter((line) => ALTERS.test(line));
  if (lines.length === 0) return null;
  const said = new Set<string>();
  for (const { fault, fresh, weight } of faults) {
    if (!fresh || weight < 0.15 || fault.source === 'alert') continue;
    const text = fault.sample.slice(0, 2_000);
    if (!OF_QUERIES.some((kind) => fault.kinds.has(kind)) || !QUERY.test(text)) continue;
    for (const word of wordsOf(text)) said.add(word);
  }
  if (said.size === 0) return null;
  for (const name of identifiersOf(lines.join('\n'), 300).keys()) {
    const words = [...new Set(subwords(name).map(stem))].filter((word) => !COMMON.has(word));
    if (words.filter((word) => word.length >= 3 && said.has(word)).length >= 2) return name;
  }
  return null;
}
