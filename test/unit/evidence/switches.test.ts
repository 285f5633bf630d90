import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/evidence/index.ts';
import { faultKindsOf } from '../../../src/evidence/faults/fault-kinds.ts';
import { movedSetting } from '../../../src/evidence/diff/settings.ts';
import { at, observe, type Incident } from './incidents.ts';

const PATCH = `@@ -12,3 +12,9 @@ def quote(order):
     base = tariff(order)
+    if flags.on("zonal-quote-engine"):
+        return zonal(order)
     return base * order.weight
+
+def zonal(order):
+    zone = ZONES[order.postcode[:2]]
+    return zone.rate * order.weight
`;

/** Code that lay still for a day, a flag in front of it that was thrown minutes before the failures. */
const dormant: Incident = {
  name: 'code behind a flag',
  service: 'quotes',
  alert: 'quotes fail',
  firedAt: 4,
  logs: [
    [
      0,
      'error',
      'quote failed\nTraceback (most recent call last):\n  File "/srv/quotes/engine.py", line 18, in zonal\n    zone = ZONES[order.postcode[:2]]\nKeyError: \'BT\'',
      60,
    ],
  ],
  metrics: [['errors', 0, 40, 0]],
  commits: [
    {
      sha: 'aaaa1111',
      at: -1_440,
      message: 'Quotes by zone',
      files: { 'quotes/engine.py': PATCH },
    },
    {
      sha: 'bbbb2222',
      at: -200,
      message: 'Round weights up',
      files: {
        'quotes/weight.py': '@@ -3,2 +3,2 @@\n-    return w\n+    return ceil(w)\n',
      },
    },
  ],
  deployments: [
    { at: -1_400, commit: 'aaaa1111' },
    { at: -190, commit: 'bbbb2222' },
  ],
  flags: [
    {
      at: -5,
      name: 'quotes.zonal_quote_engine',
      summary: 'quotes.zonal_quote_engine from off to on',
      before: 'off',
      after: 'on',
    },
  ],
  truth: {
    verdict: 'root_cause',
    suspect: 'c-quotes.zonal_quote_engine',
    category: 'feature_flag',
  },
};

const blamed = (incident: Incident): string | undefined => {
  const analysis = analyze(observe(incident));
  expect(analysis.verdict).toBe('root_cause');
  return analysis.suspectChange?.id;
};

describe('a switch and the code behind it', () => {
  it('blames whoever threw it, not who brought the code that lay still', () => {
    const analysis = analyze(observe(dormant));
    expect(analysis.suspectChange?.kind).toBe('flag');
    expect(analysis.category).toBe('feature_flag');
    expect(analysis.recommendedAction).toBe('flag_off');
    const code = analysis.hypotheses.find((each) => each.suspectChange?.commit === 'aaaa1111');
    expect(code?.against.join()).toContain('quotes.zonal_quote_engine');
  });

  it('follows a commit that says that it waits for the switch, where no diff was read', () => {
    const [, ...others] = dormant.commits ?? [];
    const spoken: Incident = {
      ...dormant,
      commits: [
        {
          sha: 'aaaa1111',
          at: -1_440,
          message: 'Zonal engine, off by default',
          files: { 'quotes/engine.py': null },
        },
        ...others,
      ],
      // thrown in the morning, felt by what runs at night
      flags: (dormant.flags ?? []).map((each) => ({ ...each, at: -700, name: 'quotes.zonal' })),
    };
    expect(analyze(observe(spoken)).suspectChange?.kind).toBe('flag');
  });

  it('counts code from when it was made where no deployment is known to have brought it', () => {
    const undeployed: Incident = {
      ...dormant,
      deployments: [{ at: -1, commit: 'bbbb2222' }],
      commits: (dormant.commits ?? []).map((each) =>
        each.sha === 'bbbb2222' ? { ...each, at: -3 } : each,
      ),
    };
    expect(analyze(observe(undeployed)).suspectChange?.kind).toBe('flag');
  });

  it('blames the code where it came after the switch was thrown', () => {
    const later: Incident = {
      ...dormant,
      flags: (dormant.flags ?? []).map((each) => ({ ...each, at: -2_000 })),
    };
    expect(blamed(later)).toBe('aaaa1111');
  });

  it('blames the code where the switch is another one', () => {
    const other: Incident = {
      ...dormant,
      flags: (dormant.flags ?? []).map((each) => ({
        ...each,
        at: -90,
        name: 'quotes.printed_labels',
        summary: 'quotes.printed_labels on',
      })),
    };
    expect(blamed(other)).toBe('aaaa1111');
  });
});

