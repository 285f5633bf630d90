import { describe, expect, it } from 'vitest';
import { createLineJoiner } from '../../../src/bundle/logs/join.ts';
import { plainHead } from '../../../src/bundle/logs/plain.ts';
import { createLogStore } from '../../../src/bundle/logs/store.ts';
import { structuredLog, type NewLogRecord } from '../../../src/bundle/logs/structured.ts';

const REFERENCE = Date.parse('2026-01-02T12:00:00Z');
const AT = '2026-01-02T10:00:00.000Z';

describe('structuredLog', () => {
  it.each<[string, Record<string, unknown>, Partial<NewLogRecord>]>([
    [
      'pino',
      {
        level: 50,
        time: Date.parse(AT),
        pid: 1,
        hostname: 'h1',
        name: 'pay',
        msg: 'charge failed',
        err: {
          type: 'TypeError',
          message: 'x is undefined',
          stack: 'TypeError: x is undefined\n    at f (a.js:1:2)',
        },
      },
      {
        at: AT,
        level: 'error',
        service: 'pay',
        host: 'h1',
        message: 'charge failed: TypeError: x is undefined',
        stack: 'TypeError: x is undefined\n    at f (a.js:1:2)',
      },
    ],
    [
      'bunyan',
      { name: 'pay', hostname: 'h', pid: 1, level: 40, msg: 'slow', time: AT, v: 0 },
      { level: 'warn', service: 'pay', message: 'slow' },
    ],
    [
      'winston',
      { level: 'error', message: 'boom', timestamp: AT, service: 'pay' },
      { at: AT, level: 'error', message: 'boom', service: 'pay' },
    ],
    [
      'logstash',
      {
        '@timestamp': AT,
        '@version': '1',
        message: 'boom',
        logger_name: 'a.B',
        level: 'ERROR',
        level_value: 40000,
        stack_trace: 'java.lang.X: boom\n\tat a.B.c(B.java:1)',
      },
      { level: 'error', message: 'boom', stack: 'java.lang.X: boom\n\tat a.B.c(B.java:1)' },
    ],
    [
      'log4j2',
      {
        instant: { epochSecond: Date.parse(AT) / 1000, nanoOfSecond: 0 },
        level: 'WARN',
        loggerName: 'a.B',
        message: 'slow',
      },
      { at: AT, level: 'warn', message: 'slow' },
    ],
    [
      'ECS',
      {
        '@timestamp': AT,
        'log.level': 'error',
        message: 'boom',
        'service.name': 'pay',
        'trace.id': 't1',
        'host.name': 'h',
      },
      { at: AT, level: 'error', service: 'pay', traceId: 't1', host: 'h' },
    ],
    [
      'serilog compact',
      {
        '@t': AT,
        '@mt': 'Order {OrderId} failed',
        '@l': 'Error',
        '@x': 'System.Exception: no\n   at A.B()',
        OrderId: 7,
      },
      {
        at: AT,
        level: 'error',
        message: 'Order 7 failed',
        stack: 'System.Exception: no\n   at A.B()',
      },
    ],
    [
      'serilog',
      {
        Timestamp: AT,
        Level: 'Fatal',
        RenderedMessage: 'down',
        Properties: { Application: 'pay' },
      },
      { at: AT, level: 'fatal', message: 'down', service: 'pay' },
    ],
    [
      'zap',
      {
        level: 'error',
        ts: Date.parse(AT) / 1000,
        caller: 'a/b.go:1',
        msg: 'failed',
        error: 'EOF',
        stacktrace: 'main.f\n\t/app/a.go:1',
      },
      { at: AT, level: 'error', message: 'failed: EOF', stack: 'main.f\n\t/app/a.go:1' },
    ],
    ['zerolog', { level: 'warn', time: AT, message: 'slow' }, { at: AT, level: 'warn' }],
    [
      'structlog',
      {
        event: 'failed',
        level: 'error',
        timestamp: AT,
        exception: 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x',
      },
      {
        message: 'failed',
        level: 'error',
        stack: 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: x',
      },
    ],
    [
      'python',
      { asctime: '2026-01-02 10:00:00,000', levelname: 'CRITICAL', name: 'root', message: 'boom' },
      { at: AT, level: 'fatal', message: 'boom' },
    ],
    [
      'OpenTelemetry',
      {
        timeUnixNano: `${Date.parse(AT)}000000`,
        severityNumber: 17,
        body: { stringValue: 'boom' },
        traceId: 'abc',
        attributes: [{ key: 'http.status_code', value: { intValue: 500 } }],
      },
      { at: AT, level: 'error', message: 'boom', traceId: 'abc' },
    ],
    [
      'Datadog',
      {
        id: 'AQ',
        type: 'log',
        attributes: {
          timestamp: AT,
          service: 'pay',
          host: 'h',
          status: 'error',
          message: 'boom',
          tags: ['version:1.2'],
        },
      },
      { at: AT, service: 'pay', level: 'error', message: 'boom', version: '1.2' },
    ],
    [
      'GELF',
      {
        version: '1.1',
        host: 'h',
        short_message: 'boom',
        timestamp: Date.parse(AT) / 1000,
        level: 3,
        _service: 'pay',
      },
      { at: AT, level: 'error', message: 'boom', service: 'pay' },
    ],
    [
      'journald',
      {
        __REALTIME_TIMESTAMP: `${Date.parse(AT)}000`,
        PRIORITY: '4',
        _SYSTEMD_UNIT: 'pay.service',
        MESSAGE: 'slow',
      },
      { at: AT, level: 'warn', service: 'pay', message: 'slow' },
    ],
    [
      'Google Cloud',
      {
        severity: 'ERROR',
        timestamp: AT,
        jsonPayload: { message: 'boom' },
        resource: { labels: { container_name: 'pay' } },
      },
      { at: AT, level: 'error', message: 'boom', service: 'pay' },
    ],
    [
      'Elasticsearch hit',
      {
        _index: 'x',
        _source: {
          '@timestamp': AT,
          message: 'boom',
          level: 'error',
          kubernetes: { pod: { name: 'pay-7d9b5c8f4-x2k4q' } },
        },
      },
      { at: AT, service: 'pay', host: 'pay-7d9b5c8f4-x2k4q' },
    ],
    [
      'access log as JSON',
      { time: AT, method: 'GET', path: '/a', status: 503 },
      { level: 'error', message: 'GET /a 503' },
    ],
  ])('reads %s', (_name, entry, expected) => {
    expect(structuredLog(entry, REFERENCE)).toMatchObject(expected);
  });

  it('answers null for what holds neither a message nor an error', () => {
    expect(structuredLog({ a: 1 }, REFERENCE)).toBeNull();
  });
});

