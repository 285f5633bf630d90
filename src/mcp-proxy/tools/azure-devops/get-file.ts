/** get_file: lines of a file at a version. */
import { MiraError } from '../../../domain/errors.ts';
import { GetFileArgs, GetFileResult } from '../../../domain/tools/azure-devops-code.ts';
import { defineTool, PINNED } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { RepositoryRef } from '../../upstreams/azure-devops/client.ts';
import { listFiles } from '../../upstreams/azure-devops/repositories.ts';
import { isFolder, linesOf, noSuchFile } from '../common/file-lines.ts';
import { commitOf, isWhole } from './head.ts';
import { scopeBranch, scopeRepository } from './scope-repository.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

export const createGetFile = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'get_file',
    title: 'A file at a version',
    description:
      'Lines of one file of the service’s repository (or a shared library’s) at a commit, numbered: to read the code that a stack frame points at, as it was deployed (take the commit from get_deployments). ' +
      'At most 400 lines a call; a wrong path is answered with the paths that end alike.',
    toolset: 'azure_devops',
    access: 'read',
    args: GetFileArgs,
    result: GetFileResult,
    cache: PINNED,
    buckets: ['azure_devops'],
    applyScope: (args, scope) => ({
      repository: scopeRepository(args.repository, scope, upstream.defaults),
      branch: scopeBranch(undefined, scope),
      path: args.path.replace(/^\/+/, ''),
      version: args.version?.toLowerCase() ?? null,
      startLine: args.start_line,
      endLine: args.end_line ?? null,
    }),
    async run({ repository: named, branch, path, version, startLine, endLine }) {
      const repository = await upstream.repositories.locate(named);
      const commit = await commitOf(upstream, repository, version, branch);
      const content = await textOf(upstream, repository, commit, path);
      const { shown, truncated, notes } = linesOf(content, { startLine, endLine });
      return {
        result: { repository: repository.repository, path, version: commit, ...shown },
        truncated,
        immutable: isWhole(version),
        notes,
      };
    },
    render: ({ repository, path, version, startLine, totalLines, content }) =>
      [
        `${path} of ${repository} at ${version} (${totalLines} lines):`,
        ...content
          .split('\n')
          .map((line, index) => `${String(startLine + index).padStart(5)}  ${line}`),
      ].join('\n'),
  });

/** @throws MiraError `no_match` with the paths that end alike, `too_large` for what can't be read as lines */
export async function textOf(
  upstream: AzureDevOpsUpstream,
  repository: RepositoryRef,
  commit: string,
  path: string,
): Promise<string> {
  const blob = await upstream.blobs.read(repository, { commit, path }, null);
  if (blob.text !== null) return blob.text;
  if (blob.why === 'folder') throw isFolder(path);
  if (blob.why !== 'not found')
    throw new MiraError('too_large', `the file is ${blob.why}: it can’t be shown as lines`);
  throw noSuchFile(commit, path, await listFiles(upstream.client, repository, { commit }));
}