describe('a setting that moved', () => {
  it('is read where options stand in one value', () => {
    expect(
      movedSetting('NODE_OPTIONS', '--max-old-space-size=2048', '--max-old-space-size=512'),
    ).toMatchObject({ direction: 'down', kind: { kind: 'memory_setting' } });
    expect(
      movedSetting(
        'CATALINA_OPTS',
        '-Xms256m -XX:MaxRAMPercentage=75',
        '-Xms256m -XX:MaxRAMPercentage=30',
      ),
    ).toMatchObject({ direction: 'down', kind: { kind: 'memory_setting' } });
    expect(movedSetting('client.timeout', '2s', '300ms')).toMatchObject({
      direction: 'down',
      kind: { kind: 'timeout_changed' },
    });
    expect(movedSetting('greeting', 'hello', 'good day')).toBeNull();
  });

  it('tells a small step from a large one', () => {
    const [small, large] = [movedSetting('limit', '100', '104'), movedSetting('limit', '100', '9')];
    expect(small?.magnitude).toBeLessThan(0.3);
    expect(large?.magnitude).toBe(1);
  });
});

describe('an allow list', () => {
  const base: Incident = {
    name: 'a host that is no longer let through',
    service: 'tickets',
    alert: 'tickets: no seat maps',
    firedAt: 3,
    logs: [
      [0, 'error', 'GET https://maps.venue.example/plan failed: 503 Service Unavailable', 50],
      [0, 'error', 'no plan for hall 7', 40, 'shop'],
    ],
    metrics: [
      ['errors', 0, 50, 0],
      ['errors', 0, 20, 1, 'shop'],
    ],
    flags: [
      {
        at: -3,
        name: 'proxy.permitted',
        summary: 'proxy.permitted changed',
        before: 'maps.venue.example, pay.till.example',
        after: 'pay.till.example, sms.post.example',
        kind: 'configuration',
      },
    ],
    calls: [['shop', 'tickets']],
    truth: { verdict: 'root_cause', suspect: 'c-proxy.permitted', category: 'configuration' },
  };

  it('that lost the very host is guilty, not the provider', () => {
    const analysis = analyze(observe(base));
    expect(analysis.verdict).toBe('root_cause');
    expect(analysis.suspectChange?.kind).toBe('config');
    expect(analysis.hypotheses[0]?.reasons.join()).toContain('takes away maps.venue.example');
    const outage = analysis.hypotheses.find((each) => each.category === 'dependency_outage');
    expect(outage?.against.join()).toContain('maps.venue.example');
  });

  it('that lost another host is not convicted', () => {
    const other: Incident = {
      ...base,
      flags: (base.flags ?? []).map((each) => ({
        ...each,
        before: 'fonts.type.example, pay.till.example',
      })),
    };
    const analysis = analyze(observe(other));
    expect(analysis.hypotheses[0]?.reasons.join()).not.toContain('takes away');
    expect(analysis.verdict).not.toBe('root_cause');
  });
});

