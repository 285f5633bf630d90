import type { Example } from './examples.ts';
import { RUST_SERVICES_EXAMPLES } from './rust-services.examples.ts';
import { SWIFT_EXAMPLES } from './swift.examples.ts';

type Row = readonly [name: string, patch: string, failure: string, harmless: string, path?: string];

const NONE =
  "thread 'tokio-runtime-worker' panicked at src/plan.rs:7:9: called `Option::unwrap()` on a `None` value";
const BOUNDS =
  "thread 'main' panicked at src/plan.rs:7:9: index out of bounds: the len is 3 but the index is 3";
const CHARS = "panicked at byte index 20 is not a char boundary; it is inside 'é'";
const OVERFLOW = "thread 'main' panicked at src/plan.rs:7:9: attempt to subtract with overflow";
const WRONG = 'totals do not match: expected 12.50, got 125.0, wrong amount';
const SLOW = 'request took 31000 ms: timeout of 30000 ms exceeded, deadline has elapsed';
const STUCK = 'watchdog: worker stuck, no progress for 60 s, deadlock';

const ROWS: readonly Row[] = [
  ['rust-unwrap', '+    let stop = stops.pop().unwrap();', NONE, '+    let stop = stops.pop()?;'],
  ['rust-unwrap-or-dropped', '-    if let Some(stop) = stops.pop() {', NONE, '-    stop.run();'],
  [
    'rust-swallowed-error',
    '-    let rate = load(id)?;\n+    let rate = load(id).unwrap_or_default();',
    WRONG,
    '-    let rate = load(id)?;\n+    let rate = load(key)?;',
  ],
  ['rust-index', '+    let stop = stops[3];', BOUNDS, '+    let stop = stops.get(3);'],
  [
    'rust-map-index',
    '+    let rate = rates[&zone];',
    "panicked at 'no entry found for key'",
    '+    let rate = rates.get(&zone);',
  ],
  [
    'rust-get-dropped',
    '-    let rate = rates.get(3);\n+    let rate = rates[3];',
    BOUNDS,
    '-    let rate = rates[3];',
  ],
  [
    'rust-text-by-bytes',
    '+    let short = &name[..20];',
    CHARS,
    '+    let short = name.to_lowercase();',
  ],
  [
    'rust-chars-dropped',
    '-    name.chars().take(20).collect()\n+    name.truncate(20)',
    CHARS,
    '-    name.truncate(20)',
  ],
  [
    'rust-strict-utf8',
    '+    let text = String::from_utf8(bytes)?;',
    'invalid utf-8 sequence of 1 bytes from index 4',
    '+    let text = String::from_utf8_lossy(&bytes);',
  ],
  [
    'rust-unsigned-subtraction',
    '+    let left = limit - used;',
    OVERFLOW,
    '+    let left = limit.saturating_sub(used);',
  ],
  [
    'rust-saturating-dropped',
    '-    limit.saturating_sub(used)\n+    limit - used',
    OVERFLOW,
    '-    limit - used',
  ],
  [
    'rust-as-cast',
    '+    let count = bytes as u32;',
    'memory allocation of 18446744073709551615 bytes failed',
    '+    let count = bytes;',
  ],
  [
    'rust-arithmetic',
    '+    let area = width * height;',
    "panicked at 'attempt to multiply with overflow'",
    '+    let area = width.checked_mul(height)?;',
  ],
  [
    'rust-division',
    '+    let each = total / parts;',
    "panicked at 'attempt to divide by zero'",
    '+    let each = total / 2;',
  ],
  [
    'rust-try-from',
    '+    let count: u8 = text.parse()?;',
    'ParseIntError { kind: InvalidDigit }: invalid digit found in string',
    '+    let count = text;',
  ],
  [
    'rust-refcell',
    '+    self.rows.borrow_mut().push(row);',
    "panicked at 'already borrowed: BorrowMutError'",
    '+    self.rows.push(row);',
  ],
  [
    'rust-lock-poisoned',
    '+    let rows = self.rows.lock().unwrap();',
    'called `Result::unwrap()` on an `Err` value: PoisonError { .. }',
    '+    let rows = self.rows;',
  ],
  ['rust-lock-held', '+    let rows = self.rows.write();', STUCK, '+    let rows = self.rows;'],
  ['rust-drop-removed', '-    drop(guard);', STUCK, '-    send(guard);'],
  [
    'rust-guard-not-bound',
    '-    let _guard = lock.lock();\n+    let _ = lock.lock();',
    'race condition: lost update, version conflict',
    '+    let _guard = lock.lock();',
  ],
  [
    'rust-match-arm',
    '+        _ => unreachable!(),',
    'panicked at internal error: entered unreachable code',
    '+        _ => None,',
  ],
  [
    'rust-comparison',
    '+    rows.sort_by(|a, b| a.at.partial_cmp(&b.at).unwrap());',
    'user-provided comparison function does not correctly implement a total order',
    '+    rows.reverse();',
  ],
  [
    'rust-hash-order',
    '-    let rows: BTreeMap<u8, u8>\n+    let rows: HashMap<u8, u8>',
    'signature does not match: digest mismatch',
    '+    let rows: HashMap<u8, u8>',
  ],
  [
    'rust-derive-changed',
    '-#[derive(PartialEq, Eq, Hash)]\n+#[derive(PartialEq)]',
    'row not found: mismatch',
    '-    run();\n+    runs();',
  ],
  [
    'rust-unsafe',
    '+    unsafe { rows.get_unchecked(3) }',
    'worker: Segmentation fault (core dumped), signal: 11',
    '+    rows.get(3)',
  ],
  [
    'rust-recursion',
    '+fn depth(node: &Node) -> u8 {\n+    1 + depth(&node.next)',
    "thread 'main' has overflowed its stack",
    '+fn depth(node: &Node) -> u8 {\n+    1',
  ],
  [
    'rust-instant',
    '+    let left = end.duration_since(start);',
    'overflow when subtracting durations',
    '+    let left = end.rows();',
  ],
  [
    'rust-duration-unit',
    '-    Duration::from_secs(5)\n+    Duration::from_millis(5)',
    SLOW,
    '-    run();\n+    runs();',
  ],
  [
    'rust-naive-time',
    '-    Utc.from_utc_datetime(&at)\n+    Local.from_local_datetime(&at).single().unwrap()',
    NONE,
    '-    run();\n+    runs();',
  ],
];

export const RUST_EXAMPLES: readonly Example[] = [
  ...ROWS.map(([name, patch, failure, harmless, path = 'src/plan.rs']) => ({
    name,
    path,
    patch,
    failure,
    harmless,
  })),
  ...RUST_SERVICES_EXAMPLES,
  ...SWIFT_EXAMPLES,
];
