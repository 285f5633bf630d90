/** Whether a frame is the repository's own, though its name is that of a famous library or runner. */
import type { StackFrame } from '../../../domain/stack-frame.ts';
import type { RepositoryIndex } from '../../frame-mapping/map-frame.ts';

/** Folders that hold installed packages: what follows must be in the repository as a whole. */
const INSTALLED =
  /^.*\/(?:node_modules|site-packages|dist-packages|vendor|gems\/[^/]+|\.m2\/repository|go\/pkg\/mod)\//;

/**
 * True when the frame's whole package path, or the path as far as it names one, ends a path of the
 * repository. A library's own failing tests are full of frames that look like a library's.
 */
export function ownsFrame(frame: StackFrame, index: RepositoryIndex): boolean {
  if (frame.file === null) return false;
  const path = frame.file.replaceAll('\\', '/');
  if (index.has(path)) return true;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const packaged = !path.includes('/') && frame.module !== null;
  const rest = packaged
    ? `${(frame.module ?? '').replace(/[.\\]|::/g, '/')}/${path}`
    : path.replace(INSTALLED, '');
  const whole = packaged || rest !== path;
  return index
    .named(name)
    .some((each) =>
      whole
        ? each === rest || each.endsWith(`/${rest}`)
        : each.includes('/') && rest.endsWith(`/${each}`),
    );
}
