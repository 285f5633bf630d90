#!/usr/bin/env node
/** The `mira` command: makes sure of what it needs, then runs src/cli/main.ts on Node 24. */

import path from 'node:path';
import { ensure, orExplain } from './setup/ensure.mjs';
import { execNode } from './setup/exec.mjs';
import { root } from './setup/paths.mjs';

await orExplain(() => ensure());
await execNode(path.join(root, 'src', 'cli', 'main.ts'), process.argv.slice(2));
