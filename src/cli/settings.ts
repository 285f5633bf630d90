/** Where `mira` finds the ingress and how it shows itself: flag > environment > file > default. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { configInvalid } from '../config/load.ts';

export interface GlobalFlags {
  readonly url?: string;
  readonly token?: string;
  readonly profile?: string;
  readonly timeout?: string;
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly quiet?: boolean;
  readonly color?: boolean;
  readonly input?: boolean;
  readonly readOnly?: boolean;
}

export interface Settings {
  readonly url: string;
  readonly token: string | undefined;
  /** Longest wait for one answer, ms; following a run is not bounded by it. */
  readonly timeoutMs: number;
  readonly format: 'text' | 'json' | 'jsonl';
  readonly quiet: boolean;
  readonly color: boolean;
  /** False: never ask, fail instead. */
  readonly interactive: boolean;
  /** Refuse every command that changes something. */
  readonly readOnly: boolean;
}

const Profile = z.object({
  url: z.string().optional(),
  token: z.string().optional(),
  timeout: z.coerce.number().optional(),
});
const ProfileFile = z.object({ profiles: z.record(z.string(), Profile).default({}) });
export type ProfileFile = z.infer<typeof ProfileFile>;

type Environment = Readonly<Record<string, string | undefined>>;

/** `mira dev` listens here unless the port is taken. */
export const DEFAULT_URL = 'http://127.0.0.1:8080';

/**
 * The settings of one command. Pure: everything it reads is handed in.
 * @throws MiraError `config_invalid` for an unknown profile, a bad URL or a bad timeout
 */
export function resolveSettings(
  flags: GlobalFlags,
  env: Environment,
  file: ProfileFile,
  isTty: boolean,
): Settings {
  const profileName = flags.profile ?? env['MIRA_PROFILE'];
  const profile = profileName === undefined ? undefined : file.profiles[profileName];
  const problems: string[] = [];
  if (profileName !== undefined && profile === undefined) {
    const known = Object.keys(file.profiles).join(', ') || 'none';
    problems.push(`--profile ${profileName}: no such profile (known: ${known})`);
  }
  const url = flags.url ?? env['MIRA_URL'] ?? profile?.url ?? DEFAULT_URL;
  if (!URL.canParse(url)) problems.push(`--url ${url}: must be a URL such as ${DEFAULT_URL}`);
  const seconds = Number(flags.timeout ?? env['MIRA_TIMEOUT'] ?? profile?.timeout ?? 30);
  if (!(seconds > 0)) problems.push('--timeout: must be a number of seconds above 0');
  if (problems.length > 0) throw configInvalid(problems);
  return {
    url: url.replace(/\/+$/, ''),
    token: flags.token ?? env['MIRA_TOKEN'] ?? env['MIRA_API_TOKEN'] ?? profile?.token,
    timeoutMs: seconds * 1_000,
    format:
      flags.jsonl || isOn(env['MIRA_JSONL'])
        ? 'jsonl'
        : flags.json || isOn(env['MIRA_JSON'])
          ? 'json'
          : 'text',
    quiet: flags.quiet ?? isOn(env['MIRA_QUIET']),
    color:
      flags.color !== false && env['NO_COLOR'] === undefined && (isTty || isOn(env['FORCE_COLOR'])),
    interactive: flags.input !== false && isTty,
    readOnly: flags.readOnly ?? isOn(env['MIRA_READ_ONLY']),
  };
}

const isOn = (text: string | undefined): boolean =>
  text !== undefined && ['1', 'true', 'yes', 'on'].includes(text.toLowerCase());

/**
 * `$XDG_CONFIG_HOME/mira/config.json`: `{"profiles":{"prod":{"url","token","timeout"}}}`. Empty when absent.
 * @throws MiraError `config_invalid` when it is there and unreadable
 */
export function readProfileFile(env: Environment): ProfileFile {
  const file = path.join(
    env['XDG_CONFIG_HOME'] ?? path.join(homedir(), '.config'),
    'mira',
    'config.json',
  );
  if (!existsSync(file)) return { profiles: {} };
  try {
    return ProfileFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw configInvalid([`${file}: ${why}`]);
  }
}
