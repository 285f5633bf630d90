/** Versions of libraries and images that a diff moves. */
import type { Block, DiffFact } from './facts.ts';
import type { DiffLine } from './parse.ts';

const PATTERNS: readonly RegExp[] = [
  /^\s*"(@?[\w./-]{1,100})"\s*:\s*"[\^~>=<v ]*(\d[\w.+-]*)"/, // package.json, composer.json
  /^\s*["']?([\w.-]{1,100})(?:\[[\w,\s-]{1,60}\])?\s*(?:==|~=|>=|<=)\s*v?(\d[\w.+*-]*)/, // requirements.txt, lists of pyproject.toml
  /^\s*(?:require\s+)?([\w.-]+\/[\w./-]{1,150})\s+v(\d[\w.+-]*)/, // go.mod
  /(?:Include|Update)="([\w.-]{1,100})"\s+Version="v?(\d[\w.+-]*)"/, // csproj
  /["']([\w.-]+:[\w.-]+):v?(\d[\w.+-]*)["']/, // gradle
  /^\s*gem\s+["']([\w-]+)["']\s*,\s*["'][~>=< ]*v?(\d[\w.+-]*)["']/, // Gemfile
  /^\s*([\w-]{1,80})\s*=\s*(?:\{\s*version\s*=\s*)?"[\^~=]*v?(\d[\w.+-]*)"/, // Cargo.toml, versions.toml
  /(?:FROM|image:)\s*["']?([\w./-]{1,150}):v?([\w.+-]*\d[\w.+-]*)/, // images
  /<([\w.-]{0,60}version)>v?(\d[\w.+-]*)</, // pom.xml
];

function versionOf(line: DiffLine): { name: string; version: string; line: DiffLine } | null {
  if (line.text.length > 400) return null;
  for (const pattern of PATTERNS) {
    const match = pattern.exec(line.text);
    if (match !== null) return { name: match[1] ?? '', version: match[2] ?? '', line };
  }
  return null;
}

const WEIGHT = { major: 0.9, minor: 0.5, patch: 0.35 } as const;

function step(before: string, after: string): keyof typeof WEIGHT {
  const a = before.split(/[.+-]/);
  const b = after.split(/[.+-]/);
  if (a[0] !== b[0]) return 'major';
  return a[1] === b[1] ? 'patch' : 'minor';
}

const ABOVE =
  /<artifactId>([^<]+)<|^\s*\[(?:[\w-]+\.)?(?:[\w-]*dependencies)\.["']?([\w.-]+)["']?\]/;

export function dependencyFacts(block: Block): DiffFact[] {
  if (block.role === 'lock_file') return lockFacts(block);
  if (
    block.role !== 'dependency_manifest' &&
    block.role !== 'deployment' &&
    block.role !== 'source'
  )
    return [];
  if (block.role === 'source' && !/\.(?:gradle|kts|toml|xml|json)$/.test(block.file)) return [];
  const out: DiffFact[] = [];
  const before = block.removed.map(versionOf);
  // in a pom the artifact's name stands above the version, in a table of its own in the heading
  const above = [...block.before]
    .reverse()
    .map((text) =>
      ABOVE.exec(text)
        ?.slice(1)
        .find((each) => each !== undefined),
    )
    .find((name) => name !== undefined);
  for (const line of block.added) {
    const after = versionOf(line);
    if (after === null) continue;
    const old = before.find((each) => each?.name === after.name) ?? null;
    if (old !== null && old.version === after.version) continue;
    // the package's own version says that it was released, and moves nothing that it runs on
    if (after.name === 'version' && above === undefined && !line.text.includes('<')) continue;
    const name = after.name === 'version' ? (above ?? 'version') : after.name;
    const kind = old === null ? 'minor' : step(old.version, after.version);
    out.push({
      kind: 'dependency_version',
      file: block.file,
      role: block.role,
      function: null,
      line: line.newLine,
      name,
      before: old?.version ?? null,
      after: after.version,
      direction: old === null ? 'added' : 'changed',
      summary:
        old === null
          ? `dependency ${name} ${after.version} added`
          : `dependency ${name} moved from ${old.version} to ${after.version} (${kind})`,
      weight: old === null ? 0.4 : WEIGHT[kind],
    });
  }
  return out;
}

/** As Dependabot, Renovate and people write it: `bump x from 1 to 2`, `update dependency x to v2`. */
const ANNOUNCED =
  /\b(?:bump|upgrade|update|move|raise)[sd]?\s+(?:the\s+)?(?:dependency\s+|module\s+|package\s+)?([@\w][\w@./:-]*[\w])\s+(?:version\s+)?(?:from\s+v?(\d[\w.+-]*)\s+)?(?:to|->|→)\s+v?(\d[\w.+-]*)/i;

/**
 * The update that a commit's message announces, for commits that come without a diff; null for any
 * other message. Of the same shape and weight as what a manifest's lines tell.
 */
export function announcedUpdate(message: string, file: string): DiffFact | null {
  const [, name, before, after] = ANNOUNCED.exec(message.slice(0, 300)) ?? [];
  if (name === undefined || after === undefined) return null;
  const kind = before === undefined ? 'minor' : step(before, after);
  return {
    kind: 'dependency_version',
    file,
    role: 'dependency_manifest',
    function: null,
    line: null,
    name,
    before: before ?? null,
    after,
    direction: 'changed',
    summary:
      before === undefined
        ? `dependency ${name} moved to ${after}`
        : `dependency ${name} moved from ${before} to ${after} (${kind})`,
    weight: WEIGHT[kind],
  };
}

const LOCKED = /(?:"?version"?\s*[:=]?\s*"?|\(|\sv)(\d[\w.+-]*)/;
const LOCKED_NAME =
  /"(?:node_modules\/)?(@?[\w./-]+)"\s*:\s*\{|^"?(@?[\w./-]+)@|^name = "([\w-]+)"|^\s*([\w.-]+) \(|^([\w./-]+) v\d/;

/** A lock file's changed versions: what really was installed. The name stands on the line or above it. */
function lockFacts(block: Block): DiffFact[] {
  const out: DiffFact[] = [];
  const nameOf = (text: string): string | undefined =>
    LOCKED_NAME.exec(text.slice(0, 300))
      ?.slice(1)
      .find((each) => each !== undefined);
  for (const line of block.added.slice(0, 20)) {
    const after = LOCKED.exec(line.text.slice(0, 300))?.[1];
    if (after === undefined || /integrity|resolved|sha\d/.test(line.text)) continue;
    const name =
      nameOf(line.text) ??
      [...block.before]
        .reverse()
        .map(nameOf)
        .find((each) => each !== undefined) ??
      'a dependency';
    const before = block.removed
      .map((each) => LOCKED.exec(each.text.slice(0, 300))?.[1])
      .find((each) => each !== undefined);
    if (before === undefined || before === after) continue;
    out.push({
      kind: 'dependency_version',
      file: block.file,
      role: block.role,
      function: null,
      line: line.newLine,
      name,
      before,
      after,
      direction: 'changed',
      summary: `locked version of ${name} moved from ${before} to ${after} (${step(before, after)})`,
      weight: WEIGHT[step(before, after)],
    });
  }
  return out;
}
