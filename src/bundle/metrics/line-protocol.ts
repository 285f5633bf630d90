/** InfluxDB's line protocol: `cpu,service=pay usage=0.5,load=2i 1767348000000000000`. */
import type { JsonRecord } from '../values/fields.ts';

const NAME = String.raw`(?:[^\s,=\\"{}]|\\.)+`;
const VALUE = String.raw`(?:"(?:[^"\\]|\\.)*"|[^\s,"]+)`;
const LINE = new RegExp(
  String.raw`^(${NAME})((?:,${NAME}=(?:[^\s,=\\]|\\.)+)*)[ \t]+(${NAME}=${VALUE}(?:,${NAME}=${VALUE})*)(?:[ \t]+(-?\d{1,20}))?$`,
);
const TAG = new RegExp(String.raw`,(${NAME})=((?:[^\s,=\\]|\\.)+)`, 'g');
const FIELD = new RegExp(String.raw`(${NAME})=(${VALUE})`, 'g');
/** What a measurement's only number is called. */
const PLAIN_FIELD = /^(?:value|gauge|counter|count|mean)$/i;
const HEAD_LINES = 20;

const plain = (text: string): string => text.replace(/\\(.)/g, '$1');

/** `3i`, `3u`, `0.5`, `1e3`; true and false are 1 and 0; null for words. */
function numberIn(text: string): number | null {
  if (/^(?:t|true)$/i.test(text)) return 1;
  if (/^(?:f|false)$/i.test(text)) return 0;
  const value = /^[-+]?[\d.]/.test(text) ? Number(text.replace(/[iu]$/, '')) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

/** True when a text begins with such lines and nothing else but comments. */
export function isLineProtocol(head: string): boolean {
  const lines = head
    .split('\n')
    // the last one may be cut off
    .slice(0, -1)
    .concat(head.endsWith('\n') || !head.includes('\n') ? head.split('\n').slice(-1) : [])
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, HEAD_LINES);
  return lines.length > 0 && lines.every((line) => recordsOfLine(line) !== null);
}

/**
 * The numbers of one line as records with `metric`, `value`, `timestamp` and the tags; empty for a
 * comment, for a line without a time and for one whose fields are all words.
 *
 * @returns null when it is no such line
 */
export function recordsOfLine(text: string): JsonRecord[] | null {
  const line = text.trim();
  if (line === '' || line.startsWith('#')) return [];
  const match = LINE.exec(line);
  if (match === null) return null;
  const [, measurement = '', tagText = '', fieldText = '', time] = match;
  const tags: Record<string, string> = {};
  for (const [, key = '', value = ''] of tagText.matchAll(TAG)) tags[plain(key)] = plain(value);
  const fields = [...fieldText.matchAll(FIELD)].flatMap(([, key = '', value = '']) => {
    const number = numberIn(value);
    return number === null ? [] : [{ key: plain(key), number }];
  });
  // an assignment of words is prose or logfmt
  if (fields.length === 0 && time === undefined) return null;
  if (time === undefined) return [];
  return fields.map(({ key, number }) => ({
    ...tags,
    metric:
      fields.length === 1 && PLAIN_FIELD.test(key)
        ? plain(measurement)
        : `${plain(measurement)}_${key}`,
    value: number,
    timestamp: Number(time),
  }));
}
