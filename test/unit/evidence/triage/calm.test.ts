import { describe, expect, it } from 'vitest';
import { ago, decideAlone, unwanted, type Wanted } from './alone.ts';

type Row = readonly [
  wanted: Wanted,
  names: readonly [title: string, metric: string],
  value: number,
  threshold: number,
  message: string,
  levels?: readonly number[],
];

/** Much of something is used. What tells calm from trouble are its last values and its own words. */
const ROWS: readonly Row[] = [
  // it stands where it stood, and much is left
  [
    'quiet',
    ['Tablespace users', 'tablespace.used_pct'],
    71,
    70,
    '',
    [71, 71, 70, 71, 71, 71, 70, 71],
  ],
  ['quiet', ['Tablespace users', 'tablespace.used_pct'], 71, 70, 'hovers at 71% for six weeks'],
  ['quiet', ['Partition belegt', 'disk.used_ratio'], 0.71, 0.7, 'steady at 70-72% over two months'],
  ['quiet', ['Tablespace users', 'tablespace.used_pct'], 71, 70, 'the same since last autumn'],
  ['quiet', ['Disco de archivo', 'disk.used_pct'], 72, 70, 'sin cambios desde hace 5 meses'],
  ['ticket', ['Tablespace users', 'tablespace.used_pct'], 97, 90, 'unchanged for three months'],
  ['ticket', ['Tablespace users', 'tablespace.used_pct'], 97, 90, '', [97, 97, 97, 96, 97, 97, 97]],
  ['ticket', ['Tablespace users', 'tablespace.used_pct'], 71, 70, 'steady at 55% for six weeks'],
  ['ticket', ['Tablespace users', 'tablespace.used_pct'], 71, 70, '', [60, 62, 64, 67, 69, 71]],
  [
    'ticket',
    ['Tablespace users', 'tablespace.used_pct'],
    71,
    70,
    'writes rejected: quota reached',
    [71, 71, 71, 71, 71, 71],
  ],
  // it runs down by itself
  [
    'quiet',
    ['Unprocessed invoices', 'queue.depth'],
    8_000,
    1_000,
    '',
    [8_000, 6_700, 5_100, 3_800, 2_200, 1_100],
  ],
  [
    'ticket',
    ['Unprocessed invoices', 'queue.depth'],
    8_000,
    1_000,
    '',
    [1_100, 2_200, 3_800, 5_100, 6_700, 8_000],
  ],
  [
    'ticket',
    ['Unprocessed invoices', 'queue.depth'],
    8_000,
    1_000,
    '412 invoices were discarded',
    [8_000, 6_700, 5_100, 3_800, 2_200, 1_100],
  ],
  ['quiet', ['Outbox', 'queue.depth'], 8_000, 5_000, 'after the import; it drains quickly'],
  ['ticket', ['Outbox', 'queue.depth'], 8_000, 5_000, 'it is not draining'],
  ['quiet', ['Outbox', 'queue.depth'], 30_000, 5_000, 'will be empty in 20 minutes'],
  ['ticket', ['Outbox', 'queue.depth'], 30_000, 5_000, 'its disk is full in 20 minutes'],
  // its owner's limit is reached, and nobody suffers
  [
    'quiet',
    ['pricing at max replicas', 'hpa.replicas'],
    12,
    12,
    'all 12 pods serve, error rate and p95 are stable',
  ],
  [
    'quiet',
    ['pricing bei maximalen Replicas', 'hpa.replicas'],
    12,
    12,
    'Antwortzeiten und Fehler normal',
  ],
  ['ticket', ['pricing at max replicas', 'hpa.replicas'], 12, 12, 'every customer gets 503'],
  ['ticket', ['pricing pool at its limit', 'db.connections'], 50, 50, 'latency normal'],
  [
    'quiet',
    ['search requests', 'http.rps'],
    9_000,
    3_000,
    'Prueba de carga anunciada; errores y latencia son normales',
  ],
  // load without harm, and harm in spite of it
  ['quiet', ['search requests', 'http.rps'], 9_000, 3_000, 'response times and errors unchanged'],
  ['quiet', ['search requests', 'http.rps'], 9_000, 3_000, 'agreed stress test until noon'],
  ['ticket', ['search error rate', 'http.5xx_pct'], 30, 3, 'latency is normal'],
  ['ticket', ['orders per minute', 'orders.per_min'], 4, 60, 'errors and latency are normal'],
];

describe('triage of what is used much', () => {
  for (const [wanted, [title, metric], value, threshold, message, levels] of ROWS)
    it(`${wanted}: ${title} at ${value} ${message} ${levels?.join(' ') ?? ''}`, () => {
      const record = { id: 'a', title, metric, value, threshold, message, severity: 'high' };
      const from = { service: 'pricing', env: 'prod', fired_at: ago(50) };
      const history = levels?.map((level, at) => [ago((levels.length - at) * 60), level]);
      const over = history === undefined ? {} : { history };
      expect(unwanted(wanted, decideAlone({ ...record, ...from, ...over }))).toBeNull();
    });

  it('takes a label of little importance for no more than a label', () => {
    const sales = { metric: 'sales.conversion_pct', value: 0.3, threshold: 2, env: 'prod' };
    const record = { id: 'a', service: 'web-shop', fired_at: ago(30), ...sales };
    for (const title of ['[FYI] conversion of the shop', 'informational: conversion of the shop'])
      expect(unwanted('ticket', decideAlone({ ...record, title, priority: 'P5' }))).toBeNull();
  });
});
