/** Repositories, commits, changes, files and comparisons. */
import { z } from 'zod';
import type { Context } from 'hono';
import type { SimulatorApp, SimulatorEnv } from '../common/simulator-app.ts';
import { AzureDevOpsError, invalidArgument } from './errors.ts';
import {
  changeCounts,
  changeWire,
  commitListWire,
  commitWire,
  repositoryUrl,
  repositoryWire,
} from './git-wire.ts';
import {
  entryAt,
  readBlob,
  readChanges,
  readCommit,
  readCommits,
  readLineBlocks,
  readText,
  readTree,
  resolveVersion,
  type TreeEntry,
} from './history.ts';
import type { Repositories, Repository } from './repositories.ts';
import { base, flag, listed, paging, parameter, query, route } from './routes.ts';

const FileDiffs = z.object({
  baseVersionCommit: z.string(),
  targetVersionCommit: z.string(),
  fileDiffParams: z.array(z.object({ path: z.string(), originalPath: z.string().optional() })),
});
const FILES_PER_DIFF = 10;

const itemNotFound = (repository: Repository, path: string, commit: string) =>
  new AzureDevOpsError(
    404,
    'GitItemNotFoundException',
    `TF401174: The item '${path}' could not be found in the repository '${repository.name}' at the version specified by '<Commit: ${commit} >' (resolved to commit '${commit}')`,
  );