describe('numbers alone', () => {
  const quiet: Incident = {
    name: 'a flag, and nobody says a word',
    service: 'tariff',
    alert: 'tariff is slow',
    firedAt: 4,
    metrics: [
      ['latency_p95_ms', 90, 2_400, 0],
      ['cpu_percent', 30, 95, 0],
      ['error_rate', 0.002, 0.14, 4],
      ['requests', 80, 80, 0],
      ['latency_p95_ms', 120, 2_600, 1, 'portal'],
      ['requests', 200, 200, 0, 'portal'],
      ['requests', 60, 60, 0, 'zones'],
      ['latency_p95_ms', 12, 12, 0, 'zones'],
    ],
    deployments: [
      { at: -30, commit: 'p1', service: 'portal' },
      { at: -900, commit: 't1', service: 'tariff' },
    ],
    calls: [
      ['portal', 'tariff'],
      ['tariff', 'zones'],
    ],
    flags: [
      { at: -2, name: 'deep-compare', summary: 'deep-compare on', before: 'off', after: 'on' },
    ],
    truth: { verdict: 'root_cause', suspect: 'c-deep-compare', category: 'feature_flag' },
  };

  it('convict a flag of whoever failed first that was thrown to the minute', () => {
    expect(blamed(quiet)).toBe('c-deep-compare');
    // a sample may be a minute late
    expect(analyze(observe(quiet)).confidence).toBeGreaterThan(0.85);
  });

  it('convict it some minutes before, and nobody else’s', () => {
    const earlier = { ...quiet, flags: (quiet.flags ?? []).map((each) => ({ ...each, at: -8 })) };
    expect(blamed(earlier)).toBe('c-deep-compare');
    const observed = observe(earlier);
    const analysis = analyze({
      ...observed,
      configChanges: observed.configChanges.map((each) => ({ ...each, service: 'portal' })),
    });
    expect(analysis.verdict).toBe('no_code_change');
  });

  it('do not, where it was thrown hours before', () => {
    const old = { ...quiet, flags: (quiet.flags ?? []).map((each) => ({ ...each, at: -400 })) };
    expect(analyze(observe(old)).suspectChange?.kind).not.toBe('flag');
  });
});

describe('what filled up long before it was felt', () => {
  const heap: Incident = {
    name: 'a smaller heap',
    service: 'labels',
    alert: 'labels fails',
    firedAt: 2,
    logs: [[0, 'error', 'label {n} failed: java.lang.OutOfMemoryError: Java heap space', 40]],
    metrics: [
      ['errors', 0, 30, 0],
      ['requests', 90, 90, 0],
      ['heap_used_mb', 510, 960, -26],
      ['errors', 0, 12, 0, 'shop'],
      ['requests', 300, 300, 0, 'shop'],
    ],
    calls: [['shop', 'labels']],
    flags: [
      {
        at: -30,
        name: 'labels.JAVA_OPTS',
        summary: 'labels.JAVA_OPTS changed',
        before: '-server -XX:MaxRAMPercentage=70',
        after: '-server -XX:MaxRAMPercentage=28',
        kind: 'configuration',
      },
      {
        at: -6,
        name: 'labels.cache_ttl_s',
        summary: 'labels.cache_ttl_s changed',
        before: '30',
        after: '300',
        kind: 'configuration',
      },
    ],
    truth: { verdict: 'root_cause', suspect: 'c-labels.JAVA_OPTS', category: 'configuration' },
  };

  it('dates the setting that did it, not the one made since', () => {
    expect(blamed(heap)).toBe('c-labels.JAVA_OPTS');
    const analysis = analyze(observe(heap));
    const later = analysis.hypotheses.find((each) => each.suspectChange?.id.includes('cache_ttl'));
    expect(later?.against.join()).toContain('heap_used_mb had begun to climb');
  });
});

