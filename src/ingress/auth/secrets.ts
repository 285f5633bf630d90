/** Comparing secrets without telling, by the time it takes, how much of a guess was right. */
import { hash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/**
 * A check against several secrets (rotation). Values are hashed first, so that neither length nor
 * content shows in the time; every secret is compared, whichever matches.
 */
export function createSecretCheck(secrets: readonly string[]): (given: string) => boolean {
  const digests = secrets.map(digest);
  return (given) => {
    const candidate = digest(given);
    let matches = false;
    for (const secret of digests) matches = timingSafeEqual(secret, candidate) || matches;
    return matches;
  };
}

/** The credentials of an `Authorization` header; the password of Basic, the token of Bearer. */
export function readAuthorization(
  header: string | undefined,
): { readonly scheme: 'basic' | 'bearer'; readonly secret: string } | undefined {
  const match = /^(basic|bearer)\s+(\S+)\s*$/i.exec(header ?? '');
  if (!match?.[2]) return undefined;
  if (match[1]?.toLowerCase() === 'bearer') return { scheme: 'bearer', secret: match[2] };
  const decoded = Buffer.from(match[2], 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  return colon < 0 ? undefined : { scheme: 'basic', secret: decoded.slice(colon + 1) };
}
