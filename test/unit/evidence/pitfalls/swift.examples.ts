import type { Example } from './examples.ts';

type Row = readonly [name: string, patch: string, failure: string, harmless: string];

const NIL = 'Fatal error: Unexpectedly found nil while unwrapping an Optional value';
const NO_CHANGE = '-    run()\n+    runs()';

const ROWS: readonly Row[] = [
  ['swift-force-unwrap', '+    let zone = row.zone!', NIL, '+    let zone = row.zone ?? home'],
  ['swift-guard-dropped', '-    guard let zone = row.zone else { return }', NIL, '-    run(zone)'],
  [
    'swift-index',
    '+    let stop = stops[3]',
    'Swift/ContiguousArrayBuffer.swift:600: Fatal error: Index out of range',
    '+    let stop = stops.first',
  ],
  [
    'swift-arithmetic',
    '-    let left = limit &- used\n+    let left = limit - used',
    'Swift runtime failure: arithmetic overflow',
    '+    let left = limit - used',
  ],
  [
    'swift-integer-cast',
    '+    let count = Int32(bytes)',
    'Fatal error: Not enough bits to represent the passed value',
    '+    let count = bytes',
  ],
  [
    'swift-unowned',
    '+    run { [unowned self] in send() }',
    'Fatal error: Attempted to read an unowned reference but object was already deallocated',
    '+    run { send() }',
  ],
  [
    'swift-weak-dropped',
    '-    run { [weak self] in self?.send() }\n+    run { self.send() }',
    'memory leak: container was OOMKilled',
    '-    run { send() }',
  ],
  [
    'swift-coding-key',
    '-    let zone: String\n+    let area: String',
    'DecodingError.keyNotFound(CodingKeys(stringValue: "area"))',
    NO_CHANGE,
  ],
  [
    'swift-continuation',
    '+    await withCheckedContinuation { done in',
    'SWIFT TASK CONTINUATION MISUSE: load() leaked its continuation',
    '+    await load()',
  ],
  [
    'swift-event-loop-wait',
    '+    try load().wait()',
    'BUG DETECTED: wait() must not be called when on an EventLoop',
    '+    try await load()',
  ],
  [
    'swift-promise-leaked',
    '-    promise.succeed(row)',
    'Fatal error: leaking promise created at plan.swift:7',
    '-    run(row)',
  ],
  [
    'swift-lock-or-actor-dropped',
    '-actor Store {\n+final class Store {',
    'EXC_BAD_ACCESS (SIGSEGV)',
    NO_CHANGE,
  ],
  [
    'swift-exclusive-access',
    '+    change(&self.rows, run)',
    'Simultaneous accesses to 0x1, but modification requires exclusive access',
    '+    run()',
  ],
  [
    'swift-dictionary-keys',
    '+    Dictionary(uniqueKeysWithValues: rows)',
    "Fatal error: Duplicate values for key: 'a'",
    '+    run()',
  ],
  [
    'swift-date-format',
    '-    format.dateFormat = "yyyy-MM-dd"\n+    format.dateFormat = "YYYY-MM-dd"',
    'wrong year on the invoice: expected 2026 but got 2027',
    NO_CHANGE,
  ],
];

export const SWIFT_EXAMPLES: readonly Example[] = ROWS.map(([name, patch, failure, harmless]) => ({
  name,
  path: 'Sources/Shop/Plan.swift',
  patch,
  failure,
  harmless,
}));
