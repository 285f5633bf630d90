/** Cuts a log message into tokens and replaces what varies by placeholders. */

/** Longer messages are cut before mining: the variable tail of a dump is not a template. */
const MAX_MESSAGE = 600;
const MAX_TOKENS = 60;

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?\b/g, '<time>'],
  [/\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,24}){1,4}\b/g, '<email>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '<ip>'],
  [/\b(?:0x)?[0-9a-f]*(?:\d[a-f]|[a-f]\d)[0-9a-f]{5,}\b/gi, '<hex>'],
];

/**
 * A message's tokens with identifiers, addresses, times and numbers masked. Numbers glued to words
 * (`order-123`, `took 35ms`) lose only the digits, so that the words still tell templates apart.
 */
export function templateTokens(message: string): string[] {
  let text = message.length > MAX_MESSAGE ? message.slice(0, MAX_MESSAGE) : message;
  const newline = text.indexOf('\n');
  if (newline > 20) text = text.slice(0, newline);
  for (const [pattern, mask] of MASKS) text = text.replace(pattern, mask);
  const tokens: string[] = [];
  for (const raw of text.split(/[\s]+/)) {
    if (raw === '') continue;
    tokens.push(maskToken(raw));
    if (tokens.length >= MAX_TOKENS) break;
  }
  return tokens;
}

function maskToken(token: string): string {
  if (token.startsWith('<') && token.endsWith('>')) return token;
  // status codes after `status`, `HTTP` and the like are what a message is about
  if (/^(?:status|code|http|HTTP|errno)[=:]?\d{1,4}[,.;)]?$/.test(token)) return token;
  if (!/\d/.test(token)) return token;
  return token.replace(/[-+]?\d+(?:[.,]\d+)*/g, '<n>');
}
