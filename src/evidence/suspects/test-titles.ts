/** What failing tests are called in words, out of what runners print. */

const TITLES: readonly RegExp[] = [
  /^ {2}\d+\) (.{3,200}(?:\n {5,}[^\n]{1,200}:$)?)/gm, // mocha, rspec
  /^\s*●\s+(.{3,300})$/gm, // jest
  /^\s*(?:✗|✘|✖|×|FAIL)\s+(.{3,300})$/gm, // vitest, ava, node:test
];

/** No titles: headings of lists, and paths. */
const NO_TITLE = /^(?:Failure|Error):?$|^\S+\/\S+(?: [\d.]+s)?$/;
const MAX_TITLES = 6;

/** At most six; of TAP the failed assertions and the tests that they stand in. */
export function testTitles(text: string): string[] {
  const out = new Set(tapTitles(text));
  for (const pattern of TITLES) for (const match of text.matchAll(pattern)) out.add(match[1] ?? '');
  return [...new Set([...out].map(plain))]
    .filter((title) => title !== '' && !NO_TITLE.test(title))
    .slice(0, MAX_TITLES);
}

const plain = (title: string): string =>
  title
    .replace(/\s+/g, ' ')
    .replace(/ \(\d[\d.]* ?m?s\)$/, '')
    .trim();

function tapTitles(text: string): string[] {
  const out: string[] = [];
  let test: string | null = null;
  for (const line of text.split('\n', 20_000)) {
    const heading = /^# (?:Subtest: )?(.{3,120})$/.exec(line)?.[1];
    if (heading !== undefined) test = heading;
    const failed = /^\s{0,40}not ok \d+ -? ?(.{3,200})$/.exec(line)?.[1];
    if (failed === undefined) continue;
    if (test !== null) out.push(test);
    out.push(failed);
  }
  return out;
}
