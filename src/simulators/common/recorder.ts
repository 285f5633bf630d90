/** Remembers what a simulator was asked, bounded in number and bytes, for `GET /_sim/requests`. */
import { toIso } from '../../domain/time.ts';

/** One request as a test reads it. */
export interface RecordedRequest {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** A repeated parameter holds all its values. */
  readonly query: Record<string, string | string[]>;
  /** Parsed where it is JSON or a form, else the text; `null` when there was none. */
  readonly body: unknown;
  /** `null` while the answer is outstanding, and for ever when the connection was cut. */
  status: number | null;
}

/** The newest this many requests are kept. */
const KEEP = 20_000;
/** Bodies beyond this many characters are cut: their size is not what a test looks at. */
const BODY_LIMIT = 64 * 1024;
/** All kept bodies together stay under this many characters. */
const TOTAL_LIMIT = 64 * 1024 * 1024;

/** JSON or form → object, anything else → text. */
export function parseBody(text: string, contentType: string): unknown {
  if (text === '') return null;
  if (contentType.includes('application/x-www-form-urlencoded'))
    return groupParams(new URLSearchParams(text));
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Query parameters as an object; repeated names become arrays. */
export function groupParams(params: URLSearchParams): Record<string, string | string[]> {
  const grouped: Record<string, string | string[]> = {};
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name);
    grouped[name] = values.length === 1 ? values[0]! : values;
  }
  return grouped;
}

export interface Recorder {
  record(method: string, url: URL, bodyText: string, contentType: string): RecordedRequest;
  list(): readonly RecordedRequest[];
  clear(): void;
}

/** @param now - the simulators' clock, epoch ms */
export function createRecorder(now: () => number): Recorder {
  let kept: { request: RecordedRequest; size: number }[] = [];
  let total = 0;
  return {
    record(method, url, bodyText, contentType) {
      const cut = bodyText.length > BODY_LIMIT;
      const text = cut ? `${bodyText.slice(0, BODY_LIMIT)}…` : bodyText;
      const request: RecordedRequest = {
        at: toIso(now()),
        method,
        path: url.pathname,
        query: groupParams(url.searchParams),
        body: cut ? text : parseBody(text, contentType),
        status: null,
      };
      kept.push({ request, size: text.length });
      total += text.length;
      if (kept.length > KEEP || total > TOTAL_LIMIT) {
        // a quarter goes at once, so that a busy recorder does not shift its list on every request
        const dropped = kept.splice(0, Math.ceil(kept.length / 4));
        total -= dropped.reduce((sum, entry) => sum + entry.size, 0);
      }
      return request;
    },
    list: () => kept.map((entry) => entry.request),
    clear() {
      kept = [];
      total = 0;
    },
  };
}
