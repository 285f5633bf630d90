/** A trace as indented lines that a person can review. */
import type { StackTrace } from '../../../../src/domain/stack-frame.ts';

export function outline(traces: readonly StackTrace[]): string {
  const out: string[] = [];
  const show = (trace: StackTrace, indent: string, label: string): void => {
    const message = trace.message?.split('\n').join(' / ').slice(0, 160) ?? '-';
    out.push(`${indent}${label}${trace.language} ${trace.exceptionType ?? '-'}: ${message}`);
    const shown = trace.frames.slice(0, 14);
    for (const each of shown) {
      const name = [each.module, each.function].filter((part) => part !== null).join(' ');
      out.push(
        `${indent}  ${each.origin} ${name || '-'} @ ${each.file ?? '-'}:${each.line ?? '-'}`,
      );
    }
    if (trace.frames.length > shown.length)
      out.push(`${indent}  and ${trace.frames.length - shown.length} more`);
    if (trace.cause !== null) show(trace.cause, `${indent}  `, 'caused by ');
    for (const each of trace.suppressed ?? []) show(each, `${indent}  `, 'suppressed ');
  };
  for (const trace of traces) show(trace, '', '');
  return `${out.join('\n')}\n`;
}
