/** Runbooks that a team keeps beside its code: read through the proxy, within the service's scope. */
import { isMiraError, messageOf } from '../../domain/errors.ts';
import type { NotChecked } from '../../domain/observation.ts';
import type { Service } from '../../domain/service.ts';
import { ListFilesResult } from '../../domain/tools/azure-devops.ts';
import { GetFileResult } from '../../domain/tools/azure-devops-code.ts';
import type { Budget } from '../agents/budget.ts';
import type { ToolSession } from '../mcp-client/tool-session.ts';
import { parseRunbook, type Runbook } from './parse-runbook.ts';

export interface RepositoryRunbooksOptions {
  readonly service: Service;
  readonly session: ToolSession;
  readonly budget: Pick<Budget, 'takeToolCall'>;
  /** Paths of the service's own repository where they are known already. */
  readonly knownFiles: readonly string[] | null;
}

/** Each file is a call upstream (answered from the cache for the next incident). */
const MAX_FILES = 8;

/** @throws only the run's abort; what cannot be read is said in `notChecked` */
export async function readRepositoryRunbooks(
  options: RepositoryRunbooksOptions,
): Promise<{ readonly runbooks: Runbook[]; readonly notChecked: NotChecked[] }> {
  const { service, session, budget } = options;
  const place = service.runbooks;
  const repository = place?.repository ?? service.repo_name;
  if (place === undefined || repository === undefined) return { runbooks: [], notChecked: [] };
  const what = `the runbooks in ${repository}/${place.path}`;
  const runbooks: Runbook[] = [];
  const notChecked: NotChecked[] = [];
  try {
    const files = (await filesOf(options, repository)).filter(
      (path) => isBelow(path, place.path) && /\.(?:md|markdown)$/i.test(path),
    );
    const chosen = likeliestFirst(files, service.name).slice(0, MAX_FILES);
    if (files.length > MAX_FILES)
      notChecked.push({ what, why: `only ${MAX_FILES} of ${files.length} files were read` });
    for (const path of chosen) {
      if (!budget.takeToolCall()) {
        notChecked.push({ what, why: 'the ceiling on tool calls is reached' });
        break;
      }
      const answer = await session.call(
        'get_file',
        { path, repository },
        { purpose: `runbook ${path}` },
      );
      const file = GetFileResult.safeParse(answer.structured).data;
      const parsed =
        answer.problem !== null || file === undefined
          ? (answer.problem?.message ?? 'the answer could not be read')
          : parseRunbook(file.content, path, 'repository', service.name);
      if (typeof parsed === 'string') notChecked.push({ what: `the runbook ${path}`, why: parsed });
      else runbooks.push(parsed);
    }
  } catch (error) {
    if (!isMiraError(error) || error.class !== 'upstream') throw error;
    notChecked.push({ what, why: messageOf(error) });
  }
  return { runbooks, notChecked };
}

async function filesOf(
  { service, session, budget, knownFiles }: RepositoryRunbooksOptions,
  repository: string,
): Promise<readonly string[]> {
  if (knownFiles !== null && repository === service.repo_name) return knownFiles;
  if (!budget.takeToolCall()) return [];
  const answer = await session.call('list_files', { repository }, { purpose: 'runbooks' });
  return ListFilesResult.safeParse(answer.structured).data?.paths ?? [];
}

const isBelow = (path: string, folder: string): boolean => {
  const wanted = folder.replaceAll(/^\/+|\/+$/g, '');
  const own = path.replace(/^\/+/, '');
  return own === wanted || own.startsWith(`${wanted}/`);
};

/** Files whose name speaks of the service, then the others by name. */
const likeliestFirst = (files: readonly string[], service: string): string[] =>
  files.toSorted(
    (a, b) =>
      Number(b.toLowerCase().includes(service.toLowerCase())) -
        Number(a.toLowerCase().includes(service.toLowerCase())) || a.localeCompare(b),
  );
