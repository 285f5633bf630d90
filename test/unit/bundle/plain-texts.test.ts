/** Files of plain text and odd names: what people and shells write in place of JSON. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kindOfFile } from '../../../src/bundle/find-files.ts';
import { isLineProtocol, recordsOfLine } from '../../../src/bundle/metrics/line-protocol.ts';
import { readBundle } from '../../../src/bundle/read-bundle.ts';
import type { Observations } from '../../../src/domain/observation.ts';
import { edgesOfText } from '../../../src/bundle/service-map.ts';
import { kindOfHead } from '../../../src/bundle/sniff.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mira-texts-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(file: string, content: string | Uint8Array): Promise<void> {
  const full = path.join(folder, file);
  await mkdir(path.dirname(full), { recursive: true });
  await writeFile(full, content);
}

/** Without those about what is missing as a whole. */
const problemsOf = ({ inputProblems }: Observations): Observations['inputProblems'] =>
  inputProblems.filter(({ file }) => file !== null);

const NS = 1_767_348_000_000_000_000n;
const line = (n: number): string =>
  `http,service=till,zone=eu\\ west latency_ms=${10 + n},hits=${n}i,state="up, ok" ${NS + BigInt(n) * 60_000_000_000n}`;

describe('line protocol', () => {
  it('is read line by line, each number a series of its own', async () => {
    await put('metrics.txt', ['# telegraf', line(0), line(1), line(2), ''].join('\n'));
    const { observations } = await readBundle(folder);
    expect(problemsOf(observations)).toEqual([]);
    expect(
      observations.metrics.map(({ metric, service, points }) => [
        metric,
        service,
        points.map(([, value]) => value),
      ]),
    ).toEqual([
      ['http_latency_ms', 'till', [10, 11, 12]],
      ['http_hits', 'till', [0, 1, 2]],
    ]);
    expect(observations.metrics[0]?.points[0]?.[0]).toBe(1_767_348_000_000);
  });

  it('is read gzipped, and told by its lines where the name says nothing', async () => {
    await put('till.lp.gz', gzipSync(`${line(0)}\n${line(1)}`));
    const { observations, sources } = await readBundle(folder);
    expect(sources.map((each) => each.kind)).toEqual(['metrics']);
    expect(observations.metrics[0]?.points).toHaveLength(2);
  });

  it('names the line that is none', async () => {
    await put(
      'metrics.txt',
      [...Array.from({ length: 25 }, (_, n) => line(n)), 'oops', ''].join('\n'),
    );
    const { observations } = await readBundle(folder);
    expect(problemsOf(observations)).toMatchObject([{ file: 'metrics.txt', line: 26 }]);
    expect(observations.metrics[0]?.points).toHaveLength(25);
  });

  it.each([
    ['cpu usage=1', []],
    ['# cpu usage=1 1767348000', []],
    ['queue,service=a value=7u 1767348000', [{ metric: 'queue', service: 'a', value: 7 }]],
    ['up,job=b value=true 1767348000', [{ metric: 'up', job: 'b', value: 1 }]],
    ['load one=0.5,five=1e1 1767348000', [{ value: 0.5 }, { metric: 'load_five', value: 10 }]],
    ['time,service,value', null],
    ['10:00 ERROR a=b c=d', null],
    ['level=info msg="it works" took=3', null],
  ])('%s', (text, records) => {
    const said = recordsOfLine(text);
    if (records === null) expect(said).toBeNull();
    else expect(said).toMatchObject(records);
  });

  it('leaves tables, logs and documents to others', () => {
    expect(isLineProtocol('timestamp,service,metric,value\n1,a,cpu,2\n')).toBe(false);
    expect(isLineProtocol('level=info msg=up ts=1\nlevel=warn msg=down ts=2\n')).toBe(false);
    expect(isLineProtocol('[{"a":1}]')).toBe(false);
    expect(isLineProtocol('')).toBe(false);
    expect(kindOfHead(`${line(0)}\n${line(1)}\n`)).toBe('metrics');
  });

  it('takes anything without a fall, in little time', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        recordsOfLine(text);
        isLineProtocol(text);
        edgesOfText(text);
      }),
    );
    const began = performance.now();
    recordsOfLine(`${'a\\,'.repeat(20_000)} b`);
    recordsOfLine(`m ${'k=1,'.repeat(20_000)}`);
    recordsOfLine(`m${',k=v'.repeat(20_000)}`);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('a service map in text', () => {
  it.each([
    ['web -> cart\ncart -> db # the store\n', ['web cart', 'cart db']],
    ['web → cart, tax\n', ['web cart', 'web tax']],
    ['web => cart => db', ['web cart', 'cart db']],
    ['web, app -> api.v2', ['web api.v2', 'app api.v2']],
    ['digraph g { "web" -> "cart" [style=bold]; cart -> db; }', ['web cart', 'cart db']],
    ['graph TD\n  web -->|reads| cart\n', ['web cart']],
    ['web --> cart : asks for prices', ['web cart']],
    ['web: cart, tax\ncart: db', ['web cart', 'web tax', 'cart db']],
    ['Note: the cart is old\nnothing here', []],
  ])('%j', (text, edges) => {
    expect(edgesOfText(text).map((each) => each.join(' '))).toEqual(edges);
  });

  it('is read from a bundle, as text and as a table', async () => {
    await put('service_map.txt', 'web -> cart\ncart -> db\n');
    await put('more/topology.csv', 'from,to\ndb,disk\n');
    const { observations } = await readBundle(folder);
    expect(problemsOf(observations)).toEqual([]);
    expect(observations.serviceMap.calls.map(({ from, to }) => `${from} ${to}`).sort()).toEqual([
      'cart db',
      'db disk',
      'web cart',
    ]);
  });

  it('says so when it draws nothing', async () => {
    await put('service_map.txt', 'to be written\n');
    const { observations } = await readBundle(folder);
    expect(problemsOf(observations)).toMatchObject([
      { file: 'service_map.txt', problem: 'no calls between services in it' },
    ]);
  });
});

