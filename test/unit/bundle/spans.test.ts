import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProblems } from '../../../src/bundle/problems.ts';
import { readSpans } from '../../../src/bundle/spans/read-spans.ts';
import type { Span } from '../../../src/domain/observation.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mira-spans-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function read(content: unknown, name = 'traces.json') {
  files += 1;
  const file = path.join(folder, `${files}-${name}`);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  const spans: Span[] = [];
  const problems = createProblems();
  await readSpans(file, name, spans, problems, null);
  return { spans, problems: problems.list() };
}

const MS = 1_767_348_000_000;
const CHILD = {
  traceId: 't1',
  spanId: 'b',
  parentId: 'a',
  service: 'pay',
  resource: 'POST /pay',
  kind: 'server',
  startAt: new Date(MS).toISOString(),
  durationMs: 12.5,
  error: { message: 'boom' },
  statusCode: 500,
};

describe('readSpans', () => {
  it.each<[string, unknown, string?]>([
    [
      'flat OpenTelemetry',
      [
        {
          trace_id: 't1',
          span_id: 'b',
          parent_span_id: 'a',
          name: 'POST /pay',
          kind: 'SPAN_KIND_SERVER',
          start_time: new Date(MS).toISOString(),
          duration_ms: 12.5,
          status: { code: 'ERROR', message: 'boom' },
          resource: { attributes: { 'service.name': 'pay' } },
          attributes: { 'http.status_code': 500 },
        },
      ],
    ],
    [
      'OTLP',
      {
        resourceSpans: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'pay' } }] },
            scopeSpans: [
              {
                spans: [
                  {
                    traceId: 't1',
                    spanId: 'b',
                    parentSpanId: 'a',
                    name: 'POST /pay',
                    kind: 2,
                    startTimeUnixNano: `${MS}000000`,
                    endTimeUnixNano: `${MS + 12}500000`,
                    status: { code: 2, message: 'boom' },
                    attributes: [{ key: 'http.response.status_code', value: { intValue: '500' } }],
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
    [
      'Jaeger',
      {
        data: [
          {
            traceID: 't1',
            processes: { p1: { serviceName: 'pay' } },
            spans: [
              {
                traceID: 't1',
                spanID: 'b',
                operationName: 'POST /pay',
                references: [{ refType: 'CHILD_OF', traceID: 't1', spanID: 'a' }],
                startTime: MS * 1000,
                duration: 12_500,
                processID: 'p1',
                tags: [
                  { key: 'span.kind', type: 'string', value: 'server' },
                  { key: 'http.status_code', value: 500 },
                  { key: 'error', type: 'bool', value: true },
                ],
                logs: [{ timestamp: 1, fields: [{ key: 'message', value: 'boom' }] }],
              },
            ],
          },
        ],
      },
    ],
    [
      'Zipkin',
      [
        [
          {
            traceId: 't1',
            id: 'b',
            parentId: 'a',
            name: 'POST /pay',
            kind: 'SERVER',
            timestamp: MS * 1000,
            duration: 12_500,
            localEndpoint: { serviceName: 'pay' },
            tags: { 'http.status_code': '500', error: 'boom' },
          },
        ],
      ],
    ],
    [
      'Datadog',
      [
        [
          {
            trace_id: 't1',
            span_id: 'b',
            parent_id: 'a',
            service: 'pay',
            name: 'http.request',
            resource: 'POST /pay',
            type: 'web',
            start: MS * 1e6,
            duration: 12_500_000,
            error: 1,
            meta: { 'error.message': 'boom', 'http.status_code': '500' },
          },
        ],
      ],
    ],
    [
      'CSV',
      `traceID,spanID,parentSpanID,serviceName,operationName,kind,startTime,duration,statusCode,error\nt1,b,a,pay,POST /pay,server,${MS}000,12500,500,boom\n`,
      'traces.csv',
    ],
  ])('reads %s', async (_name, content, file) => {
    const { spans, problems } = await read(content, file);
    expect(problems).toEqual([]);
    expect(spans).toEqual([CHILD]);
  });

  it('keeps all digits of ids that are numbers of 64 bits', async () => {
    const { spans } = await read(
      `[{"trace_id": 9223372036854775807, "span_id": 9223372036854775806, "parent_id": 0, "service": "pay", "resource": "r", "start": ${MS}000000, "duration": 1, "error": 0}]`,
    );
    expect(spans).toMatchObject([
      {
        traceId: '9223372036854775807',
        spanId: '9223372036854775806',
        parentId: null,
        error: null,
      },
    ]);
  });

  it('reports a span without a service with its line', async () => {
    const { spans, problems } = await read(`[\n{"spanId":"x","startTime":${MS}}\n]`);
    expect(spans).toEqual([]);
    expect(problems).toMatchObject([
      { file: 'traces.json', line: 2, problem: 'a span without a service' },
    ]);
  });
});
