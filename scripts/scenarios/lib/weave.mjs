/** A code base's whole history in one text: every line carries the commits between which it lived. */

/**
 * The format, line by line:
 *
 * - `=== path [from][-to]` starts a file, present from commit `from` (default 1) until before `to`;
 * - `%from-to|text` is one line that lived from commit `from` until before `to` (either may be left
 *   out);
 * - `%from-to{` … `%}` does the same for the lines between; blocks nest;
 * - anything else is a line that lives as long as its file.
 *
 * One weave instead of a patch series: editing an early line can't break a later patch, and any
 * commit's tree can be had without replaying the ones before.
 *
 * @returns {(commit: number) => Map<string, string>} path → content at a commit
 */
export function parseWeave(text) {
  const files = [];
  let blocks = [];
  for (const line of text.split('\n')) {
    const file = /^=== (\S+)(?: (\d*)(?:-(\d*))?)?$/.exec(line);
    if (file) {
      if (blocks.length > 0) throw new Error(`unclosed block before ${line}`);
      files.push({ path: file[1], span: spanOf(file[2], file[3]), lines: [] });
      blocks = [];
      continue;
    }
    const current = files.at(-1);
    if (!current) continue;
    const mark = /^%(\d*)(?:-(\d*))?([|{])(.*)$/.exec(line);
    if (line === '%}') blocks.pop();
    else if (mark?.[3] === '{') blocks.push(spanOf(mark[1], mark[2]));
    else if (mark)
      current.lines.push({ spans: [...blocks, spanOf(mark[1], mark[2])], text: mark[4] });
    else current.lines.push({ spans: [...blocks], text: line });
  }
  return (commit) => {
    const tree = new Map();
    for (const { path, span, lines } of files) {
      if (!within(commit, span)) continue;
      const kept = lines.filter(({ spans }) => spans.every((one) => within(commit, one)));
      const content = kept
        .map((line) => line.text)
        .join('\n')
        .trimEnd();
      tree.set(path, `${content}\n`);
    }
    return tree;
  };
}

const spanOf = (from, to) => ({ from: from ? Number(from) : 1, to: to ? Number(to) : Infinity });
const within = (commit, { from, to }) => commit >= from && commit < to;
