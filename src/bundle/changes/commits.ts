/** Commits as people and code hosts export them: GitHub, GitLab, Azure DevOps, `git log`. */
import type { Commit, FileChange, PullRequestRef } from '../../domain/observation.ts';
import { toIso } from '../../domain/time.ts';
import {
  fieldsOf,
  isRecord,
  numberOf,
  textOf,
  type Fields,
  type JsonRecord,
} from '../values/fields.ts';
import { splitDiff } from './split-diff.ts';

const SHA = [
  'sha',
  'hash',
  'commitid',
  'commitsha',
  'commithash',
  'oid',
  'revision',
  'rev',
  'commit',
  'id',
  'shortsha',
  'shorthash',
  'shortid',
];

/** One commit, or why the record is none. */
export function commitOf(record: JsonRecord, referenceMs: number | null): Commit | string {
  const fields = fieldsOf(record);
  const sha = idOf(fields);
  if (sha === undefined) return 'a commit without an id (sha, hash, commitId or id)';
  const author = record['author'] ?? record['committer'];
  const signature = typeof author === 'string' ? /^(.*?)\s*<([^>]*)>\s*$/.exec(author) : null;
  const name =
    signature?.[1] ??
    fields.text(
      'commitauthorname',
      'authorname',
      'authordisplayname',
      'authorlogin',
      'authorusername',
      'author',
      'committedby',
      'user',
      'committer',
      'committername',
    ) ??
    'unknown';
  const email = signature?.[2] ?? fields.text('authoremail', 'commitauthoremail', 'email');
  const atMs = fields.time(
    referenceMs,
    'committedat',
    'committeddate',
    'commitcommitterdate',
    'committerdate',
    'mergedat',
    'timestamp',
    'date',
    'time',
    'commitauthordate',
    'authordate',
    'authoreddate',
    'authoredat',
    'createdat',
    'ts',
    'at',
    'when',
    'committime',
    'pushedat',
  );
  const { files, complete } = filesOf(record, fields);
  const pull = pullRequestOf(record, fields);
  const url = fields.text('htmlurl', 'weburl', 'remoteurl', 'url');
  return {
    sha,
    repository:
      fields.text(
        'repository',
        'repo',
        'repositoryname',
        'reponame',
        'repositoryfullname',
        'project',
      ) ?? null,
    service: fields.text('service', 'servicename', 'component', 'app') ?? null,
    author: name,
    ...(email === undefined ? {} : { authorEmail: email }),
    committedAt: atMs === null ? null : toIso(atMs),
    message: messageOf(fields),
    parents: parentsOf(record),
    files,
    filesComplete: complete,
    ...(pull === undefined ? {} : { pullRequest: pull }),
    ...(url === undefined ? {} : { url }),
  };
}

/** The whole message; some exports keep what follows the first line apart. */
function messageOf(fields: Fields): string {
  const head =
    fields.text('message', 'commitmessage', 'comment', 'msg', 'subject', 'title', 'summary') ?? '';
  const rest = fields.text('body', 'messagebody', 'commitbody', 'description') ?? '';
  if (rest.trim() === '' || head.includes(rest.trim())) return head;
  return head === '' ? rest : `${head}\n\n${rest}`;
}

function idOf(fields: Fields): string | undefined {
  for (const name of SHA) {
    const value = fields.first(name);
    const text = textOf(value);
    if (text !== undefined) return text.trim();
  }
  return undefined;
}

function parentsOf(record: JsonRecord): string[] {
  const parents = record['parents'] ?? record['parent_ids'] ?? record['parent'];
  const list = Array.isArray(parents)
    ? (parents as unknown[])
    : typeof parents === 'string'
      ? parents.split(/[\s,]+/)
      : [];
  return list
    .map((entry) =>
      isRecord(entry) ? textOf(entry['sha'] ?? entry['id'] ?? entry['hash']) : textOf(entry),
    )
    .filter((entry) => entry !== undefined);
}

function filesOf(record: JsonRecord, fields: Fields): { files: FileChange[]; complete: boolean } {
  const files = new Map<string, FileChange>();
  const put = (file: FileChange): void => {
    const known = files.get(file.path);
    files.set(
      file.path,
      known === undefined
        ? file
        : {
            ...known,
            ...file,
            status: file.status === 'modified' ? known.status : file.status,
            patch: [known.patch, file.patch].filter((patch) => patch !== null).join('\n') || null,
          },
    );
  };
  const lists = [
    'fileschanged',
    'files',
    'changedfiles',
    'changes',
    'filechanges',
    'paths',
    'modifiedfiles',
    'filelist',
    'fileschangedlist',
    'touchedfiles',
    'diffs',
    'patches',
  ];
  for (const name of lists) {
    const value = fields.first(name);
    if (Array.isArray(value))
      for (const entry of value as unknown[]) for (const file of fileOf(entry)) put(file);
    else if (typeof value === 'string')
      for (const path of value.split(/[\n,;]+/))
        if (path.trim() !== '' && /[./]/.test(path)) put(bare(path.trim(), 'modified'));
    if (isRecord(value))
      for (const [path, patch] of Object.entries(value)) {
        if (typeof patch === 'string' && /[./]/.test(path))
          for (const file of patched(path, patch)) put(file);
        else if (isRecord(patch)) for (const file of fileOf({ path, ...patch })) put(file);
      }
  }
  for (const [name, status] of [
    ['added', 'added'],
    ['modified', 'modified'],
    ['removed', 'deleted'],
    ['deleted', 'deleted'],
  ] as const) {
    const value = record[name];
    if (Array.isArray(value))
      for (const path of value as unknown[]) if (typeof path === 'string') put(bare(path, status));
  }
  let diffs = 0;
  for (const name of [
    'diff',
    'patch',
    'diffs',
    'patches',
    'diffsummary',
    'diffsnippet',
    'diffcontent',
    'code',
    'changediff',
  ]) {
    const value = fields.first(name);
    const only = files.size === 1 ? [...files.keys()][0] : undefined;
    const text =
      Array.isArray(value) && value.every((entry) => typeof entry === 'string')
        ? value.join('\n')
        : value;
    if (typeof text !== 'string' || text.trim() === '') continue;
    for (const file of splitDiff(text, only ?? 'unknown')) {
      diffs += 1;
      put(file.path === 'unknown' && only !== undefined ? { ...file, path: only } : file);
    }
  }
  const count = numberOf(fields.first('fileschanged', 'changedfiles', 'filecount', 'statsfiles'));
  const complete =
    files.size > 0 &&
    (count === undefined || Array.isArray(fields.first('fileschanged')) || count <= files.size);
  return { files: [...files.values()], complete: complete || diffs > 0 };
}

