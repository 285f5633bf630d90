/** Which of a commit's files are worth their two calls each. */
import { fileRole, RUNTIME_WEIGHT } from '../../../evidence/diff/file-role.ts';
import type { TouchedFile } from '../../upstreams/azure-devops/commits.ts';

const GENERATED =
  /(?:^|\/)(?:node_modules|vendor|third_party|dist|build|bin|obj|packages|generated|__generated__|__snapshots__)\/|\.(?:min\.(?:js|css)|map|snap|g\.cs|designer\.cs|pb\.go|pb\.cs|lock)$|_pb2?\.(?:py|js|ts)$/i;
/** Contents that have no lines: never fetched. */
const BINARY =
  /\.(?:png|jpe?g|gif|ico|webp|bmp|pdf|zip|gz|tgz|tar|7z|jar|war|dll|exe|so|dylib|pdb|class|nupkg|whl|woff2?|ttf|eot|mp[34]|mov|bin|parquet|avro|snk|pfx|p12)$/i;

/**
 * Best first: the paths that were asked for, then what runs in production, then the rest; generated
 * and vendored files last. Files without lines are left out.
 */
export function rankFiles(files: readonly TouchedFile[], asked: readonly string[]): TouchedFile[] {
  const wanted = asked.map(clean).filter((path) => path !== '');
  const score = (file: TouchedFile): number => {
    const position = wanted.findIndex((path) => matches(file, path));
    if (position >= 0) return 1_000 - position;
    const weight = RUNTIME_WEIGHT[fileRole(file.path)];
    return GENERATED.test(file.path) ? weight / 100 : weight;
  };
  return files
    .filter((file) => !BINARY.test(file.path))
    .map((file, index) => ({ file, index, score: score(file) }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ file }) => file);
}

/** A whole path, a folder, or the end of a path as stack traces give it. */
function matches(file: TouchedFile, path: string): boolean {
  return [file.path, file.previousPath ?? file.path]
    .map(clean)
    .some((own) => own === path || own.startsWith(`${path}/`) || own.endsWith(`/${path}`));
}

const clean = (path: string): string =>
  path
    .replaceAll('\\', '/')
    .replace(/^\/+|\/+$/g, '')
    .toLowerCase();
