/** What a structured log entry says of an error: its type, its message, its stack. */
import { fieldsOf, isRecord, textOf, type Fields } from '../values/fields.ts';

const STACK = [
  'errorstack',
  'errstack',
  'errorstacktrace',
  'stacktrace',
  'stack',
  'exceptionstacktrace',
  'attributesexceptionstacktrace',
  'attributeserrorstack',
  'exceptionstack',
  'errorexceptionstacktrace',
  'throwablestacktrace',
  'thrownextendedstacktrace',
  'thrownstacktrace',
  'excinfo',
  'exctext',
  'traceback',
  'backtrace',
  'x',
  'exception',
  'errorverbose',
  'fullmessage',
];
const ERROR_TYPE = [
  'errortype',
  'errorkind',
  'errtype',
  'errorname',
  'errname',
  'errorclass',
  'exceptiontype',
  'exceptionclass',
  'attributesexceptiontype',
  'attributeserrorkind',
  'thrownname',
];
const ERROR_MESSAGE = [
  'errormessage',
  'errmessage',
  'errormsg',
  'exceptionmessage',
  'attributesexceptionmessage',
  'attributeserrormessage',
  'thrownmessage',
  'error',
  'err',
  'cause',
];

export const errorTypeOf = (fields: Fields): string | undefined => fields.text(...ERROR_TYPE);

export function errorMessageOf(fields: Fields): string | undefined {
  for (const name of ERROR_MESSAGE) {
    const value = fields.first(name);
    if (typeof value === 'string' && value.trim() !== '' && !value.includes('\n')) return value;
  }
  return undefined;
}

export function stackOf(fields: Fields, message: string | undefined): string | undefined {
  for (const name of STACK) {
    const value = fields.first(name);
    const text = Array.isArray(value) ? frameLines(value) : textOf(value);
    // a one-line "exception" is its name, not its stack
    if (text?.includes('\n') === true && text !== message) return text;
  }
  return undefined;
}

function frameLines(frames: readonly unknown[]): string | undefined {
  const lines = frames.map((entry) => {
    if (typeof entry === 'string') return entry;
    if (!isRecord(entry)) return '';
    const frame = fieldsOf(entry);
    const owner = frame.text('class', 'classname', 'module');
    const method = frame.text('method', 'methodname', 'function', 'name') ?? '';
    const file = frame.text('file', 'filename', 'path') ?? 'Unknown Source';
    const line = frame.text('line', 'linenumber', 'lineno');
    return `\tat ${owner === undefined ? '' : `${owner}.`}${method}(${file}${line === undefined ? '' : `:${line}`})`;
  });
  return lines.length === 0 ? undefined : `${lines.join('\n')}\n`;
}
