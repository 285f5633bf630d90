/** get_file: lines of a file at a version. */
import { MiraError } from '../../../domain/errors.ts';
import { GetFileArgs, GetFileResult } from '../../../domain/tools/azure-devops-code.ts';
import { defineTool, PINNED } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { RepositoryRef } from '../../upstreams/azure-devops/client.ts';
import { listFiles } from '../../upstreams/azure-devops/repositories.ts';
import { headOf } from './head.ts';
import { scopeBranch, scopeRepository } from './scope-repository.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

const MAX_LINES = 400;
const MAX_CHARS = 40_000;

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
      const commit = version ?? (await headOf(upstream, repository, branch));
      const content = await textOf(upstream, repository, commit, path);
      const all = content.split('\n');
      if (startLine > all.length) {
        throw new MiraError(
          'bad_argument',
          `the file has ${all.length} lines: start_line is beyond its end`,
        );
      }
      const wanted = Math.min(endLine ?? all.length, all.length);
      const shown = withinSize(
        all.slice(startLine - 1, Math.min(wanted, startLine - 1 + MAX_LINES)),
      );
      const lastLine = startLine + shown.length - 1;
      const more = lastLine < wanted;
      return {
        result: {
          repository: repository.repository,
          path,
          version: commit,
          startLine,
          endLine: lastLine,
          totalLines: all.length,
          content: shown.join('\n'),
        },
        truncated: more,
        immutable: version !== null,
        notes: more
          ? [
              `Lines ${startLine} to ${lastLine} of ${all.length}; ask with start_line ${lastLine + 1} for more.`,
            ]
          : [],
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
  if (blob.why !== 'not found')
    throw new MiraError('too_large', `the file is ${blob.why}: it can’t be shown as lines`);
  const name = path.split('/').at(-1) ?? path;
  const paths = await listFiles(upstream.client, repository, { commit });
  // names of unusual characters stay out: an error's text is not wrapped as untrusted
  const alike = paths.filter(
    (one) => /^[\w./@+-]+$/.test(one) && `/${one}`.toLowerCase().endsWith(`/${name.toLowerCase()}`),
  );
  throw new MiraError(
    'no_match',
    alike.length === 0
      ? `there is no such file at ${commit}; list_files names them all`
      : `there is no such file at ${commit}; of that name there are: ${alike.slice(0, 10).join(', ')}`,
  );
}

function withinSize(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let size = 0;
  for (const line of lines) {
    size += line.length + 1;
    if (size > MAX_CHARS && kept.length > 0) break;
    kept.push(line.slice(0, MAX_CHARS));
  }
  return kept;
}
