import { describe, expect, it } from 'vitest';
import { ago } from './alone.ts';
import { wrongOf, type JsonRecord } from './together.ts';

const alert = (id: string, service: string, minutes: number, rest: JsonRecord): JsonRecord => ({
  id,
  service,
  severity: 'high',
  fired_at: ago(minutes),
  ...rest,
});
const gateway = (openedMinutes: number): JsonRecord => ({
  id: 'INC-1',
  title: 'Turnstile gateway west unreachable, carrier informed',
  service: 'turnstile-gw',
  status: 'acknowledged',
  opened_at: ago(openedMinutes),
});

describe('triage of what is tied by words, hosts and incidents', () => {
  it('puts an alert under the open incident of its own service, whatever the monitor is called', () => {
    const silent = { monitor: 'Turnstile heartbeat', metric: 'age_s', value: 900, threshold: 60 };
    expect(
      wrongOf([['D:INC-1', alert('a', 'turnstile-gw', 20, silent)]], { incidents: [gateway(90)] }),
    ).toEqual([]);
  });

  it('leaves another kind of trouble of the service alone, and what fired before', () => {
    const disk = { monitor: 'Turnstile gw disk', metric: 'disk_pct', value: 97, threshold: 85 };
    const silent = { monitor: 'Turnstile heartbeat', metric: 'age_s', value: 900, threshold: 60 };
    expect(
      wrongOf(
        [
          ['T', alert('d', 'turnstile-gw', 20, disk)],
          ['T', alert('e', 'turnstile-gw', 200, silent)],
        ],
        { incidents: [gateway(30)] },
      ),
    ).toEqual([]);
  });

  it('follows the words of an alert of unknown kind to whom it waits for', () => {
    const root = { monitor: 'scada-bus error rate', metric: 'error_pct', value: 60, threshold: 2 };
    const waits = { monitor: 'Valve states age', metric: 'age_min', value: 30, threshold: 10 };
    expect(
      wrongOf([
        ['T', alert('r', 'scada-bus', 30, root)],
        ['D:r', alert('s', 'valve-view', 22, { ...waits, message: 'no states from scada-bus' })],
        ['T|M', alert('o', 'valve-view-eu', 22, { ...waits, message: 'cause not known' })],
      ]),
    ).toEqual([]);
  });

  it('hears whom an alert waits for when that one gives nothing', () => {
    const root = { monitor: 'seat-map errors', metric: 'error_pct', value: 60, threshold: 2 };
    const empty = { monitor: 'Seats shown', metric: 'shown', value: 30, threshold: 900 };
    expect(
      wrongOf([
        ['T', alert('r', 'seat-map', 30, root)],
        ['D:r', alert('s', 'box-office', 22, { ...empty, message: 'seat-map returns no rows' })],
      ]),
    ).toEqual([]);
  });

  it('knows a service that only a title names', () => {
    const errors = { metric: 'error_pct', value: 60, threshold: 2, severity: 'high' };
    const calls = [['kiosk', 'seat-map']] as const;
    const at = (minutes: number): JsonRecord => ({ ...errors, fired_at: ago(minutes) });
    expect(
      wrongOf(
        [
          ['T', { id: 'r', title: 'Error rate of seat-map', ...at(30) }],
          ['D:r', { id: 's', title: 'kiosk: error rate', ...at(25) }],
          // the part of another name is no name
          ['T', { id: 'o', title: 'Error rate of seat-map-eu', ...at(25) }],
        ],
        { calls },
      ),
    ).toEqual([]);
    expect(
      wrongOf([
        ['T', { id: 'r', title: 'Error rate of tram-api is high', ...at(30) }],
        ['D:r', { id: 's', title: 'Failed requests to tram-api', ...at(25) }],
        ['T', { id: 'o', title: 'Failed requests to ferry-api', ...at(25) }],
      ]),
    ).toEqual([]);
  });

  it('takes sites that fail together on one host for one problem', () => {
    const site = (host: string): JsonRecord => ({
      metric: 'http_status',
      value: 502,
      threshold: 200,
      host,
    });
    expect(
      wrongOf([
        ['T', alert('a', 'club', 22, { monitor: 'Uptime: club.example', ...site('web-3') })],
        ['D:a', alert('b', 'bakery', 21, { monitor: 'Uptime: bakery.example', ...site('web-3') })],
        ['T', alert('c', 'museum', 21, { monitor: 'Uptime: museum.example', ...site('web-4') })],
      ]),
    ).toEqual([]);
  });

  it('knows errors that only one kind of thing gives', () => {
    const dns = { monitor: 'resolver SERVFAIL', metric: 'servfail_pct', value: 70, threshold: 2 };
    const own = { monitor: 'Error rate', metric: 'error_pct', value: 30, threshold: 2 };
    expect(
      wrongOf([
        ['T', alert('r', 'edge-dns', 25, dns)],
        ['D:r', alert('a', 'quotes', 23, { ...own, message: 'getaddrinfo ENOTFOUND rates' })],
        ['T', alert('b', 'stamps', 23, { ...own, message: 'TypeError: x is not a function' })],
      ]),
    ).toEqual([]);
  });

  it('does not let a heap that fills slowly swallow calls that are turned away', () => {
    const heap = {
      monitor: 'freight heap',
      metric: 'heap_pct',
      value: 88,
      threshold: 85,
      message: 'heap grows 1% per hour',
    };
    const refused = {
      monitor: 'freight partner calls failing',
      metric: 'partner_errors_pct',
      value: 100,
      threshold: 5,
      message: 'all calls answered 401, invalid signature',
    };
    expect(
      wrongOf([
        ['T', alert('h', 'freight', 40, heap)],
        ['T', alert('x', 'freight', 20, refused)],
      ]),
    ).toEqual([]);
  });
});
