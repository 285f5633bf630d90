/** Patterns over names, as people write them in settings: `*` stands for any text. */

/** Whether all of `name` fits; letters' case counts. */
export function fitsPattern(pattern: string, name: string): boolean {
  const source = pattern
    .split(/\*+/)
    .map((part) => RegExp.escape(part))
    .join('.*');
  return new RegExp(`^${source}$`, 's').test(name);
}