describe('plainHead', () => {
  it.each<[string, ReturnType<typeof plainHead>]>([
    [
      '2026-01-02 10:00:00,000 ERROR [http-1] com.acme.Pay - it broke',
      {
        atMs: Date.parse(AT),
        level: 'error',
        message: 'it broke',
        attributes: { context: '[http-1] com.acme.Pay -' },
      },
    ],
    [
      '2026-01-02T10:00:00Z  WARN 1 --- [main] c.a.Pay : slow',
      {
        atMs: Date.parse(AT),
        level: 'warn',
        message: 'slow',
        attributes: { context: '1 --- [main] c.a.Pay :' },
      },
    ],
    [
      '[2026-01-02 10:00:00] [error] it broke',
      { atMs: Date.parse(AT), level: 'error', message: 'it broke' },
    ],
    [
      '2026-01-02 10:00:00 ERROR ValueError: x',
      { atMs: Date.parse(AT), level: 'error', message: 'ValueError: x' },
    ],
    [
      '2026-01-02 10:00:00.000 UTC [77] FATAL:  too many clients',
      {
        atMs: Date.parse(AT),
        level: 'fatal',
        message: 'too many clients',
        attributes: { context: '[77]' },
      },
    ],
    [
      'ERROR 2026-01-02 10:00:00 it broke',
      { atMs: Date.parse(AT), level: 'error', message: 'it broke' },
    ],
    [
      'ERROR:root:it broke',
      { atMs: null, level: 'error', message: 'it broke', attributes: { logger: 'root' } },
    ],
    [
      'E0102 10:00:00.000000       1 ctrl.go:12] it broke',
      {
        atMs: Date.parse(AT),
        level: 'error',
        message: 'it broke',
        attributes: { caller: 'ctrl.go:12' },
      },
    ],
    [
      'E, [2026-01-02T10:00:00.000000 #12] ERROR -- : it broke',
      { atMs: Date.parse(AT), level: 'error', message: 'it broke' },
    ],
    [
      '<11>1 2026-01-02T10:00:00Z h1 pay 12 - - it broke',
      { atMs: Date.parse(AT), level: 'error', message: 'it broke', host: 'h1', service: 'pay' },
    ],
    [
      'Jan  2 10:00:00 h1 pay[12]: ERROR it broke',
      {
        atMs: Date.parse(AT),
        level: 'error',
        message: 'ERROR it broke',
        host: 'h1',
        service: 'pay',
      },
    ],
    [
      '2026/01/02 10:00:00 [error] 12#12: *3 upstream timed out',
      { atMs: Date.parse(AT), level: 'error', message: '12#12: *3 upstream timed out' },
    ],
  ])('reads %s', (line, expected) => {
    expect(plainHead(line, REFERENCE)).toEqual(expected);
  });

  it('reads access logs with their status as the level', () => {
    expect(
      plainHead(
        '10.0.0.1 - - [02/Jan/2026:10:00:00 +0000] "GET /pay HTTP/1.1" 502 12 "-" "curl"',
        null,
      ),
    ).toMatchObject({
      atMs: Date.parse(AT),
      level: 'error',
      message: expect.stringContaining('GET /pay 502'),
      attributes: { http: { status_code: 502, path: '/pay' } },
    });
  });

  it('reads logfmt with its keys in any order', () => {
    expect(
      plainHead('level=error ts=2026-01-02T10:00:00Z service=pay msg="it \\"broke\\"" n=3', null),
    ).toEqual({
      atMs: Date.parse(AT),
      level: 'error',
      message: 'it "broke"',
      service: 'pay',
      attributes: { n: '3' },
    });
  });

  it('does not take prose for a head', () => {
    expect(plainHead('error handling was improved', null)).toBeNull();
    expect(plainHead('\tat com.acme.Pay.run(Pay.java:3)', null)).toBeNull();
  });
});

