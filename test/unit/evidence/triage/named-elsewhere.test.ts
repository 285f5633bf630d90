import { describe, expect, it } from 'vitest';
import { ago } from './alone.ts';
import { wrongOf } from './together.ts';

describe('triage of symptoms that name their root in passing', () => {
  it.each([
    'pages take 20 s, retries towards rates-core',
    '41 of 60 quotes have no price (rates-core)',
    'waits behind rates-core',
  ])('%s', (told) => {
    expect(
      wrongOf([
        [
          'T',
          {
            id: 'root',
            title: 'rates-core error rate 60%',
            service: 'rates-core',
            severity: 'high',
            fired_at: ago(30),
          },
        ],
        [
          'D:root',
          {
            id: 'part',
            title: 'Quotes slow',
            description: told,
            service: 'quote-desk',
            severity: 'high',
            fired_at: ago(22),
          },
        ],
      ]),
    ).toEqual([]);
  });

  it('puts who names a broken store under the store, and nobody else', () => {
    expect(
      wrongOf([
        [
          'T',
          {
            id: 'root',
            title: 'Under-replicated shards',
            metric: 'under_replicated',
            value: 90,
            threshold: 0,
            service: 'search-node-3',
            severity: 'high',
            fired_at: ago(30),
          },
        ],
        [
          'D:root',
          {
            id: 'part',
            title: 'Indexer lag',
            metric: 'indexer_lag',
            value: 90000,
            threshold: 1000,
            description: 'shards led by search-node-3 refuse writes',
            service: 'indexer',
            severity: 'high',
            fired_at: ago(25),
          },
        ],
        [
          'T',
          {
            id: 'own',
            title: 'Mail queue lag',
            metric: 'mail_lag',
            value: 90000,
            threshold: 1000,
            service: 'mailer',
            severity: 'high',
            fired_at: ago(25),
          },
        ],
      ]),
    ).toEqual([]);
  });

  it('puts pods that cannot pull under the registry', () => {
    expect(
      wrongOf([
        [
          'T',
          {
            id: 'root',
            title: 'artifactory has no ready replica',
            service: 'artifactory',
            severity: 'warning',
            fired_at: ago(40),
          },
        ],
        [
          'D:root',
          {
            id: 'part',
            title: 'Pods not starting',
            description: 'jobs-7 is in ErrImagePull',
            service: 'jobs',
            severity: 'warning',
            fired_at: ago(30),
          },
        ],
      ]),
    ).toEqual([]);
  });

  it('puts fewer visitors under the door that is shut, and failures of their own not', () => {
    expect(
      wrongOf([
        [
          'T',
          {
            id: 'root',
            title: 'CDN errors',
            metric: 'cdn_5xx_pct',
            value: 90,
            threshold: 2,
            service: 'cdn',
            severity: 'high',
            fired_at: ago(30),
          },
        ],
        [
          'D:root',
          {
            id: 'part',
            title: 'Orders per minute low',
            metric: 'orders_per_min',
            value: 20,
            threshold: 200,
            comparator: '<',
            service: 'shop',
            severity: 'high',
            fired_at: ago(20),
          },
        ],
        [
          'T',
          {
            id: 'own',
            title: 'Invoices fail',
            metric: 'invoice_errors',
            value: 20,
            threshold: 2,
            service: 'invoices',
            severity: 'high',
            fired_at: ago(20),
          },
        ],
      ]),
    ).toEqual([]);
  });

  it('leaves a thing that is being replaced to those who replace it', () => {
    expect(
      wrongOf(
        [
          [
            'D:I1',
            {
              id: 'a',
              title: 'Line controller 4',
              description: 'Modbus: connection refused',
              service: 'plc-line4',
              severity: 'critical',
              fired_at: ago(30),
            },
          ],
          [
            'T',
            {
              id: 'b',
              title: 'Line controller 5',
              description: 'Modbus: connection refused',
              service: 'plc-line5',
              severity: 'critical',
              fired_at: ago(30),
            },
          ],
        ],
        {
          incidents: [
            {
              id: 'I1',
              title: 'Controller of line 4 is exchanged',
              service: 'plc-line4',
              status: 'open',
              opened_at: ago(90),
            },
          ],
        },
      ),
    ).toEqual([]);
  });
});
