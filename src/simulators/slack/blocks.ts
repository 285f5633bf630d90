/** Slack's limits on a message's blocks. */

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const BLOCKS_PER_MESSAGE = 50;
/** Undocumented: characters of all blocks together, as JSON is counted by the service. */
const TOTAL_CHARACTERS = 13_200;
const KNOWN = new Set([
  'actions',
  'context',
  'divider',
  'file',
  'header',
  'image',
  'input',
  'markdown',
  'rich_text',
  'section',
  'table',
  'video',
]);

/** What is wrong with a message; `messages` as in `response_metadata`. */
export interface BlockProblem {
  readonly error: 'invalid_blocks' | 'invalid_blocks_format' | 'msg_blocks_too_long';
  readonly messages: readonly string[];
}

const textLength = (value: unknown): number =>
  isObject(value) && typeof value['text'] === 'string' ? value['text'].length : 0;

function problemsOf(block: unknown, index: number): string[] {
  const at = `/blocks/${index}`;
  if (!isObject(block) || typeof block['type'] !== 'string') {
    return [`[ERROR] missing required field: type [json-pointer:${at}]`];
  }
  if (!KNOWN.has(block['type'])) {
    return [`[ERROR] unsupported type: ${block['type']} [json-pointer:${at}/type]`];
  }
  const problems: string[] = [];
  const atMost = (length: number, limit: number, pointer: string): void => {
    if (length > limit) {
      problems.push(
        `[ERROR] must be less than ${limit + 1} characters [json-pointer:${at}${pointer}]`,
      );
    }
  };
  const countAtMost = (value: unknown, limit: number, pointer: string): unknown[] => {
    const list = Array.isArray(value) ? value : [];
    if (list.length > limit) {
      problems.push(`[ERROR] no more than ${limit} items allowed [json-pointer:${at}${pointer}]`);
    }
    return list;
  };
  if (typeof block['block_id'] === 'string') atMost(block['block_id'].length, 255, '/block_id');
  switch (block['type']) {
    case 'section': {
      const fields = countAtMost(block['fields'], 10, '/fields');
      if (!isObject(block['text']) && fields.length === 0) {
        problems.push(`[ERROR] missing required field: text [json-pointer:${at}]`);
      }
      if (isObject(block['text']) && textLength(block['text']) === 0) {
        problems.push(`[ERROR] must be more than 0 characters [json-pointer:${at}/text/text]`);
      }
      atMost(textLength(block['text']), 3000, '/text/text');
      fields.forEach((field, position) =>
        atMost(textLength(field), 2000, `/fields/${position}/text`),
      );
      break;
    }
    case 'header':
      atMost(textLength(block['text']), 150, '/text/text');
      if (!isObject(block['text']) || block['text']['type'] !== 'plain_text') {
        problems.push(`[ERROR] must be a plain_text object [json-pointer:${at}/text]`);
      }
      break;
    case 'context':
      countAtMost(block['elements'], 10, '/elements');
      break;
    case 'actions':
      countAtMost(block['elements'], 25, '/elements').forEach((element, position) => {
        if (!isObject(element)) return;
        atMost(textLength(element['text']), 75, `/elements/${position}/text/text`);
        for (const [name, limit] of [
          ['value', 2000],
          ['action_id', 255],
        ] as const) {
          const value = element[name];
          if (typeof value === 'string')
            atMost(value.length, limit, `/elements/${position}/${name}`);
        }
      });
      break;
    case 'markdown':
      atMost(textLength(block), 12_000, '/text');
      break;
  }
  return problems;
}

/** The first rule that the blocks break, in the order in which Slack checks them. */
export function checkBlocks(blocks: unknown): BlockProblem | undefined {
  if (!Array.isArray(blocks)) return { error: 'invalid_blocks_format', messages: [] };
  if (blocks.length > BLOCKS_PER_MESSAGE) {
    return {
      error: 'invalid_blocks',
      messages: [`[ERROR] no more than ${BLOCKS_PER_MESSAGE} items allowed [json-pointer:/blocks]`],
    };
  }
  const messages = blocks.flatMap(problemsOf);
  if (messages.length > 0) return { error: 'invalid_blocks', messages };
  if (JSON.stringify(blocks).length > TOTAL_CHARACTERS) {
    return { error: 'msg_blocks_too_long', messages: [] };
  }
  return undefined;
}
