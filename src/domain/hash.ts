/** Canonical JSON and hashes: equal values give equal text whatever the order of their keys. */
import { createHash } from 'node:crypto';

/**
 * JSON with sorted keys and without undefined members.
 * @throws TypeError for values that JSON cannot hold (functions, bigint, cycles)
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? 'null';
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => [key, sorted(member)] as const);
  return Object.fromEntries(entries);
}

export const sha256 = (text: string | Uint8Array): string =>
  createHash('sha256').update(text).digest('hex');

/** What a write token and an approval bind to: SHA-256 of the tool's name and canonical arguments. */
export const payloadHash = (tool: string, payload: unknown): string =>
  sha256(`${tool}\n${canonicalJson(payload)}`);
