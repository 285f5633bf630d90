#!/usr/bin/env node
/** `npm run lockfile`: run it after changing a dependency; see lockfile/platforms.mjs for why. */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { complete, missingOptional } from './lockfile/platforms.mjs';
import { root } from './setup/paths.mjs';

const file = path.join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = missingOptional(lock);
if (missing.length > 0) writeFileSync(file, `${JSON.stringify(complete(lock), null, 2)}\n`);
process.stdout.write(`package-lock.json: ${missing.length} platform packages added\n`);
