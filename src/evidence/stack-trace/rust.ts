/** Traces of Rust: panics with and without backtrace, `anyhow` chains. */
import { positive } from './lines.ts';
import { draft, frame, type Parsed, type TraceParser } from './model.ts';

const PANIC =
  /thread '([^']{0,200})'(?: \(\d+\))? panicked at (?:'(.*)', )?(.{1,400}?):(\d{1,9}):(\d{1,9}):?$/;
const STEP = /^\s*(\d{1,4}): +(?:0x[0-9a-f]+ - )?(\S.{0,400})$/;
const PLACE = /^\s+at (.{1,400}?):(\d{1,9})(?::(\d{1,9}))?$/;

/** `<shop::cart::Cart as core::ops::Drop>::drop::h0123456789abcdef` → module and name. */
function splitName(text: string): { module: string | null; function: string } {
  const name = text
    .replace(/::h[0-9a-f]{16}$/, '')
    .replace(/\[[0-9a-f]{8,16}\]/g, '')
    .replace(/^<(.+?) as .+>::/, '$1::')
    .replace(/::\{\{closure\}\}/g, '')
    .replace(/::\{closure[^}]*\}/g, '')
    .replace(/<[^<>]*>/g, '');
  const parts = name.split('::');
  const capital = parts.findIndex((part) => /^[A-Z]/.test(part));
  const cut = capital > 0 ? capital : parts.length - 1;
  const module = parts.slice(0, cut).join('::');
  return { module: module === '' ? null : module, function: parts.slice(cut).join('.') };
}

export const rust: TraceParser = {
  language: 'rust',
  at(lines, index): Parsed | null {
    const line = lines[index] ?? '';
    const panic = line.includes('panicked at') ? PANIC.exec(line) : null;
    const bare = panic === null && /^\s*(?:stack backtrace|Stack backtrace|Backtrace):/.test(line);
    if (panic === null && !bare) return null;
    const out = draft('rust', panic === null ? null : 'panic', panic?.[2] ?? null);
    let at = index + 1;
    const message: string[] = [];
    if (panic !== null) {
      while (at < lines.length && at < index + 12) {
        const text = lines[at] ?? '';
        if (/^(?:stack backtrace:|note: |thread ')/.test(text) || text.trim() === '') break;
        message.push(text);
        at += 1;
      }
      if (message.length > 0) out.message = message.join('\n');
      if ((lines[at] ?? '').startsWith('stack backtrace:')) at += 1;
    }
    const thrown =
      panic === null
        ? null
        : frame({
            raw: line,
            file: panic[3] ?? null,
            line: positive(panic[4]),
            column: Number(panic[5]),
          });
    for (; at < lines.length; at += 1) {
      const step = STEP.exec(lines[at] ?? '');
      if (step === null) break;
      const place = PLACE.exec(lines[at + 1] ?? '');
      out.frames.push(
        frame({
          raw: place === null ? (lines[at] ?? '') : `${lines[at]}\n${lines[at + 1]}`,
          ...splitName(step[2] ?? ''),
          file: place?.[1] ?? null,
          line: positive(place?.[2]),
          column: place?.[3] === undefined ? null : Number(place[3]),
        }),
      );
      if (place !== null) at += 1;
    }
    const known =
      thrown === null ||
      out.frames.some(
        (each) =>
          each.line === thrown.line &&
          each.file?.endsWith(thrown.file?.replace(/^\.\//, '') ?? '\0'),
      );
    if (thrown !== null && !known) out.frames.unshift(thrown);
    if (out.frames.length === 0) return null;
    return { trace: dropPanicMachinery(out), next: Math.max(at, index + 1) };
  },
};

/** The first frames of a backtrace are the panic's own machinery. */
function dropPanicMachinery(out: ReturnType<typeof draft>): ReturnType<typeof draft> {
  const machinery =
    /^(?:std::panicking|core::panicking|rust_begin_unwind|std::sys|std::backtrace|backtrace)/;
  while (out.frames.length > 1) {
    const first = out.frames[0];
    const name = `${first?.module ?? ''}${first?.module === null ? '' : '::'}${first?.function ?? ''}`;
    if (!machinery.test(name) && !machinery.test(first?.function ?? '')) break;
    out.frames.shift();
  }
  return out;
}
