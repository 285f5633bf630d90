/** Below the program: clocks, disks, neighbours, volumes that fill up. */
import type { Context } from '../../hypotheses/context.ts';
import { DAY_MS, MINUTE_MS } from '../../../domain/time.ts';
import { describeMove } from '../metric-moves.ts';
import { seen, told, type OutsideSign } from './model.ts';

const AHEAD =
  /not valid yet|not yet valid|(?:nbf|iat|issued)[^.\n]{0,40}in the future|in the future[^.\n]{0,40}(?:nbf|iat|token|timestamp)|RequestTimeTooSkewed|clock[- ]?(?:skew|drift|offset|jump)|timestamps?[^.\n]{0,40}(?:too (?:old|new|far)|in the future|ahead|behind)|time (?:went backwards|jumped)/i;
const DAEMON =
  /(?:can.?t synchroni[sz]e|no selectable sources|no (?:suitable|time) source|clock (?:un)?synchroni[sz]ed|time (?:sync|synchroni[sz]ation)[^.\n]{0,30}(?:lost|fail)|ntp[^.\n]{0,40}(?:unreach|lost|fail|stratum 16)|system clock wrong|steps? (?:the )?clock)/i;
const CLOCK_METRIC = /clock|(?:^|[^a-z])ntp(?:[^a-z]|$)|chrony|time_?(?:offset|skew|drift)/i;

/** Tokens that come from the future are right where the clock is: the machine's own is wrong. */
export function clock(context: Context): OutsideSign | null {
  const felt = seen(context, AHEAD);
  const daemon = seen(context, DAEMON);
  const move = context.moves.find(
    (each) => CLOCK_METRIC.test(each.series.metric) && each.change.score >= 6,
  );
  const event = told(context, /\bclock\b|\bntp\b|time sync/i);
  const proof = move !== undefined || (daemon.fresh && daemon.count > 0) || event !== null;
  if (!proof && !(felt.fresh && felt.hosts.size === 1)) return null;
  if (!felt.fresh && move === undefined) return null;
  const host =
    move?.series.service ?? (felt.hosts.size === 1 ? [...felt.hosts][0] : undefined) ?? null;
  return {
    category: 'infrastructure',
    weight: (proof && felt.fresh ? 4.5 : 1.5) + (felt.fresh && felt.hosts.size === 1 ? 0.5 : 0),
    reason:
      move !== undefined
        ? `${describeMove(move)}: a clock is off`
        : daemon.count > 0
          ? `the time daemon says: ${daemon.lines[0]?.message.split('\n')[0]?.slice(0, 120) ?? ''}`
          : (event ?? `times lie in the future, on ${host ?? 'one host'} alone`),
    statement: `The clock of ${host ?? 'a host'} is off; no change is to blame.`,
  };
}

const HARDWARE =
  /\bI\/O error(?:, dev\b|[^.\n]{0,20}(?:\/dev\/|sector|superblock|block device|logical block))|blk_update_request|Buffer I\/O|medium error|critical target error|\bata\d[^.\n]{0,40}(?:error|exception|failed|reset)|nvme\d[^.\n]{0,60}(?:timeout|reset|abort|I\/O|error)|EXT4-fs (?:error|warning)|XFS \([^.\n]{0,40}(?:corrupt|shut)|\bsmartd\b|\bSMART (?:error|attribute|status|overall|failure)|uncorrectable (?:error|sector|ecc|memory)|\bEIO\b|remount(?:ed|ing)?[^.\n]{0,40}read-only|bad sector|machine check|\bmce: |\bEDAC\b|ECC error|PCIe Bus Error|\bRAID\b[^.\n]{0,40}(?:degraded|failed)|rejecting I\/O to offline device/i;

/** What the kernel says of a disk comes before what programs say of their files. */
export function hardware(context: Context): OutsideSign | null {
  const onset = context.onset?.atMs ?? null;
  const found = seen(context, HARDWARE);
  const event = told(context, HARDWARE);
  if (!found.fresh && event === null) return null;
  const first = found.firstMs === null || onset === null || found.firstMs <= onset + 2 * MINUTE_MS;
  return {
    category: 'infrastructure',
    weight: first ? 4 : 1.5,
    reason: `the machine reports a hardware error${first ? ' before the failures' : ''}: ${event ?? found.lines[0]?.message.split('\n')[0]?.slice(0, 120) ?? ''}`,
    statement: 'Hardware failed below the service; no change is to blame.',
    action: 'failover',
  };
}

const CROWDED =
  /SystemOOM|system OOM|node (?:is |was )?low on resource|NodeHasMemoryPressure|NodeHasDiskPressure|node[^.\n]{0,30}(?:memory|disk) pressure|The node (?:was|had)[^.\n]{0,30}(?:low|condition)|Evict(?:ed|ion)/i;

/** Whoever is evicted need not be who took the memory. */
export function neighbour(context: Context): OutsideSign | null {
  const onset = context.onset?.atMs ?? null;
  const { firstFailing } = context;
  const events = context.observations.infraEvents.filter((each) => {
    const at = Date.parse(each.at);
    return (
      CROWDED.test(`${each.kind} ${each.summary}`) &&
      (onset === null || Math.abs(at - onset) < 45 * MINUTE_MS)
    );
  });
  const others = new Set(
    events.flatMap((each) =>
      each.service === null || each.service === firstFailing ? [] : each.service,
    ),
  );
  // who alone is evicted may have asked for too much itself
  if (others.size === 0) return null;
  const node = events.find((each) => each.host !== undefined)?.host;
  return {
    category: 'infrastructure',
    weight:
      1.5 +
      (events.some((each) => /SystemOOM|system OOM/i.test(`${each.kind} ${each.summary}`))
        ? 0.8
        : 0),
    reason: `${node ?? 'a node'} had no memory or disk left for its pods: ${events[0]?.summary.slice(0, 140) ?? ''}`,
  };
}

/** A volume that took days to fill has been filled by nobody in particular. */
export function volume(context: Context): OutsideSign | null {
  const onset = context.onset?.atMs ?? null;
  const full = seen(
    context,
    /no space left|ENOSPC|disk (?:is )?full|could not extend|filesystem is full|EDQUOT|53100/i,
  );
  const fill = context.moves.find(
    ({ kind, change }) =>
      kind === 'disk' &&
      change.shape === 'ramp' &&
      change.direction === 'up' &&
      change.after >= 80 &&
      change.after <= 101 &&
      (onset === null || onset - change.atMs >= DAY_MS),
  );
  if (fill === undefined || !full.fresh) return null;
  return {
    category: 'resource_exhaustion',
    weight: 3,
    reason: `${describeMove(fill)}, over ${Math.round(((onset ?? fill.change.atMs) - fill.change.atMs) / DAY_MS)} days: it grew, nobody filled it at once`,
    statement: `The volume of ${fill.series.service ?? 'the service'} filled up over days; no change is to blame.`,
    action: 'scale',
  };
}
