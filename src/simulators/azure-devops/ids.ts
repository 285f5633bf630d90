/** Ids in the look of Azure DevOps', equal at every start. */
import { createHash } from 'node:crypto';

/** A GUID made from names, without regard to case. */
export function guid(...parts: string[]): string {
  const hash = createHash('sha1').update(parts.join('\0').toLowerCase()).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}

/** A person as every answer shows one. */
export const identity = (name: string) => ({
  id: guid('identity', name),
  displayName: name,
  uniqueName: name.includes('@')
    ? name
    : `${name.toLowerCase().replaceAll(/\s+/g, '.')}@example.com`,
  url: `https://spsprodweu1.vssps.visualstudio.com/_apis/Identities/${guid('identity', name)}`,
  imageUrl: `https://dev.azure.com/_api/_common/identityImage?id=${guid('identity', name)}`,
});

export const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
