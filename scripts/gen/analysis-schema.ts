// `docs/schemas/analysis.schema.json`: what `mira analyze --json` prints.
import { format } from 'prettier';
import { z } from 'zod';
import { Analysis } from '../../src/domain/analysis.ts';
import type { GeneratedFile } from '../gen.ts';

export const generate = async (): Promise<GeneratedFile[]> => [
  {
    path: 'docs/schemas/analysis.schema.json',
    content: await format(
      JSON.stringify({
        ...z.toJSONSchema(Analysis, { io: 'output', unrepresentable: 'any' }),
        title: 'The result of mira analyze --json',
      }),
      { parser: 'json', printWidth: 100 },
    ),
  },
];
