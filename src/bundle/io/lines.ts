/** Reads a text file line by line, however large: plain or gzip, UTF-8 or UTF-16, CRLF or LF. */
import { createReadStream, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';

/** Longer lines are cut: one runaway line must not take all memory. */
const MAX_LINE_LENGTH = 4_000_000;
/** How much of a file decides what it is. */
const SNIFF_BYTES = 64 * 1024;

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

async function firstBytes(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The file's bytes, gunzipped where needed. Destroying the last stream closes the file. */
async function byteStream(file: string, limit?: number): Promise<Readable> {
  const gzip = isGzip(await firstBytes(file));
  const source = createReadStream(file, {
    highWaterMark: 256 * 1024,
    ...(limit === undefined || gzip ? {} : { end: limit - 1 }),
  });
  if (!gzip) return source;
  const unzip = createGunzip();
  source.on('error', (error) => unzip.destroy(error));
  unzip.on('close', () => source.destroy());
  return source.pipe(unzip);
}

/** The text in pieces, without a byte order mark. */
export async function* textPieces(file: string): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const stream = await byteStream(file);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    yield decoder.decode(chunk, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

/**
 * Calls `onLine` for every line, without its line break; the last one also without a final break.
 * The callback is synchronous because an asynchronous one costs more than the parsing.
 *
 * @param onLine - `line` counts from 1; answer false to stop reading
 * @throws the file system's error, or zlib's for a broken gzip file
 */
export async function forEachLine(
  file: string,
  onLine: (text: string, line: number) => boolean | undefined | void,
): Promise<void> {
  let rest = '';
  let line = 0;
  let overlong = false;
  for await (const piece of textPieces(file)) {
    const text = rest === '' ? piece : rest + piece;
    let from = 0;
    for (;;) {
      const end = text.indexOf('\n', from);
      if (end === -1) break;
      line += 1;
      const stop = end > from && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      if (onLine(overlong ? '' : text.slice(from, stop), line) === false) return;
      overlong = false;
      from = end + 1;
    }
    rest = text.slice(from);
    if (rest.length > MAX_LINE_LENGTH) {
      // what is there of it is handed over at once, its remainder is dropped
      if (!overlong) {
        if (onLine(rest, line + 1) === false) return;
        overlong = true;
      }
      rest = '';
    }
  }
  if (rest !== '' && !overlong) onLine(rest.endsWith('\r') ? rest.slice(0, -1) : rest, line + 1);
}

/** The file's first 64 kB as text: enough to tell what it is. */
export async function readHead(file: string): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  const stream = await byteStream(file, SNIFF_BYTES);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= SNIFF_BYTES) break;
  }
  const bytes = Buffer.concat(parts).subarray(0, SNIFF_BYTES);
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

/**
 * The whole text of a file.
 * @throws RangeError when it has more than `maxLength` characters
 */
export async function readText(file: string, maxLength: number): Promise<string> {
  const parts: string[] = [];
  let length = 0;
  for await (const piece of textPieces(file)) {
    parts.push(piece);
    length += piece.length;
    if (length > maxLength)
      throw new RangeError(
        `larger than ${Math.round(maxLength / 1_000_000)} MB as one JSON document: write it as one record per line (NDJSON) and it is read in a stream`,
      );
  }
  return parts.join('');
}

/** The whole text at once; empty when it can't be read. For finding the line of a problem. */
export function readTextSync(file: string): string {
  try {
    const bytes = readFileSync(file);
    const plain = isGzip(bytes) ? gunzipSync(bytes) : bytes;
    return new TextDecoder(encodingOf(plain)).decode(plain);
  } catch {
    return '';
  }
}
