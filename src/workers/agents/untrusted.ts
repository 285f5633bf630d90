/** Marks text from outside as data: delimiters with a nonce that the text's author cannot know. */
import { randomBytes } from 'node:crypto';
import { makeVisible } from '../../platform/untrusted/visible.ts';

export type Wrap = (label: string, text: string) => string;

/** Text that was cut inside of a block loses the block's end: what follows must not seem to be inside. */
export function closeUntrusted(text: string): string {
  const open = [...text.matchAll(/<untrusted-([\w-]+)[^>]*>/g)]
    .map(([, nonce]) => nonce)
    .filter((nonce) => !text.includes(`</untrusted-${nonce}>`));
  return [text, ...new Set(open.toReversed().map((nonce) => `</untrusted-${nonce}>`))].join('\n');
}

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
