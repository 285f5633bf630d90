import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  escapeSlack,
  messageBlocks,
} from '../../../../../src/mcp-proxy/tools/slack/message-blocks.ts';

const texts = (sections: string[], links: { label: string; url: string }[] = []): string[] =>
  messageBlocks(sections, links).map((block) =>
    block.type === 'section' ? (block.text?.text ?? '') : '',
  );

test('Slack’s commands are escaped, entities are not escaped twice', () => {
  expect(escapeSlack('<!channel> a && b &lt;c&gt;')).toBe(
    '&lt;!channel&gt; a &amp;&amp; b &lt;c&gt;',
  );
});

test('links are written by MIRA alone, http only', () => {
  const [line] = texts(
    [],
    [
      { label: 'Report <1>|x', url: 'https://a.b/c?d=1|e&f' },
      { label: 'evil', url: 'javascript:alert(1)' },
    ],
  );
  expect(line).toBe('<https://a.b/c?d=1%7Ce&amp;f|Report &lt;1&gt;¦x>');
});

test('code blocks that are split stay code', () => {
  const all = texts([`\`\`\`\n${'at Foo.Bar(Baz.java:1)\n'.repeat(250)}\`\`\``]);
  expect(all.length).toBeGreaterThan(1);
  for (const text of all) expect((text.match(/```/g) ?? []).length % 2).toBe(0);
});

test('what does not fit is cut, and said', () => {
  expect(texts(['x'.repeat(40_000)]).at(-1)).toContain('cut');
});

test('always within Slack’s limits', () => {
  const section = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc
      .tuple(fc.constantFrom('a', '&', '<', '```\n', 'line\n', '`'), fc.nat(6_000))
      .map(([piece, count]) => piece.repeat(count)),
  );
  fc.assert(
    fc.property(fc.array(section, { maxLength: 60 }), (sections) => {
      const all = texts(sections, [{ label: 'Report', url: 'https://mira.example.com' }]);
      expect(all.length).toBeLessThanOrEqual(50);
      expect(all.join('').length).toBeLessThanOrEqual(13_000);
      for (const text of all) {
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(3_000);
      }
      for (const text of all.slice(0, -1)) expect(text).not.toMatch(/<|>|&(?!amp;|lt;|gt;)/);
    }),
    { numRuns: 200 },
  );
});
