/** Marks text from outside as data: delimiters with a nonce that the text's author cannot know. */
import { randomBytes } from 'node:crypto';

/** C0/C1 controls except tab and newline, bidi overrides and isolates, zero-width characters, BOM. */
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

export type Wrap = (label: string, text: string) => string;

/**
 * One wrapper per run: the nonce stays the same within a conversation, so that the standing
 * instruction can name it once, and differs between conversations.
 */
export function createUntrustedWrap(nonce: string = randomBytes(9).toString('base64url')): Wrap {
  return (label, text) => {
    // A nonce that leaked into stored text must not close the block from inside.
    const body = makeVisible(text).replaceAll(nonce, '[nonce]');
    return `<untrusted-${nonce} source="${label.replaceAll(/[^\w .:/-]/g, '_')}">\n${body}\n</untrusted-${nonce}>`;
  };
}

/** Control and direction characters as `\u202e`, so that nothing reads differently from what it is. */
export const makeVisible = (text: string): string =>
  text.replaceAll(
    INVISIBLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
