/** From published versions to a history of commits of everyday size. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseUnifiedDiff, type Hunk } from '../../src/evidence/index.ts';
import { createChance, type Step, type Tree, type Version } from './model.ts';
import { writeRepository } from './repository.ts';

const START = ['Add', 'Implement', 'Support', 'Introduce'];
const CHANGE = [
  'Update',
  'Rework',
  'Adjust',
  'Fix',
  'Handle',
  'Refactor',
  'Improve',
  'Clean up',
  'Tweak',
];

interface Piece {
  readonly path: string;
  readonly from: string | null;
  /** The old text with the pieces up to and including this one applied, given all that are. */
  apply(applied: ReadonlySet<Piece>): string | null;
  readonly words: string;
  readonly size: number;
}

/**
 * Splits the way from one version to the next into pieces and joins them to commits by chance.
 *
 * @param maxSteps - histories are kept below this many commits by putting more hunks into each
 */
export function stepsOf(versions: readonly Version[], seed: string, maxSteps = 1_000): Step[] {
  const chance = createChance(seed);
  const folder = mkdtempSync(path.join(tmpdir(), 'mira-versions-'));
  try {
    const shas = writeRepository(
      folder,
      versions.map((version, at) => ({
        subject: version.name,
        edits: editsBetween(versions[at - 1]?.tree ?? new Map(), version.tree),
      })),
    );
    const perVersion = versions.map((version, at) => {
      const patch = execFileSync(
        'git',
        [
          '--git-dir',
          folder,
          'diff-tree',
          '-r',
          '-p',
          '-M',
          '--root',
          '--no-commit-id',
          '-U0',
          shas[at] ?? '',
        ],
        { encoding: 'utf8', maxBuffer: 1e9 },
      );
      return piecesOf(patch, versions[at - 1]?.tree ?? new Map(), version.tree);
    });
    const all = perVersion.reduce((sum, pieces) => sum + pieces.length, 0);
    const together = Math.max(1.7, all / maxSteps);
    return perVersion.flatMap((pieces, at) => {
      const steps: Step[] = [];
      const order = inOrder(chance.shuffle(pieces), at === 0);
      const applied = new Set<Piece>();
      for (let from = 0; from < order.length;) {
        const size = Math.max(1, Math.round(together * (0.3 + 1.4 * chance.next())));
        const group = order.slice(from, from + size);
        from += group.length;
        for (const piece of group) applied.add(piece);
        const edits = new Map<string, string | null>();
        for (const piece of group) {
          if (piece.from !== null && piece.from !== piece.path) edits.set(piece.from, null);
          edits.set(piece.path, piece.apply(applied));
        }
        const words =
          group.map((piece) => piece.words).find((each) => each !== '') ??
          path.basename(group[0]?.path ?? '');
        steps.push({ subject: `${chance.pick(at === 0 ? START : CHANGE)} ${words}`, edits });
      }
      const last = steps.at(-1);
      if (last !== undefined)
        steps[steps.length - 1] = { ...last, version: versions[at]?.name ?? '' };
      return steps;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Chunks of one new file have to come in their order; all else may come in any. */
function inOrder(pieces: readonly Piece[], first: boolean): Piece[] {
  if (!first) return [...pieces];
  return pieces.toSorted(
    (a, b) => Number(/test|README|md$/i.test(a.path)) - Number(/test|README|md$/i.test(b.path)),
  );
}

function piecesOf(
  patch: string,
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Piece[] {
  return parseUnifiedDiff(patch).flatMap((file): Piece[] => {
    const now = after.get(file.path) ?? null;
    const from = file.previousPath ?? (before.has(file.path) ? file.path : null);
    const old = from === null ? null : (before.get(from) ?? null);
    if (now === null || old === null || (from !== null && from !== file.path)) {
      if (old === null && now !== null) return grown(file.path, now);
      return [{ path: file.path, from, apply: () => now, words: '', size: 50 }];
    }
    const clusters = clustersOf(file.hunks);
    const made = clusters.map((hunks) => ({ hunks, words: wordsIn(hunks) }));
    const pieces: (Piece & { readonly hunks: readonly Hunk[] })[] = made.map(
      ({ hunks, words }) => ({
        path: file.path,
        from: file.path,
        hunks,
        words,
        size: hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0),
        apply: (applied) =>
          patched(
            old,
            pieces.filter((each) => applied.has(each)).flatMap((each) => each.hunks),
          ),
      }),
    );
    return pieces;
  });
}

/** A new file comes at once when small, else grows by stretches that start at the left margin. */
function grown(file: string, text: string): Piece[] {
  const lines = text.split('\n');
  const cuts: number[] = [0];
  const begins = /\.(?:java|go)$/.test(file)
    ? /^(?:func|type|var|\/\/ \w)|^ {4}(?:\/\*\*|@|public|private|protected|static)/
    : /^(?:function|var|const|exports|module|class|def|describe|test|it\(|[A-Za-z_$.]+ = )/;
  lines.forEach((line, at) => {
    if (at - (cuts.at(-1) ?? 0) >= 60 && begins.test(line) && (lines[at - 1] ?? '').trim() === '')
      cuts.push(at);
  });
  const chunks = cuts.map((from, at) => lines.slice(from, cuts[at + 1]).join('\n'));
  const pieces: Piece[] = chunks.map((chunk) => ({
    path: file,
    from: null,
    words:
      /(?:function|def|class)\s+(\w+)|exports\.(\w+)/.exec(chunk)?.slice(1).find(Boolean) ?? '',
    size: chunk.length / 30,
    apply: (applied) => {
      const text_ = pieces
        .flatMap((piece, at) => (applied.has(piece) ? [chunks[at] ?? ''] : []))
        .join('\n');
      return text_.endsWith('\n') ? text_ : `${text_}\n`;
    },
  }));
  return pieces;
}

/** Hunks closer than this belong together. */
const NEAR = 6;

function clustersOf(hunks: readonly Hunk[]): Hunk[][] {
  const out: Hunk[][] = [];
  let end = -Infinity;
  for (const hunk of hunks) {
    if (hunk.oldStart - end > NEAR) out.push([]);
    out.at(-1)?.push(hunk);
    end = hunk.oldStart + hunk.oldCount;
  }
  return out;
}

function patched(text: string, hunks: readonly Hunk[]): string {
  const lines = text.split('\n');
  for (const hunk of hunks.toSorted((a, b) => b.oldStart - a.oldStart)) {
    const at = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1;
    lines.splice(
      at,
      hunk.oldCount,
      ...hunk.lines.filter((line) => line.kind === 'added').map((line) => line.text),
    );
  }
  return lines.join('\n');
}

const wordsIn = (hunks: readonly Hunk[]): string =>
  /(?:function|def|class)\s+(\w+)|exports\.(\w+)|^\s*(\w+)\s*[:=(]/m
    .exec(
      hunks
        .map((hunk) => `${hunk.section}\n${hunk.lines.map((line) => line.text).join('\n')}`)
        .join('\n'),
    )
    ?.slice(1)
    .find(Boolean) ?? '';

export function editsBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): Map<string, string | null> {
  const edits = new Map<string, string | null>();
  for (const [file, text] of after) if (before.get(file) !== text) edits.set(file, text);
  for (const file of before.keys()) if (!after.has(file)) edits.set(file, null);
  return edits;
}

/** One place at which a version differs from the one before. */
export interface Change {
  readonly path: string;
  /** Its line in the older version. */
  readonly at: string;
  /** The older text of its file with those of the chosen changes that are the file's. */
  apply(chosen: ReadonlySet<Change>): string;
}

/** Where two trees differ, for files that both have. */
export function changesBetween(before: Tree, after: Tree): Change[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'mira-changes-'));
  try {
    const shas = writeRepository(folder, [
      { subject: 'before', edits: editsBetween(new Map(), before) },
      { subject: 'after', edits: editsBetween(before, after) },
    ]);
    const patch = execFileSync(
      'git',
      ['--git-dir', folder, 'diff-tree', '-r', '-p', '--no-commit-id', '-U0', shas[1] ?? ''],
      { encoding: 'utf8', maxBuffer: 1e9 },
    );
    return parseUnifiedDiff(patch).flatMap((file) => {
      const old = before.get(file.path);
      if (old === undefined || !after.has(file.path)) return [];
      const changes: Change[] = file.hunks.map((hunk) => ({
        path: file.path,
        at: `:${hunk.oldStart}`,
        apply: (chosen) =>
          patched(
            old,
            file.hunks.filter((_hunk, at) =>
              changes.some((each, index) => index === at && chosen.has(each)),
            ),
          ),
      }));
      return changes;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
