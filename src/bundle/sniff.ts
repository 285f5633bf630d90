/** What a file holds, told from its beginning: for names that say nothing, or two things at once. */
import { readHead } from './io/lines.ts';
import { isLineProtocol } from './metrics/line-protocol.ts';

/** Lines that are looked at: the first ones may be a banner. */
const LINES = 40;
const MESSAGE = /"(?:message|msg|body|log|@m|@mt|short_message|event|text)"\s*:\s*"/i;
const LEVEL =
  /"(?:level|lvl|severity|severity_?text|loglevel|log_level|log\.level|@l|levelname|priority)"\s*:\s*(?:"|\d)/i;
/** What records of other kinds carry beside a message. */
const OF_OTHERS =
  /"(?:involvedObject|reason|kind|event_?type|sha|commitId|span_?id"\s*:\s*"[^"]*"\s*,\s*"(?:parent|duration|name|operation)|duration|startTime|flag|variation|old_?value|new_?value|metric|points|deployed_?at|first_?seen|fired_?at)"/i;
const TIMED =
  /^\W{0,3}(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|[IWEF]\d{4} \d\d:)/;
const LEVEL_WORD = /\b(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|ERR|FATAL|CRITICAL)\b/i;
const LOGFMT = /(?:^| )(?:level|lvl|severity)=\w+/;

/** The head of a file as what it most likely holds; undefined when it could be anything. */
export function kindOfHead(head: string): 'logs' | 'metrics' | undefined {
  const lines = head
    .split('\n')
    .slice(0, LINES)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const first = lines[0];
  if (first === undefined) return undefined;
  if (isTable(first, lines[1]) || isLineProtocol(head)) return 'metrics';
  if (/^[[{]/.test(first)) {
    // one record per line, or a document that is spread over many: then its parts are counted
    const records = lines.filter((line) => line.startsWith('{') && line.length > 1);
    const parts = records.length >= 2 || lines.length < 3 ? records : [lines.join(' ')];
    if (parts.length === 0) parts.push(lines.join(' '));
    const like = parts.filter((part) => MESSAGE.test(part) && LEVEL.test(part));
    const other = like.filter((part) => OF_OTHERS.test(part));
    return like.length >= 0.6 * parts.length && other.length < 0.5 * like.length
      ? 'logs'
      : undefined;
  }
  const like = lines.filter(
    (line) => (TIMED.test(line) && LEVEL_WORD.test(line.slice(0, 200))) || LOGFMT.test(line),
  );
  return like.length >= Math.max(1, 0.3 * lines.length) ? 'logs' : undefined;
}

/** A heading with a time in front and a row of numbers below it. */
function isTable(heading: string, row: string | undefined): boolean {
  const names = heading.split(',');
  if (row === undefined || names.length < 2 || /[{}[\]=]/.test(heading)) return false;
  if (!/^"?(?:time|timestamp|ts|date|datetime|at|minute)"?$/i.test(names[0] ?? '')) return false;
  if (names.some((name) => /message|msg|level|severity/i.test(name))) return false;
  const cells = row.split(',').slice(1);
  return cells.some((cell) => cell.trim() !== '' && Number.isFinite(Number(cell)));
}

/** {@link kindOfHead} of a file; undefined as well when it can't be read. */
export async function sniffKind(file: string): Promise<'logs' | 'metrics' | undefined> {
  return readHead(file).then(kindOfHead, () => undefined);
}
