/** The line with which a runtime, sanitizer or C library begins to report a crash on stderr. */
const CRASH =
  /^(?:={20,}$|==\d+==\s?ERROR: |Traceback \(most recent call last\):|panic: |fatal error: |thread '[^']{1,80}' (?:\(\d+\) )?panicked|terminate called |Exception in thread |Unhandled exception|Unhandled rejection|Uncaught |PHP Fatal error: |\*\*\* (?:stack smashing|buffer overflow|Error in)|(?:malloc|free|realloc)\(\): |(?:double free|corrupted) |Segmentation fault|Assertion |.{1,200}: Assertion `)/;

/** True for a line that begins the report of a crash: it continues nobody's line. */
export const beginsCrash = (line: string): boolean => CRASH.test(line);
