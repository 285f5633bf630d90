/**
 * JSON as webhook templates produce it. Strict JSON first; then two repairs for what a template
 * engine does: variables that it did not know and left unquoted (`"rows": $LOGS_SAMPLE`) become
 * null, and raw line breaks inside strings are escaped. Anything else stays an error.
 */
import { messageOf } from '../../domain/errors.ts';
import { payloadProblem } from './problem.ts';

/** @throws MiraError `payload_invalid` for field `body` */
export function parseLenientJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const repaired = repair(text);
    if (repaired !== text) {
      try {
        return JSON.parse(repaired);
      } catch {
        // The first error speaks of the text that was sent.
      }
    }
    throw payloadProblem('body', `is not valid JSON (${messageOf(error)})`);
  }
}

/** A string literal, which may hold raw control characters, or a bare `$NAME` or `$NAME[key]`. */
const STRING_OR_VARIABLE = /"(?:[^"\\]|\\.)*"|\$[A-Z][A-Z0-9_]*(?:\[[^\]"]*\])?/gs;

const repair = (text: string): string =>
  text.replace(STRING_OR_VARIABLE, (token) =>
    token.startsWith('$') ? 'null' : escapeControls(token),
  );

const escapeControls = (literal: string): string =>
  literal.replace(
    /[\u0000-\u001f]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
