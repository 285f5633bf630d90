#!/usr/bin/env node
/** `npm run demo`: from a fresh clone to a running demo in one command. */

import path from 'node:path';
import { ensure, orExplain } from './setup/ensure.mjs';
import { execNode } from './setup/exec.mjs';
import { root } from './setup/paths.mjs';

await orExplain(() => ensure({ redis: true, git: true }));
await execNode(path.join(root, 'src', 'cli', 'main.ts'), ['demo', ...process.argv.slice(2)]);
