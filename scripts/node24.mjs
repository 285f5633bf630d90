#!/usr/bin/env node
/** Runs a TypeScript file of this checkout on its Node 24: `node scripts/node24.mjs bench/main.ts`. */

import path from 'node:path';
import { ensure, orExplain } from './setup/ensure.mjs';
import { execNode } from './setup/exec.mjs';
import { root } from './setup/paths.mjs';

const [file, ...args] = process.argv.slice(2);
if (!file) {
  process.stderr.write('Usage: node scripts/node24.mjs <file.ts> [args]\n');
  process.exit(2);
}
await orExplain(() => ensure());
await execNode(path.join(root, file), args);
