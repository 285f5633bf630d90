// `.env.example` from the config fields.
import { envExample } from '../../src/config/env-example.ts';
import { ingress, proxy, workers } from '../../src/config/fields.ts';
import type { FieldMap } from '../../src/config/field.ts';
import { stdio } from '../../src/config/stdio.ts';
import type { GeneratedFile } from '../gen.ts';

export const generate = (): GeneratedFile[] => [
  { path: '.env.example', content: envExample(ingress, workers, proxy, desktop()) },
];

/** What only `mira mcp` knows; it describes the settings that it shares in its own way. */
function desktop(): FieldMap {
  return Object.fromEntries(
    Object.entries(stdio).filter(([, { group }]) => group === 'Desktop hosts'),
  );
}
