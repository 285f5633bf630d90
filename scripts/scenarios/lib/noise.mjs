/** The neighbours' logs (noise.py) as scenario records. */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { iso } from './clock.mjs';

const SCRIPT = join(dirname(fileURLToPath(import.meta.url)), 'noise.py');

/** @param perMinute records per service */
export function noiseLogs({ seed, from, to, perMinute, services }) {
  const args = [SCRIPT, seed, String(from), String(to), String(perMinute), services.join(',')];
  const output = execFileSync('python3', args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  return output
    .trim()
    .split('\n')
    .map((text) => {
      const { atMs, service, version, host, level, message, error } = JSON.parse(text);
      return {
        at: iso(atMs),
        service,
        host,
        status: level,
        message,
        attributes: error ? { error } : {},
        tags: [`version:${version}`],
      };
    });
}
