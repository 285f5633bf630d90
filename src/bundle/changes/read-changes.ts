/** Reads the files of commits, patches, config changes and events into a {@link Reading}. */
import { forEachRecord, formatOf, type Place } from '../io/records.ts';
import { readText } from '../io/lines.ts';
import { unwrapList } from '../io/unwrap.ts';
import type { FoundFile } from '../find-files.ts';
import { addCommit, addDeployment, referenceOf, type Reading } from '../reading.ts';
import { isRecord, textOf, type JsonRecord } from '../values/fields.ts';
import { commitOf } from './commits.ts';
import { configChangeOf, infraEventOf, recordKind } from './config-changes.ts';
import { gitLogText, patchCommit } from './git-log.ts';

/** The text of `git log`, or records of any form. */
export async function readCommits(
  { path: full, file }: FoundFile,
  reading: Reading,
): Promise<void> {
  const { problems } = reading;
  if ((await formatOf(full, file)) === 'text' && !/\.(?:csv|tsv)/i.test(file)) {
    const commits = gitLogText(await readText(full, 200_000_000), referenceOf(reading));
    if (commits.length === 0)
      problems.add(file, null, 'no commits in it: expected JSON, or the text of git log');
    for (const commit of commits) addCommit(commit, reading);
    return;
  }
  await forEachRecord(full, file, problems, commitList(reading, file), (record, place) => {
    const commit = commitOf(record, referenceOf(reading));
    if (typeof commit === 'string') problems.add(file, place.line(), commit);
    else addCommit(commit, reading);
  });
}

/** `{ commits, deployments }`, also by service: `{ "checkout": [commits] }`. */
const commitList =
  (reading: Reading, file: string) =>
  (document: unknown): readonly unknown[] => {
    if (!isRecord(document)) return unwrapList(document, []);
    for (const key of ['deployments', 'deploys', 'releases']) {
      const list = document[key];
      if (!Array.isArray(list)) continue;
      for (const entry of list as unknown[])
        if (isRecord(entry)) addDeployment(entry, { file, line: () => null }, reading);
    }
    const keys = [
      'commits',
      'recentcommits',
      'value',
      'data',
      'items',
      'history',
      'changes',
      'nodes',
    ];
    const list = unwrapList(document, keys);
    const repository = textOf(document['repository'] ?? document['repo']);
    const service = textOf(document['service']);
    if (list.length !== 1 || list[0] !== document)
      return list.map((entry) =>
        isRecord(entry)
          ? {
              ...(repository === undefined ? {} : { repository }),
              ...(service === undefined ? {} : { service }),
              ...entry,
            }
          : entry,
      );
    const named = Object.entries(document).filter(
      (entry): entry is [string, unknown[]] =>
        Array.isArray(entry[1]) &&
        entry[1].some(isRecord) &&
        !/^(?:files|parents|deploy|release)/i.test(entry[0]),
    );
    return named.length > 0 &&
      !('sha' in document || 'hash' in document || 'commitId' in document || 'id' in document)
      ? named.flatMap(([name, entries]) =>
          entries.map((entry) => (isRecord(entry) ? { service: name, ...entry } : entry)),
        )
      : named.length === 0 &&
          Object.keys(document).some((key) => /^(?:deploy|release)/i.test(key)) &&
          !('sha' in document)
        ? []
        : list;
  };

/** One `*.patch` or `*.diff` file is one commit. */
export async function readPatch({ path: full, file }: FoundFile, reading: Reading): Promise<void> {
  const text = await readText(full, 50_000_000);
  const commit = patchCommit(text, file, referenceOf(reading));
  if (commit === null) reading.problems.add(file, null, 'no diff in it');
  else addCommit(commit, reading);
}

/** A record of changes or events goes to where its type says it belongs. */
export function addChange(
  record: JsonRecord,
  place: Place,
  reading: Reading,
  fallback: 'config' | 'event',
  isFlag: boolean,
): void {
  const reference = referenceOf(reading);
  switch (isFlag ? 'config' : recordKind(record, fallback)) {
    case 'deployment':
      addDeployment(record, place, reading);
      return;
    case 'commit': {
      const commit = commitOf(record, reference);
      if (typeof commit === 'string') reading.problems.add(place.file, place.line(), commit);
      else addCommit(commit, reading);
      return;
    }
    case 'config': {
      const change = configChangeOf(record, reference, reading.configChanges.length + 1, isFlag);
      if (typeof change === 'string') reading.problems.add(place.file, place.line(), change);
      else reading.configChanges.push(change);
      return;
    }
    case 'event': {
      const event = infraEventOf(record, reference, reading.infraEvents.length + 1);
      if (typeof event === 'string') reading.problems.add(place.file, place.line(), event);
      else reading.infraEvents.push(event);
    }
  }
}
