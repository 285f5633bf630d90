/** `node restart-redis.ts <state file>`: restarts the embedded Redis, or starts it if it is down. */
import { readFileSync } from 'node:fs';
import { RedisServerState, startRedisServer, stopRedisServer } from './redis-server.ts';

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: restart-redis.ts <state file>\n');
  process.exit(2);
}
const state = RedisServerState.parse(JSON.parse(readFileSync(file, 'utf8')));
await stopRedisServer(state);
process.stdout.write(`${await startRedisServer(state)}\n`);
