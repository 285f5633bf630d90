/** Removes configured secret values from text, however they got into it. */

const MASK = '[redacted]';
/** Shorter values would blank out ordinary words. */
const MIN_SECRET_LENGTH = 8;

/** A function that replaces each of `secrets` in a text: as is, JSON-escaped, URL-encoded, base64. */
export function createScrubber(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH).flatMap(formsOf);
  if (forms.length === 0) return (text) => text;
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map((form) => RegExp.escape(form)).join('|'), 'g');
  return (text) => text.replace(pattern, MASK);
}

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  // A PAT travels as base64(":" + pat) or base64("PAT:" + pat); its tail depends on the alignment,
  // so each alignment's stable middle is masked.
  const shifted = [1, 2].map((pad) =>
    Buffer.from(' '.repeat(pad) + secret)
      .toString('base64')
      .replace(/=+$/, '')
      .slice(pad + 1, -2),
  );
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    base64,
    ...shifted,
  ].filter((form) => form.length >= MIN_SECRET_LENGTH);
}
