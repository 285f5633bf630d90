/**
 * Makes visible what a terminal, a browser or a model would act on without showing it: control
 * characters, ANSI escapes, text that runs backwards, invisible characters.
 */

/** C0 but newline and tab, DEL, C1. */
const CONTROL = /\r\n|[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;
/** Zero width, bidi marks, embeddings, overrides and isolates, word joiners, BOM, tag characters. */
const INVISIBLE =
  /[\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;
const SUSPECT =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uD800-\uDFFF\uFEFF\uFFF9-\uFFFB]/;

/**
 * Newlines and tabs stay (CRLF becomes a newline); other C0 controls become their pictures (ESC is
 * ␛), everything else invisible its code point (`<U+202E>`). Lone surrogates become U+FFFD.
 */
export function makeVisible(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .toWellFormed()
    .replace(CONTROL, (char) => {
      if (char === '\r\n') return '\n';
      const code = char.charCodeAt(0);
      if (code < 0x20) return String.fromCharCode(0x2400 + code);
      return code === 0x7f ? '\u2421' : codePoint(char);
    })
    .replace(INVISIBLE, codePoint);
}

const codePoint = (char: string): string =>
  `<U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
