/** The code tools over commits that were read from files or a git repository. */
import { MiraError } from '../../../domain/errors.ts';
import type { Commit, Observations } from '../../../domain/observation.ts';
import type { Tool } from '../../tool.ts';
import { createGetCommitDiff } from '../azure-devops/get-commit-diff.ts';
import { createGetCommits } from '../azure-devops/get-commits.ts';
import { createListFiles } from '../azure-devops/list-files.ts';
import { createSearchCommits } from '../azure-devops/search-commits.ts';
import { createAzureDevOpsUpstream } from '../azure-devops/upstream.ts';
import type { AzureDevOpsUpstream } from '../azure-devops/upstream.ts';
import { shownFiles } from './shown-files.ts';
import { plural } from '../common/text.ts';
import { resolveWindow } from '../common/window.ts';
import type { ScopedWindow } from '../common/window.ts';

/** What the tools' own `applyScope` makes of their arguments, as far as it is used here. */
interface ScopedCommits {
  readonly repository: { readonly repository: string };
  readonly window: ScopedWindow;
  readonly path: string | null;
  readonly author: string | null;
  readonly limit: number;
  readonly withFiles?: boolean;
  readonly words?: readonly string[];
}
interface ScopedDiff {
  readonly repository: { readonly repository: string };
  readonly commit: string;
  readonly paths: readonly string[];
  readonly maxFiles: number;
}
interface ScopedFiles {
  readonly repository: { readonly repository: string };
  readonly version: string | null;
  readonly limit: number;
}

/** Stands for all repositories that the files hold commits of. */
export const EVERY_REPOSITORY = 'local files';

/** Names, schemas, scope and text of the remote tools; only where they look is another. */
export function localCodeTools(observations: Observations): Tool[] {
  const upstream = unreachable();
  const commits = [...observations.commits].sort((a, b) => timeOf(b) - timeOf(a));

  const listed = (tool: Tool): Tool => ({
    ...tool,
    async run(scoped, { clock }) {
      const args = scoped as ScopedCommits;
      const { fromMs, toMs, window, notes } = resolveWindow(args.window, clock.now(), Infinity);
      const found = commits.filter(
        (commit) =>
          ofRepository(commit, args.repository.repository) &&
          (commit.committedAt === null || (timeOf(commit) >= fromMs && timeOf(commit) <= toMs)) &&
          touches(commit, args.path) &&
          byAuthor(commit, args.author) &&
          (args.words ?? []).every(
            (word) => commit.message.toLowerCase().includes(word) || commit.sha.startsWith(word),
          ),
      );
      const withFiles = args.withFiles ?? false;
      return {
        result: {
          commits: found.slice(0, args.limit).map((commit) => ({
            ...commit,
            files: withFiles ? commit.files.map((file) => ({ ...file, patch: null })) : [],
            filesComplete: withFiles && commit.filesComplete,
          })),
          repository: args.repository.repository,
          branch: 'any branch',
          window,
        },
        window,
        truncated: found.length > args.limit,
        notes: [
          ...notes,
          ...(found.length > args.limit
            ? [`${found.length} commits match, the newest ${args.limit} are listed.`]
            : []),
        ],
      };
    },
  });

  const diff = (tool: Tool): Tool => ({
    ...tool,
    async run(scoped) {
      const args = scoped as ScopedDiff;
      const matches = commits.filter(
        (one) =>
          one.sha.toLowerCase().startsWith(args.commit) &&
          ofRepository(one, args.repository.repository),
      );
      const [commit] = matches;
      if (!commit)
        throw new MiraError(
          'no_match',
          `no commit ${args.commit} among the ${commits.length} that were read`,
        );
      if (matches.length > 1)
        throw new MiraError(
          'bad_argument',
          `${args.commit} is short for several commits: give more digits`,
        );
      const files = shownFiles(commit.files, args.paths, args.maxFiles);
      const unread = files.filter((file) => file.patch === null).length;
      return {
        result: {
          commit: { ...commit, files },
          repository: commit.repository ?? args.repository.repository,
        },
        truncated: unread > 0,
        notes:
          unread > 0
            ? [`${plural(unread, 'file')} without a diff: beyond max_files, or none was recorded.`]
            : [],
      };
    },
  });

  const files = (tool: Tool): Tool => ({
    ...tool,
    async run(scoped) {
      const args = scoped as ScopedFiles;
      const paths = observations.repositoryFiles;
      if (paths === null)
        throw new MiraError('no_match', 'no list of the repository’s files was read');
      return {
        result: {
          repository: args.repository.repository,
          version: args.version ?? 'local',
          paths: paths.slice(0, args.limit),
        },
        truncated: paths.length > args.limit,
        notes: ['The list is of the version that was read, whichever was asked for.'],
      };
    },
  });

  return [
    listed(createGetCommits(upstream)),
    listed(createSearchCommits(upstream)),
    diff(createGetCommitDiff(upstream)),
    files(createListFiles(upstream)),
  ];
}

/** Only its defaults are used: project names mean nothing to files. */
function unreachable(): AzureDevOpsUpstream {
  return createAzureDevOpsUpstream(
    {
      call: () =>
        Promise.reject(new MiraError('unavailable', 'files have no Azure DevOps behind them')),
      organizationUrl: () => '',
    },
    { project: 'local' },
  );
}

const timeOf = (commit: Commit): number =>
  commit.committedAt === null ? Number.NEGATIVE_INFINITY : Date.parse(commit.committedAt);

const ofRepository = (commit: Commit, repository: string): boolean =>
  repository === EVERY_REPOSITORY ||
  commit.repository === null ||
  commit.repository.toLowerCase() === repository.toLowerCase();

function touches(commit: Commit, path: string | null): boolean {
  if (path === null) return true;
  const folder = `${path.replace(/\/+$/, '')}/`;
  return commit.files.some((file) => file.path === path || file.path.startsWith(folder));
}

const byAuthor = (commit: Commit, author: string | null): boolean =>
  author === null ||
  `${commit.author} ${commit.authorEmail ?? ''}`.toLowerCase().includes(author.toLowerCase());
