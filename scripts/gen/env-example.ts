// `.env.example` from the config fields.
import { envExample } from '../../src/config/env-example.ts';
import { ingress, proxy, workers } from '../../src/config/fields.ts';
import type { GeneratedFile } from '../gen.ts';

export const generate = (): GeneratedFile[] => [
  { path: '.env.example', content: envExample(ingress, workers, proxy) },
];