describe('the name of a patch', () => {
  it.each([
    'patches/0002-More-labels-on-the-dashboards.patch',
    '0007-Expected-totals-in-the-report.patch',
    'answer-the-phone.diff',
    'commits/analysis-page.diff',
  ])('%s is a commit whatever its subject says', (file) => {
    expect(kindOfFile(file)).toBe('patches');
  });

  it.each(['solution.patch', 'ground_truth.diff', 'expected_fix.patch', 'the-answer.patch'])(
    '%s gives the answer away',
    (file) => {
      expect(kindOfFile(file)).toBeUndefined();
    },
  );
});

describe('logs of services with telling names', () => {
  it('are read where they are logs, and a key to the answers beside them is not', async () => {
    await put('logs/labels.log', '2026-03-05 11:00:00 ERROR printer 4 has no paper\n');
    await put(
      'logs/reports.ndjson',
      '{"time":"2026-03-05T11:00:01Z","level":"error","message":"no template"}\n',
    );
    await put('logs/answers.json', '{"cause":"the printer"}');
    await put('logs/ground_truth.log', '2026-03-05 11:00:00 ERROR it was the printer\n');
    const { observations } = await readBundle(folder);
    expect(observations.logs.map(({ service, message }) => [service, message])).toEqual([
      ['labels', 'printer 4 has no paper'],
      ['reports', 'no template'],
    ]);
  });

  it('may hold the empty lines of a container', async () => {
    const lines = ['ready\n', '\n', 'panic: no keys\n'].map((log, second) =>
      JSON.stringify({ log, stream: 'stderr', time: `2026-03-05T11:00:0${second}Z` }),
    );
    await put('logs/keys.log', `${lines.join('\n')}\n{"level":"info"}\n`);
    const { observations } = await readBundle(folder);
    expect(observations.logs).toHaveLength(2);
    expect(problemsOf(observations)).toMatchObject([{ file: 'logs/keys.log', line: 4 }]);
  });
});
