/** Thought signatures: opaque to the client, and only good for what they were given for. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FunctionCall } from './wire.ts';

/** Google's documented placeholder for calls that no model made. */
const SKIP = 'skip_thought_signature_validator';

/** JSON with sorted keys: a client may parse and print again. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

export interface Signatures {
  sign(model: string, call: FunctionCall): string;
  verify(model: string, call: FunctionCall, signature: string): boolean;
}

export function createSignatures(): Signatures {
  const key = randomBytes(32);
  const sign = (model: string, { name, args }: FunctionCall): string =>
    createHmac('sha256', key)
      .update(`${model}\0${name}\0${canonical(args)}`)
      .digest('base64');
  return {
    sign,
    verify(model, call, signature) {
      if (signature === SKIP || signature === Buffer.from(SKIP).toString('base64')) return true;
      const wanted = Buffer.from(sign(model, call));
      const given = Buffer.from(signature);
      return wanted.length === given.length && timingSafeEqual(wanted, given);
    },
  };
}
