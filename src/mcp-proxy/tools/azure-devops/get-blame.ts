/** get_blame: which commit of a window brought a line. */
import { DAY_MS } from '../../../domain/time.ts';
import { GetBlameArgs, GetBlameResult } from '../../../domain/tools/azure-devops-code.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import { getCommit, listCommits } from '../../upstreams/azure-devops/commits.ts';
import { blamedRange } from '../common/file-lines.ts';
import { cut, oneLine } from '../common/text.ts';
import { resolveWindow, scopeWindow } from '../common/window.ts';
import { blameLines } from './blame.ts';
import { textOf } from './get-file.ts';
import { commitOf } from './head.ts';
import { scopeBranch, scopeRepository } from './scope-repository.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

const MAX_SPAN_MS = 365 * DAY_MS;
/** Versions of the file that are read: a call each. */
const MAX_COMMITS = 15;

export const createGetBlame = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'get_blame',
    title: 'Who changed a line',
    description:
      'For lines of a file (of the newest version, or at a commit): which commit of the window brought each line as it stands, by whom and when. Lines that are older than the commits looked at say so; they are never guessed. ' +
      'At most 60 lines and the newest 15 commits that touched the file. Renames are not followed.',
    toolset: 'azure_devops',
    access: 'read',
    args: GetBlameArgs,
    result: GetBlameResult,
    cache: LIVE,
    buckets: ['azure_devops'],
    applyScope: (args, scope) => ({
      repository: scopeRepository(args.repository, scope, upstream.defaults),
      branch: scopeBranch(undefined, scope),
      path: args.path.replace(/^\/+/, ''),
      startLine: args.start_line,
      endLine: args.end_line ?? args.start_line,
      version: args.version?.toLowerCase() ?? null,
      window: scopeWindow(args, scope),
    }),
    async run(
      { repository: named, branch, path, startLine, endLine, version, window: asked },
      { clock },
    ) {
      const { fromMs, toMs, window, notes } = resolveWindow(asked, clock.now(), MAX_SPAN_MS);
      const repository = await upstream.repositories.locate(named);
      const at = await commitOf(upstream, repository, version, branch);
      const current = (await textOf(upstream, repository, at, path)).split('\n');
      const range = blamedRange(current.length, { startLine, endLine });
      const commits = await listCommits(upstream.client, {
        repository,
        at,
        fromMs,
        toMs,
        path,
        limit: MAX_COMMITS,
      });
      const versions = await Promise.all(
        commits.map(async ({ sha }) => ({
          sha,
          lines: await linesAt(upstream, repository, sha, path),
        })),
      );
      const first = commits.at(-1);
      const parent = first
        ? (await getCommit(upstream.client, repository, first.sha)).parents[0]
        : undefined;
      const oldest =
        parent === undefined ? null : await linesAt(upstream, repository, parent, path);
      const wanted = Array.from(
        { length: range.endLine - startLine + 1 },
        (_, index) => startLine + index,
      );
      const blamed =
        versions.length === 0
          ? new Map<number, string | null>()
          : blameLines([{ ...versions[0]!, lines: current }, ...versions.slice(1)], oldest, wanted);
      const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
      const lines = wanted.map((line) => {
        const commit = bySha.get(blamed.get(line) ?? '');
        return {
          line,
          text: cut(current[line - 1] ?? '', 400),
          commit: commit?.sha ?? null,
          author: commit?.author ?? null,
          committedAt: commit?.committedAt ?? null,
        };
      });
      const older = lines.filter((line) => line.commit === null).length;
      const involved = [...new Set(lines.flatMap((line) => (line.commit ? [line.commit] : [])))];
      return {
        result: {
          repository: repository.repository,
          path,
          version: at,
          lines,
          commits: involved.map((sha) => ({
            sha,
            message: oneLine(bySha.get(sha)?.message ?? '', 160),
          })),
          window,
        },
        window,
        truncated: commits.length >= MAX_COMMITS || range.notes.length > 0,
        notes: [
          ...notes,
          ...range.notes,
          ...(older > 0
            ? [
                `${older} of ${lines.length} lines are older than the ${commits.length} commits that were looked at.`,
              ]
            : []),
        ],
      };
    },
    render({ path, version, lines, commits }) {
      const width = String(lines.at(-1)?.line ?? 0).length;
      return [
        `${path} at ${version}:`,
        ...lines.map(
          (one) =>
            `${String(one.line).padStart(width)} ${one.commit ? `${one.commit.slice(0, 10)} ${one.committedAt?.slice(0, 10) ?? '?'} ${cut(one.author ?? '?', 20)}` : 'older'}  ${one.text}`,
        ),
        '',
        ...commits.map((one) => `${one.sha} ${one.message}`),
      ].join('\n');
    },
  });

/** No lines where the file did not exist, or has none. */
async function linesAt(
  upstream: AzureDevOpsUpstream,
  repository: Parameters<typeof textOf>[1],
  commit: string,
  path: string,
): Promise<string[]> {
  const blob = await upstream.blobs.read(repository, { commit, path }, null);
  return blob.text === null ? [] : blob.text.split('\n');
}
