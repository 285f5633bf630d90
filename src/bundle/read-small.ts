/** Reads those files of a bundle that are small: everything but logs, traces and metrics. */
import { monitorOf } from './alerts.ts';
import { addChange, readCommits, readPatch } from './changes/read-changes.ts';
import type { FoundFile } from './find-files.ts';
import { readText } from './io/lines.ts';
import { forEachRecord, formatOf, readDocument, type Place } from './io/records.ts';
import { unwrapList } from './io/unwrap.ts';
import { alertDocument, readAlerts } from './read-alerts.ts';
import { addDeployment, referenceOf, type Reading } from './reading.ts';
import type { Problems } from './problems.ts';
import { edgesOfText, serviceMapOf } from './service-map.ts';
import { isRecord, textOf, type JsonRecord } from './values/fields.ts';

/** @throws what reading its file throws; anything wrong in a record is a problem of the reading */
export async function readSmall(found: FoundFile, reading: Reading): Promise<void> {
  const { kind, path: full, file } = found;
  const { problems } = reading;
  const each = (
    keys: readonly string[],
    onRecord: (record: JsonRecord, place: Place) => void,
    nameField?: string,
  ): Promise<void> =>
    forEachRecord(
      full,
      file,
      problems,
      (document) => unwrapList(document, keys, nameField),
      onRecord,
    );
  switch (kind) {
    case 'alert':
    case 'meta': {
      const document = await alertDocument(full, file, problems);
      if (document !== undefined) readAlerts(document, kind, file, reading);
      return;
    }
    case 'service_map': {
      const document = await mapDocument(full, file, problems);
      const map = serviceMapOf(document);
      if (map.calls.length === 0 && map.runsOn.length === 0 && document !== undefined)
        problems.add(file, null, 'no calls between services in it');
      reading.calls.push(...map.calls);
      reading.runsOn.push(...map.runsOn);
      return;
    }
    case 'deployments':
      await each(
        ['deployments', 'deploys', 'releases', 'data', 'items', 'history', 'value'],
        (record, place) => addDeployment(record, place, reading),
      );
      return;
    case 'commits':
      await readCommits(found, reading);
      return;
    case 'patches':
      await readPatch(found, reading);
      return;
    case 'flags':
    case 'changes': {
      const isFlag = kind === 'flags';
      await each(
        [
          'changes',
          'flags',
          'featureflags',
          'configchanges',
          'items',
          'data',
          'history',
          'events',
          'configs',
          'settings',
          'value',
        ],
        (record, place) => addChange(record, place, reading, 'config', isFlag),
        'name',
      );
      return;
    }
    case 'events':
      await each(['events', 'items', 'data', 'records', 'value', 'timeline'], (record, place) =>
        addChange(record, place, reading, 'event', false),
      );
      return;
    case 'monitors':
      await each(['monitors', 'items', 'data'], (record) => {
        const monitor = monitorOf(record, referenceOf(reading));
        if (monitor) reading.monitors.push(monitor);
      });
      return;
    case 'files': {
      const text = await readText(full, 50_000_000);
      const document: unknown = text.trimStart().startsWith('[')
        ? JSON.parse(text)
        : text.split('\n');
      reading.files = (Array.isArray(document) ? (document as unknown[]) : [])
        .map((entry) => textOf(isRecord(entry) ? entry['path'] : entry)?.trim())
        .filter((entry) => entry !== undefined && entry !== '') as string[];
      return;
    }
    case 'logs':
    case 'traces':
    case 'metrics':
    case 'patterns':
      return;
  }
}

/** Rows of a table, arrows of a drawing in text, or a document. */
async function mapDocument(full: string, file: string, problems: Problems): Promise<unknown> {
  const format = await formatOf(full, file);
  if (format === 'text') return edgesOfText(await readText(full, 5_000_000));
  if (format !== 'csv') return readDocument(full, file, problems);
  const rows: JsonRecord[] = [];
  await forEachRecord(
    full,
    file,
    problems,
    () => [],
    (row) => rows.push(row),
  );
  return rows;
}
