/** Reads a batch of alerts, with what else its folder holds, for triage. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Observations } from '../domain/observation.ts';
import { toIso, toMs } from '../domain/time.ts';
import type { OpenIncident, TriageAlert } from '../evidence/index.ts';
import { alertEntries } from './alert-lists.ts';
import { batchAlertOf, newestMoment, oddEntry } from './batch/batch-alert.ts';
import { openIncidentOf } from './batch/open-incident.ts';
import { forEachRecord } from './io/records.ts';
import { createProblems, type Problems } from './problems.ts';
import { NO_TIME, readBundle, type ReadOptions } from './read-bundle.ts';
import { isRecord, type JsonRecord } from './values/fields.ts';

export { batchAlertOf } from './batch/batch-alert.ts';
export { openIncidentOf } from './batch/open-incident.ts';

export interface Batch {
  /** In the order of the input. */
  readonly alerts: readonly TriageAlert[];
  readonly openIncidents: readonly OpenIncident[];
  /** Everything else in the folder; its `alerts` are those of the batch. */
  readonly observations: Observations;
}

/**
 * Reads `alerts.json`, `open_incidents.json` and the rest of a folder.
 * @throws MiraError `bad_argument` when there is no such folder
 */
export async function readBatch(folder: string, options: ReadOptions = {}): Promise<Batch> {
  const { observations } = await readBundle(folder, options);
  const problems = createProblems();
  const entries: Entry[] = [];
  const incidents: JsonRecord[] = [];
  for (const { file, full } of await jsonFiles(folder)) {
    const name = path.basename(file).toLowerCase();
    if (/open.?incident|active.?incident|ongoing/.test(name)) {
      await forEachRecord(
        full,
        file,
        problems,
        (document) => alertEntries(namedIncidents(document)).filter(isRecord),
        (record) => incidents.push(record),
      );
    } else if (/^alerts?\b|^alert_?(?:batch|queue|list)|^batch|^queue/.test(name)) {
      await readAlerts(full, file, problems, entries);
    }
  }
  const knownMs = toMs(observations.now);
  const nowMs = knownMs > 0 ? knownMs : newestOf(entries);
  const alerts = entries.map((entry, at) =>
    'alert' in entry ? entry.alert : batchAlertOf(entry.record, nowMs, at + 1),
  );
  const openIncidents = incidents.map((record, at) => openIncidentOf(record, nowMs, at + 1));
  return {
    alerts,
    openIncidents,
    observations: {
      ...observations,
      now: toIso(alerts.reduce((latest, alert) => Math.max(latest, latestOf(alert)), nowMs)),
      alerts,
      inputProblems: [
        ...observations.inputProblems.filter(({ problem }) => nowMs === 0 || problem !== NO_TIME),
        ...problems
          .list()
          .filter(
            (entry) =>
              !observations.inputProblems.some(
                (known) => known.file === entry.file && known.line === entry.line,
              ),
          ),
      ],
    },
  };
}

type Entry = { readonly record: JsonRecord } | { readonly alert: TriageAlert };

/** The newest moment of shapes that only a batch can read: what now is when no other file has a time. */
const newestOf = (entries: readonly Entry[]): number =>
  entries.reduce(
    (newest, entry) => Math.max(newest, 'record' in entry ? newestMoment(entry.record) : 0),
    0,
  );

/** `{"open_incidents": […]}` beside whatever else the file tells. */
function namedIncidents(document: unknown): unknown {
  if (!isRecord(document)) return document;
  const named = Object.entries(document).find(
    ([key, value]) => /^(?:open|active)?_?incidents$/i.test(key) && Array.isArray(value),
  );
  return named === undefined ? document : named[1];
}

/** Shapes that only a batch can read may hold the newest moment of all. */
const latestOf = ({ firedAt, recoveredAt }: TriageAlert): number =>
  Math.max(firedAt === null ? 0 : toMs(firedAt), recoveredAt === null ? 0 : toMs(recoveredAt));

async function jsonFiles(folder: string): Promise<{ file: string; full: string }[]> {
  const out: { file: string; full: string }[] = [];
  for (const sub of ['', 'context']) {
    const entries = await readdir(path.join(folder, sub), { withFileTypes: true }).catch(() => []);
    for (const entry of entries)
      if (entry.isFile() && /\.(?:json|ndjson|jsonl|csv|ya?ml)(?:\.gz)?$/i.test(entry.name))
        out.push({
          file: sub === '' ? entry.name : `${sub}/${entry.name}`,
          full: path.join(folder, sub, entry.name),
        });
  }
  return out.toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

async function readAlerts(
  full: string,
  file: string,
  problems: Problems,
  into: Entry[],
): Promise<void> {
  // what is no record keeps its place too: whoever sent it must get an answer
  const inPlace = (document: unknown): JsonRecord[] =>
    alertEntries(document).map((entry) =>
      isRecord(entry) && Object.keys(entry).length > 0 ? entry : { [ODD]: entry },
    );
  await forEachRecord(full, file, problems, inPlace, (record, place) => {
    const number = into.length + 1;
    if (!(ODD in record)) {
      into.push({ record });
      return;
    }
    const { alert, problem } = oddEntry(record[ODD], number);
    problems.add(file, place.line(), problem);
    into.push({ alert });
  });
}

/** Marks an entry that is no record; no file can hold a name like it. */
const ODD = '\u0000entry';
