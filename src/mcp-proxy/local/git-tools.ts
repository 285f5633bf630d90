/**
 * The code tools over git repositories on this machine: names, schemas, scope and text are those of
 * the Azure DevOps tools, only where they look is another.
 */
import { MiraError } from '../../domain/errors.ts';
import { toIso } from '../../domain/time.ts';
import type { Tool } from '../tool.ts';
import { createGetBlame } from '../tools/azure-devops/get-blame.ts';
import { createGetCommitDiff } from '../tools/azure-devops/get-commit-diff.ts';
import { createGetCommits } from '../tools/azure-devops/get-commits.ts';
import { createGetFile } from '../tools/azure-devops/get-file.ts';
import { createListFiles } from '../tools/azure-devops/list-files.ts';
import { createSearchCommits } from '../tools/azure-devops/search-commits.ts';
import { createAzureDevOpsUpstream } from '../tools/azure-devops/upstream.ts';
import { shownFiles } from '../tools/local/shown-files.ts';
import { blamedRange, linesOf } from '../tools/common/file-lines.ts';
import { cut, plural } from '../tools/common/text.ts';
import { resolveWindow, type ScopedWindow } from '../tools/common/window.ts';
import { blame, listCommits, listPaths, readCommit, readFile } from './git-history.ts';
import { resolveCommit, type Git } from './git.ts';

/** What the tools' own `applyScope` makes of their arguments, as far as it is used here. */
interface Scoped {
  readonly repository: { readonly repository: string };
  readonly branch: string | null;
}
interface ScopedCommits extends Scoped {
  readonly window: ScopedWindow;
  readonly path: string | null;
  readonly author: string | null;
  readonly limit: number;
  readonly withFiles?: boolean;
  readonly words?: readonly string[];
}
interface ScopedDiff extends Scoped {
  readonly commit: string;
  readonly paths: readonly string[];
  readonly maxFiles: number;
}
interface ScopedFile extends Scoped {
  readonly path: string;
  readonly version: string | null;
  readonly startLine: number;
  readonly endLine: number | null;
}
interface ScopedBlame extends ScopedFile {
  readonly window: ScopedWindow;
}
interface ScopedPaths extends Scoped {
  readonly version: string | null;
  readonly limit: number;
}

type Run = Tool['run'];

