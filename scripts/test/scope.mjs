/** What `npm test -- …` was asked to look at. */

/**
 * Splits the arguments into vitest's options and path filters, and says which paths the checks
 * should read. A source path stands for the tests that mirror it: `src/domain/alert.ts` runs
 * `domain/alert.test.ts`.
 *
 * @param {string[]} args
 * @returns {{ options: string[], filters: string[], paths: string[] }}
 */
export function scopeOf(args) {
  const options = [];
  const filters = [];
  const paths = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index];
    if (arg.startsWith('-')) {
      options.push(arg);
      // `-t name`: the next word is the option's value, not a path.
      if (['-t', '--testNamePattern'].includes(arg)) options.push(args[++index] ?? '');
      continue;
    }
    const path = arg.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/$/, '');
    paths.push(path);
    filters.push(filterOf(path));
  }
  return { options, filters, paths };
}

function filterOf(path) {
  if (!path.startsWith('src/')) return path;
  return `/${path.slice('src/'.length).replace(/\.ts$/, '')}`;
}
