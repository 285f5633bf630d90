#!/usr/bin/env node
/** `npm run check [-- path…]`: format, types and lint, without the tests. */

import { ensure, orExplain } from './setup/ensure.mjs';
import { staticChecks } from './test/steps.mjs';

await orExplain(() => ensure());
const failed = await staticChecks(process.argv.slice(2));
if (failed.length > 0) {
  process.stdout.write(`\nnot clean: ${failed.join(', ')}\n`);
  process.exit(1);
}
