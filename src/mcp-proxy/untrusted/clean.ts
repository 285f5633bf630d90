/** Cleans a tool's result, text by text: secrets masked, invisible characters made visible. */
import { isSecretKey, maskValue, type Masker } from '../../platform/untrusted/mask.ts';
import { makeVisible } from '../../platform/untrusted/visible.ts';

export interface Cleaned<Value> {
  readonly value: Value;
  readonly masked: number;
}

/** JSON in, JSON of the same shape out. Keys stay as they are, but that they are made visible. */
export function cleanJson<Value>(value: Value, mask: Masker): Cleaned<Value> {
  let masked = 0;
  const text = (input: string): string => {
    const result = mask(makeVisible(input));
    masked += result.count;
    return result.text;
  };
  const walk = (node: unknown, key: string | undefined): unknown => {
    if (typeof node === 'string') {
      if (key !== undefined && isSecretKey(key)) {
        const result = maskValue(node);
        masked += result.count;
        return makeVisible(result.text);
      }
      return text(node);
    }
    if (Array.isArray(node)) return node.map((item) => walk(item, key));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([name, member]) => [makeVisible(name), walk(member, name)]),
    );
  };
  const cleaned = walk(value, undefined) as Value;
  return { value: cleaned, masked };
}
