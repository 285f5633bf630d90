/** Comparing secrets without telling, by the time it takes, how much of a guess was right. */
import { timingSafeEqual } from 'node:crypto';

/**
 * A check against several secrets (rotation). Values are compared as fields of one width, filled up
 * with zeros, so that neither length nor content shows in the time; every secret is compared,
 * whichever matches. (Hashing them first would do as well, and cost each webhook more than this.)
 */
export function createSecretCheck(secrets: readonly string[]): (given: string) => boolean {
  // The last four bytes hold the length: without it "a" and "a\0" would be the same.
  const width = Math.max(0, ...secrets.map((secret) => Buffer.byteLength(secret))) + 4;
  const fill = (field: Buffer, text: string): Buffer => {
    field.fill(0).write(text, 0, width - 4);
    field.writeUInt32LE(Buffer.byteLength(text), width - 4);
    return field;
  };
  const known = secrets.map((secret) => fill(Buffer.alloc(width), secret));
  const candidate = Buffer.alloc(width);
  return (given) => {
    fill(candidate, given);
    let matches = false;
    for (const secret of known) matches = timingSafeEqual(secret, candidate) || matches;
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