describe('a setting that running code reads', () => {
  const watched: Incident = {
    name: 'a table that is read while running',
    service: 'fares',
    alert: 'fares fails',
    firedAt: 3,
    logs: [
      [
        0,
        'error',
        'fare refused\nTraceback (most recent call last):\n  File "/srv/fares/table.py", line 21, in reload\n    self.zones = parse(text)\nValueError: unexpected end of data',
        60,
      ],
    ],
    metrics: [['errors', 0, 40, 0]],
    commits: [
      {
        sha: 'cccc3333',
        at: -1_500,
        message: 'Fares without a restart',
        files: {
          'fares/table.py':
            '@@ -18,2 +18,5 @@ class Table:\n     def reload(self, text):\n+        self.zones = parse(text)\n+\n+watch("fares/zones.table", Table.reload)\n',
        },
      },
    ],
    deployments: [{ at: -1_490, commit: 'cccc3333' }],
    flags: [
      {
        at: -1,
        name: 'fares/zones.table',
        summary: 'fares/zones.table from 8 to 9',
        before: 'version a',
        after: 'version b',
        kind: 'configuration',
      },
    ],
    truth: { verdict: 'root_cause', suspect: 'c-fares/zones.table', category: 'configuration' },
  };

  it('is to blame for its contents, not the code that has read it since', () => {
    expect(blamed(watched)).toBe('c-fares/zones.table');
    const code = analyze(observe(watched)).hypotheses.find(
      (each) => each.suspectChange?.commit === 'cccc3333',
    );
    expect(code?.against.join()).toContain('fares/zones.table, which was changed later');
  });

  it('has to be named by the code as it is', () => {
    const other: Incident = {
      ...watched,
      flags: (watched.flags ?? []).map((each) => ({
        ...each,
        at: -300,
        name: 'fares/night.table',
      })),
    };
    expect(blamed(other)).toBe('cccc3333');
  });
});

describe('capacity that was lowered in a quiet hour', () => {
  const night: Incident = {
    name: 'a smaller pool, and the next morning',
    service: 'seats',
    alert: 'seats is slow',
    firedAt: 4,
    logs: [[0, 'warn', 'call {n} waits, 16 of 16 busy', 50]],
    metrics: [
      ['latency_p95_ms', 80, 4_000, 0],
      ['errors', 0, 8, 1],
    ],
    flags: [
      {
        at: -560,
        name: 'seats.maxReplicas',
        summary: 'seats.maxReplicas from 24 to 6',
        before: '24',
        after: '6',
        kind: 'configuration',
      },
    ],
    truth: { verdict: 'root_cause', suspect: 'c-seats.maxReplicas', category: 'configuration' },
  };
  /** A day and a half of load: `peak` yesterday from -1,440 for two hours, today's from -30 on. */
  const loaded = (peak: number, today: number): ReturnType<typeof observe> => {
    const observed = observe(night);
    return {
      ...observed,
      metrics: [
        ...observed.metrics,
        {
          metric: 'requests',
          service: 'seats',
          tags: [],
          points: Array.from({ length: 320 }, (_, index): [number, number] => {
            const minute = -1_580 + index * 5;
            const high = minute >= -30 ? today : minute >= -1_440 && minute < -1_320 ? peak : 70;
            return [Date.parse(at(minute)), high + (index % 3)];
          }),
        },
      ],
    };
  };

  it('is missed at the next peak: what comes every day is no surge', () => {
    const analysis = analyze(loaded(900, 880));
    expect(analysis.verdict).toBe('root_cause');
    expect(analysis.suspectChange?.title).toContain('maxReplicas');
    expect(analysis.hypotheses[0]?.reasons.join()).toContain('the first as high since then');
  });

  it('is no excuse for a load that was never seen', () => {
    const surge = analyze(loaded(70, 880));
    const usual = analyze(loaded(900, 880));
    const share = (analysis: typeof surge): number =>
      analysis.hypotheses.find((each) => each.category === 'traffic_surge')?.probability ?? 0;
    expect(share(surge)).toBeGreaterThan(5 * share(usual));
  });
});

describe('words of what is full', () => {
  it.each([
    'upstream connect error or disconnect/reset before headers. reset reason: overflow',
    'listen overflow on :8080',
    'request queue overflow, 40 dropped',
  ])('%s is no arithmetic', (text) => {
    expect([...faultKindsOf(text)]).not.toContain('arithmetic');
  });

  it('a sum that overflows is', () => {
    expect([...faultKindsOf('OverflowError: integer overflow in total')]).toContain('arithmetic');
  });

  it.each([
    ['call waits, 16 of 16 busy', true],
    ['64/64 slots in use', true],
    ['3 of 16 busy', false],
  ])('%s', (text, full) => {
    expect(faultKindsOf(text).has('threads')).toBe(full);
  });
});
