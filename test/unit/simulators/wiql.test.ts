import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AzureDevOpsError } from '../../../src/simulators/azure-devops/errors.ts';
import { holds, parseWiql } from '../../../src/simulators/azure-devops/wiql.ts';

const NOW = Date.parse('2026-03-02T10:00:00Z');
const macros = { project: 'Shop', me: 'MIRA', nowMs: NOW };
const item: Record<string, unknown> = {
  'system.id': 7,
  'system.title': "It's down",
  'system.tags': 'mira; mira-1a2b',
  'system.state': 'New',
  'system.areapath': 'Shop\\Team A',
  'system.teamproject': 'Shop',
  'system.createddate': '2026-03-01T12:00:00.000Z',
};
const fits = (where: string): boolean => {
  const query = parseWiql(
    `SELECT [System.Id], [System.Title] FROM WorkItems WHERE ${where}`,
    macros,
  );
  return holds(query.where!, (field) => item[field]);
};

describe('WIQL', () => {
  it.each([
    ["[System.Title] = 'it''s DOWN'", true],
    ["[System.Title] <> 'x'", true],
    ["[System.Tags] CONTAINS 'MIRA-1a2b'", true],
    ["[System.Tags] CONTAINS 'mira-1a'", false],
    ["[System.Tags] NOT CONTAINS 'other'", true],
    ["[System.Title] CONTAINS WORDS 'down'", true],
    ["[System.State] IN ('Active', 'new')", true],
    ["[System.State] NOT IN ('Closed', 'Removed')", true],
    ['[System.Id] IN (1, 7)', true],
    ['[System.Id] > 6 AND [System.Id] <= 7', true],
    ["[System.AreaPath] UNDER 'Shop'", true],
    ["[System.AreaPath] UNDER 'Sho'", false],
    ['System.TeamProject = @Project', true],
    ['[System.CreatedDate] >= @Today - 1', true],
    ['[System.CreatedDate] >= @Today', false],
    ["[System.CreatedDate] < '2026-03-01T13:00:00Z'", true],
    ["NOT [System.State] = 'New' OR ([System.Id] = 7 AND [System.State] = 'New')", true],
    ['[System.Nothing] > 1', false],
  ])('%s → %s', (where, expected) => {
    expect(fits(where)).toBe(expected);
  });

  it('reads the order', () => {
    const { orderBy, fields } = parseWiql(
      'select [System.Id] from workitems order by [System.CreatedDate] desc, [System.Id]',
      macros,
    );
    expect(fields).toEqual(['System.Id']);
    expect(orderBy.map(({ descending }) => descending)).toEqual([true, false]);
  });

  it.each([
    '',
    'SELECT',
    'SELECT [a] FROM Bugs',
    "SELECT [a] FROM WorkItems WHERE [a] ~ 'x'",
    "SELECT [a] FROM WorkItems WHERE [a] = 'x' extra",
    "SELECT [a] FROM WorkItems WHERE ([a] = 'x'",
  ])('refuses %s', (text) => {
    expect(() => parseWiql(text, macros)).toThrow(AzureDevOpsError);
  });

  it('finds any quoted text again, and fails only in its own words', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (title, noise) => {
        const query = parseWiql(
          `SELECT [System.Id] FROM WorkItems WHERE [System.Title] = '${title.replaceAll("'", "''")}'`,
          macros,
        );
        expect(holds(query.where!, () => title)).toBe(true);
        try {
          parseWiql(`SELECT [a] FROM WorkItems WHERE ${noise}`, macros);
        } catch (error) {
          expect(error).toBeInstanceOf(AzureDevOpsError);
        }
      }),
    );
  });
});
