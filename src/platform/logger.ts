/**
 * The logger: pino with JSON lines on stderr, secrets scrubbed twice. Known secret fields are
 * redacted by path; configured secret values are removed from any text, also in base64.
 */
import { pino, type Logger } from 'pino';
import { createScrubber } from './scrub.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** Process name, for example `ingress`. */
  readonly name: string;
  readonly level: string;
  /** Values that must never be written. */
  readonly secrets?: readonly string[];
  /** @defaultValue standard error */
  readonly destination?: { write(line: string): void };
}

const REDACTED = [
  'authorization',
  'password',
  'secret',
  'token',
  'apiKey',
  'appKey',
  'pat',
  '*.authorization',
  '*.password',
  '*.secret',
  '*.token',
  '*.apiKey',
  '*.appKey',
  '*.pat',
  'headers["x-mira-webhook-secret"]',
  'headers["dd-api-key"]',
  'headers["dd-application-key"]',
];

/** Messages at `warn` and above are constants with their variables in fields, so that lines group. */
export function createLogger({ name, level, secrets = [], destination }: LoggerOptions): Logger {
  const scrub = createScrubber(secrets);
  const sink = destination ?? { write: (line: string) => void process.stderr.write(line) };
  return pino(
    {
      name,
      level,
      redact: { paths: REDACTED, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => sink.write(scrub(line)) },
  );
}