const joined = (text: string): NewLogRecord[] => {
  const records: NewLogRecord[] = [];
  const joiner = createLineJoiner(
    (record) => records.push(record),
    () => REFERENCE,
  );
  text.split('\n').forEach((line, at) => joiner.line(line, at + 1));
  joiner.end();
  return records;
};

describe('createLineJoiner', () => {
  it('keeps a stack trace with the line above it', () => {
    const records = joined(
      '2026-01-02 10:00:00 ERROR it broke\njava.lang.X: no\n\tat a.B.c(B.java:1)\nCaused by: y.Z: no\n\t... 3 more\n2026-01-02 10:00:01 INFO fine',
    );
    expect(records.map((record) => record.message)).toEqual(['it broke', 'fine']);
    expect(records[0]?.stack).toContain('Caused by: y.Z: no\n\t... 3 more');
  });

  it('gives a crash on stderr a record of its own, dated by who tells of it next', () => {
    const records = joined(
      [
        'Jan 02 10:00:00 edge-1 tariffd[7]: quote: <info> stop 12 priced',
        '=================================================================',
        '==71==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000034',
        '    #0 0x55db62b96269 in fare_of src/fare.c:7',
        '==71==ABORTING',
        'Jan 02 10:04:00 edge-1 tariffd[1]: main: <crit> child 71 is gone',
      ].join('\n'),
    );
    expect(records.map(({ at, level, stack }) => [at, level, stack?.includes('fare_of')])).toEqual([
      [AT, 'info', undefined],
      ['2026-01-02T10:04:00.000Z', 'error', true],
      ['2026-01-02T10:04:00.000Z', 'fatal', undefined],
    ]);
  });

  it('leaves a crash with the error that announces it', () => {
    const records = joined(
      `2026-01-02 10:00:00 ERROR job failed\nTraceback (most recent call last):\n  File "a.py", line 1, in f\nKeyError: 'x'\n2026-01-02 10:00:01 INFO next`,
    );
    expect(records.map(({ level }) => level)).toEqual(['error', 'info']);
  });

  it('keeps the last line of a Python traceback in a log without times', () => {
    const records = joined(
      'Traceback (most recent call last):\n  File "a.py", line 1, in f\n    g()\nValueError: x\nstarting again',
    );
    expect(records).toHaveLength(2);
    expect(records[0]?.stack).toMatch(/ValueError: x$/);
  });

  it("reads .NET's console, which says on the second line what happened", () => {
    const records = joined(
      'info: Acme.Host[14]\n      Now listening on 8080\n2026-01-02 10:00:00.123 fail: Acme.Orders.Client[0]\n      Could not place the order\n      System.TimeoutException: no answer\n         at Acme.Orders.Client.Place(Order o) in /src/Client.cs:line 12\n2026-01-02 10:00:01.000 warn: Acme.Host[2] slow start',
    );
    expect(records.map((record) => [record.level, record.message])).toEqual([
      ['info', 'Now listening on 8080'],
      ['error', 'Could not place the order'],
      ['warn', 'slow start'],
    ]);
    expect(records[1]?.attributes).toEqual({ logger: 'Acme.Orders.Client' });
    expect(records[1]?.stack).toContain('Client.cs:line 12');
  });

  it('tells the interleaved lines of containers apart', () => {
    const records = joined(
      'pay-1  | 2026-01-02 10:00:00 ERROR a\nweb-1  | 2026-01-02 10:00:00 INFO b\npay-1  |     at f (x.js:1:1)\nweb-1  | 2026-01-02 10:00:01 INFO c',
    );
    expect(records.find((record) => record.service === 'pay')?.stack).toContain('at f (x.js:1:1)');
    expect(
      records.filter((record) => record.service === 'web').map((record) => record.message),
    ).toEqual(['b', 'c']);
  });

  it('reads JSON lines between plain ones', () => {
    const records = joined(
      `2026-01-02 10:00:00 INFO a\n{"level":"error","msg":"b","time":"${AT}"}\npanic: c`,
    );
    expect(records.map((record) => [record.level, record.message])).toEqual([
      ['info', 'a'],
      ['error', 'b'],
      ['unknown', 'panic: c'],
    ]);
  });
});

describe('createLogStore', () => {
  const record = (level: NewLogRecord['level']): NewLogRecord => ({
    at: null,
    service: null,
    level,
    message: 'm',
  });

  it('thins only quiet records while there are enough of them, evenly, and says so', () => {
    const store = createLogStore(100);
    for (let n = 0; n < 1_000; n += 1) store.add(record(n % 50 === 0 ? 'error' : 'info'));
    const { records, left } = store.result();
    expect(records.filter((each) => each.level === 'error')).toHaveLength(20);
    expect(records.length).toBeLessThanOrEqual(100);
    expect(left).toMatch(/of 980 records at info and below every \d+th was kept/);
    const numbers = records
      .filter((each) => each.level === 'info')
      .map((each) => Number(each.id.slice(1)));
    expect(Math.max(...numbers)).toBeGreaterThan(900);
  });

  it('keeps everything below its capacity', () => {
    const store = createLogStore(100);
    for (let n = 0; n < 100; n += 1) store.add(record('info'));
    expect(store.result()).toMatchObject({ left: null, records: { length: 100 } });
  });
});
