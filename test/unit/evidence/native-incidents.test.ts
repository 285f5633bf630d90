import { describe, expect, it } from 'vitest';
import { analyze, diffFacts, parseStackTraces } from '../../../src/evidence/index.ts';
import { faultKindsOf } from '../../../src/evidence/faults/fault-kinds.ts';
import { observe } from './incidents.ts';

/** What AddressSanitizer prints of a small program that reads beyond an array. */
const OVERFLOW = `==10971==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000034 at pc 0x55db62b9626a bp 0x7fff11a2d020 sp 0x7fff11a2d018
READ of size 4 at 0x602000000034 thread T0
    #0 0x55db62b96269 in price_of /build/seats/src/seat.c:7
    #1 0x55db62b96368 in main /build/seats/src/main.c:3
    #2 0x7fe572845249 in __libc_start_call_main ../sysdeps/nptl/libc_start_call_main.h:58`;

/** What gdb prints of a program that asks a map for a key that is not there. */
const ABORTED = `Program terminated with signal SIGABRT, Aborted.
#0  __pthread_kill_implementation (threadid=<optimized out>, signo=signo@entry=6, no_tid=no_tid@entry=0) at ./nptl/pthread_kill.c:44
#1  0x00007ffff7a59fb2 in __GI_raise (sig=sig@entry=6) at ../sysdeps/posix/raise.c:26
#2  0x00007ffff7a44472 in __GI_abort () at ./stdlib/abort.c:79
#3  0x00007ffff7ca8e85 in std::terminate() () from /lib/x86_64-linux-gnu/libstdc++.so.6
#4  0x0000555555556495 in price (m=std::map with 1 element = {...}, k="b") at src/price.cpp:8
#5  0x0000555555556766 in main (c=1, v=0x7fffffffe718) at src/price.cpp:9`;

describe('a value that no branch is written for', () => {
  it.each([
    'scala.MatchError: HALTED (of class java.lang.String)',
    '** (FunctionClauseError) no function clause matching in Fleet.Route.next/2',
    '** (CaseClauseError) no case clause matching: :halted',
    'kotlin.NoWhenBranchMatchedException',
    'System.Runtime.CompilerServices.SwitchExpressionException: Non-exhaustive switch expression failed',
    "NoMatchingPatternError: {state: 'halted'}",
    'UnhandledMatchError: Unhandled match case',
    'Fatal error: exception Match_failure("src/route.ml", 12, 4)',
    'internal error: entered unreachable code',
    'unexpected order status HALTED',
  ])('%s', (text) => {
    expect([...faultKindsOf(text)]).toContain('unmatched');
  });

  it('is not what any unexpected thing is', () => {
    expect([...faultKindsOf('unexpected end of file')]).not.toContain('unmatched');
  });

  it('is told from an index, and a date from both', () => {
    const kinds = [...faultKindsOf('RangeError: Invalid time value')];
    expect(kinds).toContain('parse');
    expect(kinds).not.toContain('bounds');
    expect([...faultKindsOf('RangeError: index 9 is out of bounds')]).toContain('bounds');
  });
});

describe('native code', () => {
  it.each([
    ['AddressSanitizer: heap-use-after-free on address', 'null_dereference'],
    ['free(): double free detected in tcache 2', 'null_dereference'],
    ["terminate called after throwing an instance of 'std::out_of_range'", 'bounds'],
    ['*** stack smashing detected ***', 'bounds'],
    ['std::bad_cast', 'type_mismatch'],
    ['AddressSanitizer: stack-overflow on address', 'stack_overflow'],
    ['Floating point exception (core dumped)', 'arithmetic'],
    ['std::invalid_argument: stoi', 'parse'],
  ])('%s is %s', (text, kind) => {
    expect([...faultKindsOf(text)]).toContain(kind);
  });

  it('calls no buffer overflow arithmetic', () => {
    expect([...faultKindsOf(OVERFLOW)]).not.toContain('arithmetic');
  });

  it('tells the C library from the program', () => {
    const [trace] = parseStackTraces(ABORTED);
    const own = trace?.frames.filter((each) => each.origin === 'app') ?? [];
    expect(own.map((each) => each.file)).toEqual(['src/price.cpp', 'src/price.cpp']);
  });

  it.each([
    ['    free(seat->prices);\n-    seat->prices = NULL;\n', 'resource_leak'],
    ['-    char *name = calloc(1, 16);\n+    char *name = malloc(16);\n', 'guard_removed'],
    [
      '-    std::lock_guard<std::mutex> hold(lock_);\n     items_.push_back(x);\n',
      'locking_removed',
    ],
    [
      '-    auto &card = dynamic_cast<Card &>(pay);\n+    auto &card = static_cast<Card &>(pay);\n',
      'signature_changed',
    ],
  ])('reads %j', (lines, kind) => {
    const patch = `@@ -9,3 +9,3 @@ int f(int n)\n${lines}`;
    expect(
      diffFacts([{ path: 'src/seat.cpp', status: 'modified', patch }]).map((each) => each.kind),
    ).toContain(kind);
  });

  it('leads from a sanitizer’s report to the commit that took the check away', () => {
    const analysis = analyze(
      observe({
        name: 'overflow',
        service: 'seats',
        alert: 'seats crash',
        logs: [[0, 'error', OVERFLOW, 20]],
        metrics: [['seats.error_rate', 0.1, 20, 0]],
        commits: [
          {
            sha: 'aaa1111',
            at: -40,
            message: 'seat: no need to ask twice',
            files: {
              'src/seat.c':
                '@@ -5,4 +5,3 @@ int price_of(const Seat *seat, int row)\n int price_of(const Seat *seat, int row) {\n-    if (row >= seat->rows) return -1;\n     return seat->prices[row];\n }\n',
            },
          },
          {
            sha: 'bbb2222',
            at: -20,
            message: 'seat: comment',
            files: {
              'src/seat.c': '@@ -1 +1,2 @@\n #include <stdlib.h>\n+/* seats and their prices */\n',
            },
          },
        ],
        deployments: [
          { at: -10, commit: 'aaa1111' },
          { at: -4, commit: 'bbb2222' },
        ],
        truth: { verdict: 'root_cause' },
      }),
    );
    expect(analysis.suspectChange?.id).toBe('aaa1111');
  });
});
