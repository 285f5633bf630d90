/** From the trace's own frames to functions of the application. */
import { mapFrameToFile } from '../../frame-mapping/map-frame.ts';
import { isTestPath } from '../../stack-trace/classify.ts';
import { functionAt } from '../functions-in.ts';
import { callsOn } from './calls.ts';
import { addRegion, point, textOf, type Draft } from './draft.ts';

/** Functions of more lines than this are looked at in stretches. */
const LONG = 60;

/** Lines to either side of a frame's line that are looked at in a long function. */
const WINDOW = 15;

const THROWS =
  /\bnew [\w.$]*(?:Error|Exception)\(|^\s*(?:throw|raise|panic\(|assert\b|abort\(|return(?: [\w.]{1,60})?;?\s*$)/;

/** True for a line that only reports the failure: it was made elsewhere. */
export const reportsOnly = (line: string): boolean => THROWS.test(line);

/** Regions of the trace's own frames. Returns how many frames of the application were found. */
export function fromFrames(draft: Draft): number {
  let app = 0;
  const rules = draft.input.pathRules ?? [];
  for (const { frame, depth, link } of draft.failure.frames) {
    const mapped = mapFrameToFile(frame, draft.index, rules);
    if (mapped.file === null) continue;
    const path = mapped.file;
    if (isTestPath(path)) {
      textOf(draft, path);
      continue;
    }
    app += 1;
    if (app > 30) break;
    const weight =
      draft.weights.frameDecay ** Math.min(depth, 14) *
      0.85 ** link *
      mapped.confidence *
      (draft.failure.inTest ? draft.weights.ledThere : 1);
    point(draft, path, weight);
    const text = textOf(draft, path);
    if (text === null) continue;
    const name = frame.function?.split(/[.$]/).at(-1) ?? '';
    const around = frame.line === null ? null : functionAt(text.spans, frame.line);
    const span = around ?? text.spans.find((each) => each.name === name) ?? null;
    if (span === null) {
      if (frame.line !== null)
        addRegion(draft, {
          file: path,
          start: Math.max(1, frame.line - 3),
          end: frame.line + 3,
          weight: 0.8 * weight,
          name,
          line: frame.line,
          why: `the trace points at line ${frame.line}`,
        });
      continue;
    }
    const { line } = frame;
    const reports = frame.line !== null && reportsOnly(text.lines[frame.line - 1] ?? '');
    const why = `${span.name}() is in the stack trace`;
    // most of a long function has nothing to do with the line at which it failed
    const long = frame.line !== null && around !== null && span.end - span.start >= LONG;
    addRegion(draft, {
      file: path,
      start: span.start,
      end: span.end,
      weight: long ? draft.weights.restOfLong * weight : weight,
      name: span.name,
      line: long ? null : line,
      reports,
      why,
    });
    if (long && frame.line !== null)
      addRegion(draft, {
        file: path,
        start: Math.max(span.start, frame.line - WINDOW),
        end: Math.min(span.end, frame.line + WINDOW),
        weight,
        name: span.name,
        line,
        reports,
        why,
      });
    // what the failing line calls returned the wrong thing, or was handed it
    if (frame.line !== null && depth < 4)
      callsOn(
        draft,
        path,
        text,
        frame.line,
        frame.line,
        0.5 * weight,
        `called where the trace fails`,
      );
  }
  return app;
}
