// Calls through the whole proxy, as an MCP client makes them.
import { expect, test } from 'vitest';
import { startTestProxy } from '../../helpers/proxy.ts';
import { useRedis } from '../../helpers/redis.ts';

const db = useRedis();

test('a call is answered, wrapped, and says where the answer came from', async () => {
  await using t = await startTestProxy({ redisUrl: db.url });
  const client = await t.client();
  const first = await client.callTool({ name: 'get_echo', arguments: { text: 'a\u202eb' } });
  console.log(JSON.stringify(first, null, 1));
  const again = await client.callTool({ name: 'echo', arguments: { times: 1, text: 'a\u202eb' } });
  console.log(JSON.stringify(again, null, 1));
  const bad = await client.callTool({ name: 'get_echoes', arguments: { text: 'a' } });
  console.log(JSON.stringify(bad, null, 1));
  const bad2 = await client.callTool({ name: 'get_echo', arguments: { text: 4, times: 99 } });
  console.log(JSON.stringify(bad2, null, 1));
  const tools = await client.listTools();
  console.log(JSON.stringify(tools, null, 1));
  expect(t.calls).toHaveLength(1);
});