const bare = (path: string, status: FileChange['status']): FileChange => ({
  path,
  status,
  patch: null,
});

function patched(path: string, patch: string): FileChange[] {
  const parts = splitDiff(patch, path);
  return parts.length === 0
    ? [bare(path, 'modified')]
    : parts.map((file) => (file.path === 'unknown' ? { ...file, path } : file));
}

/** `"src/a.ts"`, `"M src/a.ts"`, `{ filename, status, patch }`, Azure DevOps's `{ item: { path } }`. */
function fileOf(entry: unknown): FileChange[] {
  if (typeof entry === 'string') {
    const marked = /^([AMDRC])\d*[\t ]+(\S.*)$/.exec(entry);
    if (marked) {
      const [previous, path] = (marked[2] ?? '').split('\t');
      const status = statusOf(marked[1]);
      return path === undefined
        ? [bare(previous ?? '', status)]
        : [{ path, previousPath: previous ?? '', status: 'renamed', patch: null }];
    }
    if (/^(?:diff --git |--- |@@)/.test(entry)) return splitDiff(entry);
    const path = entry.replace(/\s+(?:\||\().*$/, '').trim();
    return path === '' ? [] : [bare(path, 'modified')];
  }
  if (!isRecord(entry)) return [];
  const fields = fieldsOf(entry);
  const path = fields.text(
    'newpath',
    'path',
    'filename',
    'file',
    'itempath',
    'filepath',
    'name',
    'newfile',
  );
  const patch = fields.text('patch', 'diff', 'hunk', 'hunks', 'content');
  const before = fields.text(
    'previousfilename',
    'previouspath',
    'oldpath',
    'oldname',
    'originalpath',
    'sourceserveritem',
    'from',
  );
  if (path === undefined) return patch === undefined ? [] : splitDiff(patch);
  const plain = path.replace(/^\//, '');
  const status =
    before !== undefined && before.replace(/^\//, '') !== plain
      ? 'renamed'
      : entry['new_file'] === true
        ? 'added'
        : entry['deleted_file'] === true
          ? 'deleted'
          : statusOf(fields.text('status', 'changetype', 'type', 'action', 'changestatus'));
  const text = patch === undefined ? null : (patched(plain, patch)[0]?.patch ?? null);
  return [
    {
      path: plain,
      ...(status === 'renamed' && before !== undefined
        ? { previousPath: before.replace(/^\//, '') }
        : {}),
      status,
      patch: text,
    },
  ];
}

function statusOf(word: string | undefined): FileChange['status'] {
  const text = (word ?? '').toLowerCase();
  if (/^(?:a|add|added|new|create|created)$/.test(text)) return 'added';
  if (/^(?:d|delete|deleted|remove|removed)$/.test(text)) return 'deleted';
  return /^(?:r|rename|renamed|move|moved)/.test(text) ? 'renamed' : 'modified';
}

function pullRequestOf(record: JsonRecord, fields: Fields): PullRequestRef | undefined {
  const pull =
    record['pull_request'] ?? record['pullRequest'] ?? record['pr'] ?? record['merge_request'];
  const about = isRecord(pull) ? fieldsOf(pull) : fields;
  const id = isRecord(pull)
    ? about.number('id', 'number', 'pullrequestid', 'iid')
    : numberOf(
        typeof pull === 'string'
          ? pull.replace(/^[#!]/, '')
          : (pull ?? fields.first('prnumber', 'pullrequestid', 'pullrequestnumber', 'prid')),
      );
  if (id === undefined) return undefined;
  const title = isRecord(pull) ? about.text('title') : fields.text('prtitle', 'pullrequesttitle');
  const author = isRecord(pull)
    ? about.text('author', 'userlogin', 'createdby', 'authorname')
    : undefined;
  const url = isRecord(pull) ? about.text('htmlurl', 'url', 'weburl') : undefined;
  return {
    id,
    title: title ?? (textOf(record['message'] ?? record['title']) ?? '').split('\n')[0] ?? '',
    ...(author === undefined ? {} : { author }),
    ...(url === undefined ? {} : { url }),
  };
}
