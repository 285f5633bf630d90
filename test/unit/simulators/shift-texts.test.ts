/** Times written in prose move with the incident. */
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../src/domain/time.ts';
import { loadBuiltIn } from '../../../src/simulators/load-scenario.ts';
import { shiftText, shiftTexts } from '../../../src/simulators/shift-texts.ts';

describe('shiftText', () => {
  it('moves instants, with and without milliseconds', () => {
    expect(shiftText('ends at 2026-10-29T09:00:00.000Z (2026-10-29T09:00:00Z)', DAY_MS)).toBe(
      'ends at 2026-10-30T09:00:00.000Z (2026-10-30T09:00:00Z)',
    );
  });

  it('moves the window that a link opens, and no other number', () => {
    expect(
      shiftText('https://d.test/monitors/4?from_ts=1791987420000&id=1791987420000', 1_000),
    ).toBe('https://d.test/monitors/4?from_ts=1791987421000&id=1791987420000');
  });

  it('leaves dates in paths and what is no time alone', () => {
    const text = 'backup/2026-10-29/a.json at 2026-99-99T00:00:00Z';
    expect(shiftText(text, DAY_MS)).toBe(text);
  });
});

describe('shiftTexts', () => {
  it('keeps the end of a certificate in the future of its warning', async () => {
    const scenario = await loadBuiltIn('certificate-expiring');
    const moved = shiftTexts(scenario, 30 * DAY_MS);
    const end = new Date(Date.parse(scenario.alertAt) + 48 * HOUR_MS + 30 * DAY_MS).toISOString();
    expect(moved.webhooks[0]!['text']).toContain(end);
    expect(moved.webhooks[0]!['date']).toBe(scenario.webhooks[0]!['date']);
    expect(moved.webhooks[0]!['link']).not.toBe(scenario.webhooks[0]!['link']);
    const warning = moved.logs.find((log) => log.message.startsWith('certificate of'))!;
    expect(warning.attributes).toMatchObject({ tls: { not_after: end } });
  });
});
