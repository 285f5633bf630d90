/** Masks secrets in an alert's words before they are stored: models and people read them. */
import { createMasker } from '../../platform/untrusted/mask.ts';

const masker = createMasker();

export const masked = (text: string): string => masker(text).text;

/** No pattern of a secret reaches across it. */
const BETWEEN = '\n\u0000\n';

/** All of an alert's words are looked through at once; one by one only where that finds something. */
export const maskOf = (...texts: readonly string[]): ((text: string) => string) =>
  masker(texts.join(BETWEEN)).count === 0 ? (text) => text : masked;