export function gitTools(repositories: readonly Git[]): Tool[] {
  const upstream = unreachable();

  const gitOf = ({ repository: { repository } }: Scoped): Git => {
    const [only] = repositories;
    // a single repository is the service's whatever it is called here
    if (only && repositories.length === 1) return only;
    const found = repositories.find(({ name }) => name.toLowerCase() === repository.toLowerCase());
    if (found) return found;
    const known = repositories.map(({ name }) => name).join(', ');
    throw new MiraError(
      'no_match',
      `there is no repository «${repository}» here; there are: ${known}`,
    );
  };

  /** The branch where it is there, else what is checked out, and said. */
  const headOf = async (git: Git, branch: string | null) => {
    const named = branch === null ? null : await resolveCommit(git, branch).catch(() => null);
    if (branch !== null && named !== null) return { revision: named, branch, notes: [] };
    const notes =
      branch === null ? [] : [`${git.name} has no branch ${branch.slice(0, 80)}: HEAD was read.`];
    return { revision: await resolveCommit(git, 'HEAD'), branch: 'HEAD', notes };
  };
  const revisionOf = async (git: Git, branch: string | null): Promise<string> =>
    (await headOf(git, branch)).revision;

  const commits: Run = async (scoped, { clock, signal }) => {
    const args = scoped as ScopedCommits;
    const git = gitOf(args);
    const { fromMs, toMs, window, notes } = resolveWindow(args.window, clock.now(), Infinity);
    const head = await headOf(git, args.branch);
    const found = await listCommits(
      git,
      {
        revision: head.revision,
        fromMs,
        toMs,
        limit: args.limit + 1,
        path: args.path,
        author: args.author,
        words: messageWords(args.words),
        withFiles: args.withFiles ?? false,
      },
      signal,
    );
    const wanted = idPrefixes(args.words);
    const named = await Promise.all(
      wanted.map((id) =>
        resolveCommit(git, id).then(
          (sha) => readCommit(git, sha, signal),
          () => null,
        ),
      ),
    );
    const all = wanted.length > 0 ? named.filter((one) => one !== null) : found;
    const more = all.length > args.limit;
    return {
      result: {
        commits: all
          .slice(0, args.limit)
          .map((one) => (wanted.length > 0 ? { ...one, files: [], filesComplete: false } : one)),
        repository: git.name,
        branch: head.branch,
        window,
      },
      window,
      truncated: more,
      notes: [
        ...notes,
        ...head.notes,
        ...(more
          ? [`Only the newest ${args.limit} were read; there may be older ones in the window.`]
          : []),
      ],
    };
  };

  const diff: Run = async (scoped, { signal }) => {
    const args = scoped as ScopedDiff;
    const git = gitOf(args);
    const commit = await readCommit(git, args.commit, signal);
    const files = shownFiles(commit.files, args.paths, args.maxFiles);
    const unread = files.filter(({ patch }) => patch === null).length;
    return {
      result: { commit: { ...commit, files }, repository: git.name },
      truncated: unread > 0,
      immutable: true,
      notes:
        unread > 0
          ? [`${plural(unread, 'file')} without a diff: beyond max_files, binary, or very large.`]
          : [],
    };
  };

  const paths: Run = async (scoped, { signal }) => {
    const args = scoped as ScopedPaths;
    const git = gitOf(args);
    const version = await (args.version === null
      ? revisionOf(git, args.branch)
      : resolveCommit(git, args.version));
    const all = await listPaths(git, version, signal);
    return {
      result: { repository: git.name, version, paths: all.slice(0, args.limit) },
      truncated: all.length > args.limit,
      immutable: args.version !== null,
      notes:
        all.length > args.limit ? [`${all.length} files, the first ${args.limit} are listed.`] : [],
    };
  };

  const file: Run = async (scoped, { signal }) => {
    const args = scoped as ScopedFile;
    const git = gitOf(args);
    const version = await (args.version === null
      ? revisionOf(git, args.branch)
      : resolveCommit(git, args.version));
    const text = await readFile(git, version, args.path, signal);
    const { shown, truncated, notes } = linesOf(text, args);
    return {
      result: { repository: git.name, path: args.path, version, ...shown },
      truncated,
      immutable: args.version !== null,
      notes,
    };
  };

  const blamed: Run = async (scoped, { clock, signal }) => {
    const args = scoped as ScopedBlame;
    const git = gitOf(args);
    const { fromMs, toMs, window, notes } = resolveWindow(args.window, clock.now(), Infinity);
    const version = await (args.version === null
      ? revisionOf(git, args.branch)
      : resolveCommit(git, args.version));
    const total = (await readFile(git, version, args.path, signal)).split('\n').length;
    const range = blamedRange(total, {
      startLine: args.startLine,
      endLine: args.endLine ?? args.startLine,
    });
    const lineNumbers = { from: args.startLine, to: range.endLine };
    const found = await blame(git, version, args.path, lineNumbers, signal);
    const inWindow = (atMs: number): boolean => atMs >= fromMs && atMs <= toMs;
    const lines = found.map((one) => ({
      line: one.line,
      text: cut(one.text, 400),
      ...(inWindow(one.atMs)
        ? { commit: one.sha, author: one.author, committedAt: toIso(one.atMs) }
        : { commit: null, author: null, committedAt: null }),
    }));
    const summaries = new Map(
      found.flatMap((one) => (inWindow(one.atMs) ? [[one.sha, one.summary] as const] : [])),
    );
    const outside = lines.filter(({ commit }) => commit === null).length;
    return {
      result: {
        repository: git.name,
        path: args.path,
        version,
        lines,
        commits: [...summaries].map(([sha, message]) => ({ sha, message: cut(message, 160) })),
        window,
      },
      window,
      truncated: range.notes.length > 0,
      notes: [
        ...notes,
        ...range.notes,
        ...(outside > 0
          ? [
              `${outside} of ${lines.length} lines were last changed outside of the window: ask with an earlier from for them.`,
            ]
          : []),
      ],
    };
  };

  return [
    { ...createGetCommits(upstream), run: commits },
    { ...createSearchCommits(upstream), run: commits },
    { ...createGetCommitDiff(upstream), run: diff },
    { ...createListFiles(upstream), run: paths },
    { ...createGetFile(upstream), run: file },
    { ...createGetBlame(upstream), run: blamed },
  ];
}

const ID = /^[0-9a-f]{7,40}$/;
/** A word that could be a commit id is looked up as one. */
const idPrefixes = (words: readonly string[] = []): string[] =>
  words.length === 1 ? words.filter((word) => ID.test(word)) : [];
const messageWords = (words: readonly string[] = []): readonly string[] =>
  idPrefixes(words).length > 0 ? [] : words;

/** Only its defaults are used: projects mean nothing to a folder. */
const unreachable = () =>
  createAzureDevOpsUpstream(
    {
      call: () =>
        Promise.reject(new MiraError('unavailable', 'a folder has no Azure DevOps behind it')),
      organizationUrl: () => '',
    },
    { project: 'local' },
  );
