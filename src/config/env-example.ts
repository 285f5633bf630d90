/** Writes `.env.example` from the fields, so that it can't fall behind them. */
import { z } from 'zod';
import type { Field, FieldMap } from './field.ts';

/** The text of `.env.example`: fields by group, each with its words, default and other names. */
export function envExample(...maps: readonly FieldMap[]): string {
  const byName = new Map<string, Field>();
  for (const map of maps) for (const entry of Object.values(map)) byName.set(entry.names[0], entry);
  const groups = Map.groupBy(byName.values(), (entry) => entry.group);
  const sections = [...groups].map(([group, entries]) =>
    [
      `# ── ${group} ${'─'.repeat(Math.max(3, 70 - group.length))}`,
      '',
      ...entries.flatMap(lines),
    ].join('\n'),
  );
  return `# Settings of MIRA. Generated from src/config: change it there, then run npm run gen.\n\n${sections.join('\n')}`;
}

function lines(entry: Field): string[] {
  const [name, ...aliases] = entry.names;
  const fallback = entry.schema.safeParse(undefined);
  const shown = fallback.success && fallback.data !== undefined ? shownDefault(entry.schema) : '';
  return [
    `# ${entry.about}`,
    ...(aliases.length > 0 ? [`# Also read as ${aliases.join(', ')}.`] : []),
    ...(entry.example ? [`# Example: ${entry.example}`] : []),
    `${fallback.success ? '#' : ''}${name}=${shown}`,
    '',
  ];
}

function shownDefault(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const value: unknown = json.default;
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
}