export function gitRoutes(app: SimulatorApp, repositories: Repositories, now: () => number): void {
  const repositoryOf = (c: Context<SimulatorEnv>): Repository =>
    repositories.find(c.req.param('project'), parameter(c, 'repository'));

  route(app, 'get', '/git/repositories', (c) => {
    const found = repositories.list(c.req.param('project'));
    return c.json(listed(found.map((one) => repositoryWire(base(c), one))));
  });
  route(app, 'get', '/git/repositories/:repository', (c) =>
    c.json(repositoryWire(base(c), repositoryOf(c))),
  );

  route(app, 'get', '/git/repositories/:repository/refs', async (c) => {
    const repository = repositoryOf(c);
    const text = await readText(repository, ['for-each-ref', '--format=%(refname) %(objectname)']);
    const filter = query(c, 'filter') ?? '';
    const refs = text
      .split('\n')
      .filter((line) => line.startsWith(`refs/${filter}`))
      .map((line) => line.split(' '))
      .map(([name, objectId]) => ({ name, objectId }));
    return c.json(listed(refs));
  });

  route(app, 'get', '/git/repositories/:repository/commits', async (c) => {
    const repository = repositoryOf(c);
    const criterion = (name: string) => query(c, `searchCriteria.${name}`) ?? query(c, name);
    const tip = await resolveVersion(
      repository,
      criterion('itemVersion.version'),
      criterion('itemVersion.versionType'),
    );
    const path = criterion('itemPath')?.replace(/^\/+/, '');
    // what the scenario commits after its alert is not there before its time
    const present = now();
    const from = Date.parse(criterion('fromDate') ?? '1970-01-01T00:00:00Z');
    const to = Date.parse(criterion('toDate') ?? '9999-01-01T00:00:00Z');
    if (Number.isNaN(from) || Number.isNaN(to))
      throw invalidArgument('fromDate or toDate is no date');
    const author = criterion('author')?.toLowerCase();
    const ids = criterion('ids')?.split(',');
    const { top, skip } = paging(c, 100);
    const found = (await readCommits(repository, [tip], path))
      .filter(({ committer }) => committer.atMs >= from && committer.atMs <= Math.min(to, present))
      .filter(({ author: { name, email } }) =>
        author === undefined ? true : `${name} <${email}>`.toLowerCase().includes(author),
      )
      .filter(({ sha }) => ids === undefined || ids.includes(sha));
    const shown = found.slice(skip, skip + top);
    return c.json(listed(shown.map((commit) => commitListWire(base(c), repository, commit))));
  });

  route(app, 'get', '/git/repositories/:repository/commits/:commit', async (c) => {
    const repository = repositoryOf(c);
    const commit = await readCommit(repository, parameter(c, 'commit'));
    const count = Number(query(c, 'changeCount') ?? 0);
    if (count === 0) return c.json(commitWire(base(c), repository, commit));
    const changes = await readChanges(repository, commit.parents[0], commit.sha);
    return c.json({
      ...commitWire(base(c), repository, commit),
      changes: changes
        .slice(0, count)
        .map((change) => changeWire(base(c), repository, commit.sha, change)),
    });
  });

  route(app, 'get', '/git/repositories/:repository/commits/:commit/changes', async (c) => {
    const repository = repositoryOf(c);
    const commit = await readCommit(repository, parameter(c, 'commit'));
    const changes = await readChanges(repository, commit.parents[0], commit.sha);
    const { top, skip } = paging(c, 1000);
    return c.json({
      changeCounts: changeCounts(changes),
      changes: changes
        .slice(skip, skip + top)
        .map((change) => changeWire(base(c), repository, commit.sha, change)),
    });
  });

  /** JSON, plain text or bytes, by `$format` or the Accept header. */
  function formatOf(c: Context<SimulatorEnv>): 'json' | 'text' | 'octetstream' {
    const asked = query(c, '$format')?.toLowerCase();
    if (asked === 'json' || asked === 'text' || asked === 'octetstream') return asked;
    const accept = c.req.header('accept') ?? '';
    if (accept.includes('text/plain')) return 'text';
    return accept.includes('application/octet-stream') ? 'octetstream' : 'json';
  }

  const bytes = (content: Buffer, format: 'text' | 'octetstream'): Response =>
    new Response(new Uint8Array(content), {
      headers: {
        'content-type':
          format === 'text' ? 'text/plain; charset=utf-8' : 'application/octet-stream',
      },
    });

  const itemWire = (
    c: Context<SimulatorEnv>,
    repository: Repository,
    commit: string,
    entry: TreeEntry,
  ) => ({
    objectId: entry.id,
    gitObjectType: entry.type,
    commitId: commit,
    path: entry.path,
    ...(entry.type === 'tree' ? { isFolder: true } : {}),
    url: `${repositoryUrl(base(c), repository)}/items${entry.path}?versionType=Commit&version=${commit}`,
  });

  async function items(c: Context<SimulatorEnv>, pathInUrl: string | undefined): Promise<Response> {
    const repository = repositoryOf(c);
    const commit = await resolveVersion(
      repository,
      query(c, 'versionDescriptor.version') ?? query(c, 'version'),
      query(c, 'versionDescriptor.versionType') ?? query(c, 'versionType'),
    );
    const recursion = query(c, 'recursionLevel')?.toLowerCase() ?? 'none';
    const path = query(c, 'path') ?? pathInUrl;
    const scope = query(c, 'scopePath') ?? '/';
    const wanted = path ?? scope;
    const entry = await entryAt(repository, commit, wanted);
    if (entry === undefined) throw itemNotFound(repository, wanted, commit);
    const lists = path === undefined || (recursion !== 'none' && recursion !== '0');
    if (lists) {
      const all = recursion === 'full' || recursion === '120';
      const below =
        entry.type === 'tree' && recursion !== 'none' && recursion !== '0'
          ? await readTree(repository, commit, wanted, all)
          : [];
      return c.json(listed([entry, ...below].map((one) => itemWire(c, repository, commit, one))));
    }
    const format = formatOf(c);
    if (entry.type === 'tree') return c.json(itemWire(c, repository, commit, entry));
    const content = await readBlob(repository, entry.id);
    if (format !== 'json') return bytes(content, format);
    const binary = content.includes(0);
    return c.json({
      ...itemWire(c, repository, commit, entry),
      ...(flag(query(c, 'includeContentMetadata'))
        ? {
            contentMetadata: {
              fileName: entry.path.split('/').at(-1),
              extension: entry.path.split('.').at(-1),
              encoding: 65001,
              isBinary: binary,
            },
          }
        : {}),
      ...(flag(query(c, 'includeContent'))
        ? { content: binary ? content.toString('base64') : content.toString('utf8') }
        : {}),
    });
  }
  route(app, 'get', '/git/repositories/:repository/items', (c) => items(c, undefined));
  route(app, 'get', '/git/repositories/:repository/items/*', (c) => {
    // from the address itself: the routed path has lost its capitals
    const path = decodeURIComponent(new URL(c.req.url).pathname);
    return items(c, path.replace(/^.*?\/items\//i, '/'));
  });

  route(app, 'get', '/git/repositories/:repository/blobs/:blob', async (c) => {
    const repository = repositoryOf(c);
    const id = parameter(c, 'blob');
    const content = await readBlob(repository, id).catch(() => {
      throw new AzureDevOpsError(
        404,
        'GitObjectDoesNotExistException',
        `TF401029: The Git object ${id} does not exist in the repository.`,
      );
    });
    const format = formatOf(c);
    if (format !== 'json') return bytes(content, format);
    const url = `${repositoryUrl(base(c), repository)}/blobs/${id}`;
    return c.json({ objectId: id, size: content.length, url });
  });

  route(app, 'get', '/git/repositories/:repository/diffs/commits', async (c) => {
    const repository = repositoryOf(c);
    const version = (side: 'base' | 'target') =>
      resolveVersion(
        repository,
        query(c, `${side}Version`) ?? query(c, `${side}VersionDescriptor.version`),
        query(c, `${side}VersionType`) ?? query(c, `${side}VersionDescriptor.versionType`),
      );
    const [baseCommit, targetCommit] = await Promise.all([version('base'), version('target')]);
    const common = (
      await readText(repository, ['merge-base', baseCommit, targetCommit]).catch(() => '')
    ).trim();
    const counted = await readText(repository, [
      'rev-list',
      '--left-right',
      '--count',
      `${baseCommit}...${targetCommit}`,
    ]);
    const [behind = '0', ahead = '0'] = counted.trim().split(/\s+/);
    const fromCommon = query(c, 'diffCommonCommit')?.toLowerCase() !== 'false';
    const from = fromCommon && common !== '' ? common : baseCommit;
    const changes = await readChanges(repository, from, targetCommit, true);
    const { top, skip } = paging(c, 100);
    return c.json({
      allChangesIncluded: skip + top >= changes.length,
      changeCounts: changeCounts(changes),
      changes: changes
        .slice(skip, skip + top)
        .map((change) => changeWire(base(c), repository, targetCommit, change)),
      commonCommit: common,
      baseCommit,
      targetCommit,
      aheadCount: Number(ahead),
      behindCount: Number(behind),
    });
  });

  route(app, 'post', '/git/repositories/:repository/filediffs', async (c) => {
    const repository = repositoryOf(c);
    const body = FileDiffs.parse(JSON.parse(c.get('bodyText')));
    if (body.fileDiffParams.length > FILES_PER_DIFF) {
      throw invalidArgument(
        `fileDiffParams: at most ${FILES_PER_DIFF} files can be compared at once`,
      );
    }
    const from = await resolveVersion(repository, body.baseVersionCommit, 'commit');
    const to = await resolveVersion(repository, body.targetVersionCommit, 'commit');
    const diffs = await Promise.all(
      body.fileDiffParams.map(async ({ path, originalPath }) => {
        const [before, after] = await Promise.all([
          entryAt(repository, from, originalPath ?? path),
          entryAt(repository, to, path),
        ]);
        if (before === undefined && after === undefined) throw itemNotFound(repository, path, to);
        return {
          path,
          originalPath: originalPath ?? path,
          lineDiffBlocks: await readLineBlocks(repository, before?.id, after?.id),
        };
      }),
    );
    return c.json(listed(diffs));
  });
}
