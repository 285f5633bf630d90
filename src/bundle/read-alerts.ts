/** Reads an alert's file, or one of facts about the bundle (now, window, service), into a {@link Reading}. */
import { alertRecords } from './alert-lists.ts';
import { observedAlert } from './alerts.ts';
import { readText } from './io/lines.ts';
import { forEachRecord, formatOf, readDocument } from './io/records.ts';
import type { Problems } from './problems.ts';
import { referenceOf, type Reading } from './reading.ts';
import { fieldsOf, isRecord, type JsonRecord } from './values/fields.ts';

/** An alert may also be plain text: the words of whoever was called. */
export async function alertDocument(
  full: string,
  file: string,
  problems: Problems,
): Promise<unknown> {
  if ((await formatOf(full, file)) !== 'text') {
    const rows: JsonRecord[] = [];
    if (/\.(?:csv|tsv|ndjson|jsonl)(?:\.gz)?$/i.test(file)) {
      await forEachRecord(
        full,
        file,
        problems,
        (document) => [document],
        (record) => rows.push(record),
      );
      return rows;
    }
    return readDocument(full, file, problems);
  }
  const text = (await readText(full, 1_000_000)).trim();
  return { title: text.split('\n')[0] ?? '', body: text };
}

/** @param kind - `meta`: facts first, and an alert only where no other file brought one */
export function readAlerts(
  document: unknown,
  kind: 'alert' | 'meta',
  file: string,
  reading: Reading,
): void {
  if (isRecord(document)) {
    const fields = fieldsOf(document);
    const nowMs = fields.time(
      null,
      'now',
      'analysistime',
      'evaluatedat',
      'asof',
      'currenttime',
      'metanow',
      'alertnow',
      'exportedat',
      'snapshotat',
    );
    reading.nowMs ??= nowMs;
    const reference = referenceOf(reading);
    reading.fromMs ??= fields.time(
      reference,
      'windowfrom',
      'windowstart',
      'timerangefrom',
      'timerangestart',
      'timewindowstart',
      'timewindowfrom',
    );
    reading.toMs ??= fields.time(
      reference,
      'windowto',
      'windowend',
      'timerangeto',
      'timerangeend',
      'timewindowend',
      'timewindowto',
    );
    const rules = document['path_rules'] ?? document['pathRules'];
    if (Array.isArray(rules))
      for (const rule of rules as unknown[])
        if (isRecord(rule) && typeof rule['from'] === 'string' && typeof rule['to'] === 'string')
          reading.pathRules.push({ from: rule['from'], to: rule['to'] });
    reading.service ??= fields.text('service', 'servicename') ?? null;
    reading.env ??= fields.text('env', 'environment') ?? null;
    if (kind === 'meta' && reading.alerts.length > 0) return;
  }
  const records = alertRecords(document);
  if (records.length === 0) reading.problems.add(file, null, 'no alert in it');
  for (const record of records) {
    const alert = observedAlert(record, referenceOf(reading), reading.alerts.length + 1);
    // a file of facts (now, service) is no alert of its own
    if (kind === 'meta' && alert.title === `alert ${reading.alerts.length + 1}`) continue;
    reading.alerts.push(alert);
  }
}
