/** get_commit_diff: what one commit changed, line by line. */
import type { Commit, FileChange } from '../../../domain/observation.ts';
import { GetCommitDiffArgs, GetCommitDiffResult } from '../../../domain/tools/azure-devops.ts';
import { defineTool, PINNED } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { RepositoryRef } from '../../upstreams/azure-devops/client.ts';
import type { TouchedFile } from '../../upstreams/azure-devops/commits.ts';
import { unifiedHunks } from '../../upstreams/azure-devops/patch.ts';
import { commitAndParent } from '../../upstreams/azure-devops/repositories.ts';
import { cut, plural } from '../common/text.ts';
import { commitOf, isWhole } from './head.ts';
import { rankFiles } from './rank-files.ts';
import { scopeBranch, scopeRepository } from './scope-repository.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

/** Of one file's patch and of all of them, characters. */
const MAX_PATCH = 24_000;
const MAX_TOTAL = 160_000;
/** For a model's context. */
const MAX_RENDERED_PATCH = 6_000;
const MAX_RENDERED = 40_000;
/** Of a file that is shown alone. */
const MAX_RENDERED_ALONE = 20_000;

export const createGetCommitDiff = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'get_commit_diff',
    title: 'What a commit changed',
    description:
      'A commit with its whole message, all files it changed, and unified diffs (against its first parent) of the most telling ones: the paths you name, then source and configuration, before tests, docs, lock and generated files. ' +
      'Name paths from stack frames in paths; at most max_files (12 by default, 50 at most) are diffed. Binary and huge files are listed without a diff.',
    toolset: 'azure_devops',
    access: 'read',
    args: GetCommitDiffArgs,
    result: GetCommitDiffResult,
    cache: PINNED,
    buckets: ['azure_devops'],
    applyScope: (args, scope) => ({
      repository: scopeRepository(args.repository, scope, upstream.defaults),
      commit: args.commit.toLowerCase(),
      branch: scopeBranch(undefined, scope),
      paths: args.paths,
      maxFiles: args.max_files,
    }),
    async run({ repository: named, commit: asked, branch, paths, maxFiles }) {
      const repository = await upstream.repositories.locate(named);
      const sha = await commitOf(upstream, repository, asked, branch);
      const [{ commit, parent }, touched] = await Promise.all([
        commitAndParent(upstream.client, repository, sha),
        upstream.commits.files(repository, sha),
      ]);
      const ranked = rankFiles(touched.files, paths);
      const chosen = ranked.slice(0, maxFiles);
      const read = await Promise.all(
        chosen.map(
          async (file) =>
            [file.path, await patchOf(upstream, repository, file, sha, parent)] as const,
        ),
      );
      // whoever asks for one file wants all of it
      const most = maxFiles === 1 ? MAX_TOTAL : MAX_PATCH;
      const { patches, cutShort } = withinTotal(new Map(read), most);
      const order = [...ranked, ...touched.files.filter((file) => !ranked.includes(file))];
      const files: FileChange[] = order.map((file) => ({
        path: file.path,
        status: file.status,
        patch: patches.get(file.path) ?? null,
        ...(file.previousPath ? { previousPath: file.previousPath } : {}),
      }));
      const unread = files.filter((file) => file.patch === null).length;
      return {
        result: {
          commit: { ...commit, files, filesComplete: touched.complete },
          repository: repository.repository,
        },
        truncated: unread > 0 || cutShort || !touched.complete,
        immutable: isWhole(asked),
        notes: [
          ...(unread > 0
            ? [
                `${plural(unread, 'file')} without a diff (binary, huge, or beyond max_files): name one in paths to put it first.`,
              ]
            : []),
          ...(cutShort
            ? [
                maxFiles === 1
                  ? 'The diff was cut; get_file shows the lines beyond it.'
                  : 'Long diffs were cut; name the file in paths with max_files 1 to see more of it.',
              ]
            : []),
          ...(touched.complete
            ? []
            : [`The commit touches more than ${files.length} files; only these were listed.`]),
        ],
      };
    },
    render: ({ commit, repository }) => renderDiff(commit, repository),
  });

/** The hunks of one file; null where it has no lines to show. */
async function patchOf(
  upstream: AzureDevOpsUpstream,
  repository: RepositoryRef,
  file: TouchedFile,
  sha: string,
  parent: string | null,
): Promise<string | null> {
  const empty = { text: '' };
  const [before, after] = await Promise.all([
    file.status === 'added' || parent === null
      ? empty
      : upstream.blobs.read(
          repository,
          { commit: parent, path: file.previousPath ?? file.path },
          file.previousObjectId,
        ),
    file.status === 'deleted'
      ? empty
      : upstream.blobs.read(repository, { commit: sha, path: file.path }, file.objectId),
  ]);
  // "not found" before: an add that the API called an edit, as after a rename within a merge
  const old =
    before.text === null && 'why' in before && before.why === 'not found' ? '' : before.text;
  if (old === null || after.text === null) return null;
  return unifiedHunks(old, after.text);
}

/** The patches, most telling first, while there is room. */
function withinTotal(
  read: ReadonlyMap<string, string | null>,
  most: number,
): {
  readonly patches: Map<string, string>;
  readonly cutShort: boolean;
} {
  const patches = new Map<string, string>();
  let total = 0;
  let cutShort = false;
  for (const [path, patch] of read) {
    if (patch === null) continue;
    const room = Math.min(most, MAX_TOTAL - total);
    if (patch.length > room) cutShort = true;
    if (room <= 0) continue;
    const kept = patch.length > room ? wholeLines(patch, room) : patch;
    patches.set(path, kept);
    total += kept.length;
  }
  return { patches, cutShort };
}

const wholeLines = (text: string, max: number): string =>
  text.slice(0, Math.max(0, text.lastIndexOf('\n', max)));

function renderDiff(commit: Commit, repository: string): string {
  const parts = [
    `commit ${commit.sha} in ${repository}, made ${commit.committedAt ?? '?'} by ${commit.author}`,
    cut(commit.message.trim(), 2_000),
    '',
    `${plural(commit.files.length, 'file')} changed:`,
    ...commit.files
      .slice(0, 80)
      .map(
        (file) =>
          `  ${file.status} ${file.path}${file.previousPath ? ` (was ${file.previousPath})` : ''}`,
      ),
  ];
  const patched = commit.files.filter(({ patch }) => patch !== null);
  const only = patched.length === 1;
  const rest = only
    ? 'get_file shows the lines beyond'
    : 'name the file in paths with max_files 1 to see more of it';
  let room = MAX_RENDERED;
  for (const file of patched) {
    const patch = file.patch ?? '';
    const most = only ? MAX_RENDERED_ALONE : Math.min(MAX_RENDERED_PATCH, room);
    parts.push('', `--- ${file.previousPath ?? file.path}`, `+++ ${file.path}`);
    if (patch.length > most) {
      const head = wholeLines(patch, most);
      parts.push(head, `… ${patch.length - head.length} more characters; ${rest}`);
    } else parts.push(patch);
    room = Math.max(0, room - patch.length);
  }
  return parts.join('\n');
}
