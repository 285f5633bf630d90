/** Code of the failing test that a runner prints beside the failure: all there is when the test is new. */

export interface ShownCode {
  /** The lines that failed. */
  readonly failing: string;
  /** What is shown around them. */
  readonly around: string;
}

const MAX_LINES = 200;
const MAX_LINE = 400;

/**
 * Reads pytest's and unittest's source lines, the code frames of jest, vitest and playwright, RSpec's
 * `Failure/Error:` and what Node.js prints of an uncaught error.
 *
 * @param isTest - tells files of tests: lines of other files are known by their frames
 */
export function shownCode(text: string, isTest: (file: string) => boolean): ShownCode {
  const failing: string[] = [];
  const around: string[] = [];
  const lines = text
    .slice(0, 400_000)
    .split('\n', 4_000)
    .map((line) => line.slice(0, MAX_LINE));
  /** Lines of pytest's listing since its last heading or place. */
  let listing: string[] = [];
  lines.forEach((line, at) => {
    if (failing.length + around.length > MAX_LINES) return;
    const python = /^\s+File "([^"]+)", line \d+, in \S/.exec(line);
    if (python) {
      const code = lines[at + 1] ?? '';
      if (isTest(python[1] ?? '') && /^\s{4,}\S/.test(code) && !/^\s+File "/.test(code))
        failing.push(code.trim());
      return;
    }
    const framed = /^\s*(>?)\s*\d+\s?\|(\s.*)$/.exec(line);
    if (framed) {
      const marked = framed[1] === '>' || /^\s*\|\s*\^/.test(lines[at + 1] ?? '');
      (marked ? failing : around).push((framed[2] ?? '').trim());
      return;
    }
    const ruby = /^\s*Failure\/Error:\s*(\S.*)$/.exec(line);
    if (ruby) {
      failing.push(ruby[1] ?? '');
      return;
    }
    if (/^_{3,} .+ _{3,}$|^(?:_ ){10,}_?$|^={10,}/.test(line)) {
      listing = [];
      return;
    }
    const place = /^([\w./\\:@+-]+\.py):\d+: /.exec(line);
    if (place) {
      if (isTest(place[1] ?? '')) {
        const marked = listing.filter((each) => each.startsWith('>'));
        failing.push(...marked.map((each) => each.slice(1).trim()));
        around.push(...listing.filter((each) => /^ {4}/.test(each)).map((each) => each.trim()));
      }
      listing = [];
      return;
    }
    if (/^(?:> | {4})\s*\S/.test(line)) listing.push(line);
  });
  return { failing: failing.join('\n'), around: around.join('\n') };
}
