/** list_files: the paths of a repository at a version. */
import { ListFilesArgs, ListFilesResult } from '../../../domain/tools/azure-devops.ts';
import { defineTool, PINNED } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import { listFiles } from '../../upstreams/azure-devops/repositories.ts';
import { lines, plural } from '../common/text.ts';
import { scopeBranch, scopeRepository } from './scope-repository.ts';
import { commitOf, isWhole } from './head.ts';
import { branchOf } from './upstream.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

export const createListFiles = (upstream: AzureDevOpsUpstream): Tool =>
  defineTool({
    name: 'list_files',
    title: 'Files of the repository',
    description:
      'Paths of all files of the service’s repository (or a shared library’s) at a commit, or at the head of its default branch. Use it to find the file that a stack frame means. At most 20,000 paths; get_file shows one file.',
    toolset: 'azure_devops',
    access: 'read',
    args: ListFilesArgs,
    result: ListFilesResult,
    cache: PINNED,
    buckets: ['azure_devops'],
    applyScope: (args, scope) => ({
      repository: scopeRepository(args.repository, scope, upstream.defaults),
      version: args.version?.toLowerCase() ?? null,
      branch: scopeBranch(undefined, scope),
      limit: args.limit,
    }),
    async run({ repository: named, version, branch, limit }) {
      const repository = await upstream.repositories.locate(named);
      const head = version === null ? await branchOf(upstream, repository, branch) : null;
      const commit = version && (await commitOf(upstream, repository, version, branch));
      const at = head === null ? { commit: commit ?? '' } : { branch: head };
      const paths = await listFiles(upstream.client, repository, at);
      const more = paths.length > limit;
      return {
        result: {
          repository: repository.repository,
          version: head ?? commit ?? '',
          paths: paths.slice(0, limit),
        },
        truncated: more,
        immutable: isWhole(version),
        notes: more
          ? [`${paths.length} files, the first ${limit} are listed; raise limit for the others.`]
          : [],
      };
    },
    render: ({ repository, version, paths }) =>
      [
        `${plural(paths.length, 'file')} of ${repository} at ${version}:`,
        ...lines(paths, 1_500, 'files; get_file by a mere file name tells where it lies'),
      ].join('\n'),
  });
