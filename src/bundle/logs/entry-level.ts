/** The level of a structured log entry: a word, one of the numbers loggers use, or an HTTP status. */
import { isRecord, numberOf, textOf, type Fields } from '../values/fields.ts';
import {
  levelFromHttpStatus,
  levelFromNumber,
  levelFromOtel,
  levelFromPython,
  levelFromSyslog,
  levelFromWord,
  type Level,
} from './levels.ts';

export function levelOf(fields: Fields, http: number | undefined): Level {
  const word = fields.first(
    'level',
    'severitytext',
    'severity',
    'loglevel',
    'lvl',
    'levelname',
    'l',
    'priority',
    's',
    'severitylabel',
    'attributeslevel',
    'attributesstatus',
  );
  const named = isRecord(word) ? textOf(word['name']) : typeof word === 'string' ? word : undefined;
  if (named !== undefined) {
    const level = levelFromWord(named);
    if (level !== undefined) return level;
  }
  const python = fields.number('levelno');
  if (python !== undefined) return levelFromPython(python);
  const otel = fields.number('severitynumber');
  if (otel !== undefined) return levelFromOtel(otel);
  const numeric = numberOf(word) ?? fields.number('levelvalue');
  if (numeric !== undefined)
    return fields.first('shortmessage') === undefined
      ? levelFromNumber(numeric)
      : levelFromSyslog(numeric);
  const status = fields.first('status');
  if (typeof status === 'string') {
    const level = levelFromWord(status);
    if (level !== undefined) return level;
  }
  const code = http ?? numberOf(status);
  return code === undefined ? 'unknown' : levelFromHttpStatus(code);
}
