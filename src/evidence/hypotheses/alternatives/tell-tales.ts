/** What failures below the services look like in logs, events and metrics, whoever writes them down. */
import { msOf } from '../../signals/log-faults.ts';
import { MINUTE_MS } from '../../../domain/time.ts';
import type { Context } from '../context.ts';

export interface TellTale {
  readonly what: string;
  /** 0–1. */
  readonly strength: number;
  readonly quote: string;
}

interface Family {
  readonly what: string;
  readonly said: RegExp;
  /** Metrics that leave their usual range when it is so. */
  readonly measured?: RegExp;
}

const FAMILIES: readonly Family[] = [
  {
    what: 'the clock of a host is wrong',
    said: /clock (?:skew|drift|offset|jump)|(?:iat|nbf|issued)[^.\n]{0,20} in the future|token used before issued|not (?:yet valid|valid yet)|can't synchroni[sz]e|no selectable sources|NTP\w*Not\w*Sync|not synchroni[sz]ed|time (?:went|moved|jumped) backwards|RequestTimeTooSkewed|system clock (?:wrong|was|unsynchroni)/i,
    measured: /clock|ntp|chrony|time_offset/i,
  },
  {
    what: 'a disk or its controller fails',
    said: /\bI\/O error\b|Input\/output error|\bEIO\b|(?:EXT4|XFS|BTRFS|ZFS)[-\w]*[ :][^.\n]{0,20}(?:error|corrupt|shutdown)|buffer I\/O|nvme\w*[^.\n]{0,40}(?:controller is down|reset|timeout|abort)|SMART[^.\n]{0,30}(?:fail|error|threshold)|bad (?:block|sector)|medium error|remount\w*[^.\n]{0,30}read-only|md\d+:[^.\n]{0,30}fail|raid[^.\n]{0,20}degraded/i,
    measured: /disk_?(?:io)?_?err|smart|ecc|media_err/i,
  },
  {
    what: 'parts of the network do not reach each other',
    said: /no route to host|network is unreachable|EHOSTUNREACH|ENETUNREACH|network partition|split[- ]brain|quorum (?:lost|not reached|unavailable)|(?:no|lost|missed) heartbeats?|NOT_?ENOUGH_?REPLICAS|packet[ -]?loss|conntrack|dropping packets?|neighbou?r table overflow|(?:ephemeral|source|snat|nat) ports? (?:exhaust|allocation)|port[-_ ]?allocation|link (?:is )?down|\bBGP\b|lost contact with|unreachable \(?az-|tc-netem|carrier lost/i,
    measured: /packet_?(?:loss|drop)|retransmi|link_(?:down|err)|bgp|conntrack|port_?alloc/i,
  },
  {
    what: 'names are not resolved',
    said: /SERVFAIL|server misbehaving|lookup [\w.-]+[^.\n]{0,30}(?:i\/o timeout|no such host)|:53: i\/o timeout|name resolution|plugin\/errors: 2|EAI_AGAIN|getaddrinfo|resolver[^.\n]{0,20}(?:timeout|timed out|unreachable)/i,
    measured: /servfail|dns|nxdomain|resolver/i,
  },
  {
    what: 'a store or a node fails over',
    said: /fail[ -]?over\w* (?:started|begun|begin|initiated|in progress|completed|of )|Failover(?:Started|Completed|Initiated)|failing over|promot\w+ [^.\n]{0,30}to (?:primary|leader|master)|primary (?:changed|switched|is now)|host unhealthy/i,
  },
  {
    what: 'a node is short of memory, or gone',
    said: /NodeHasInsufficientMemory|NodeNotReady|node (?:was )?low on resource|stopped posting node status|evict(?:ed|ing|ion)|preempt(?:ed|ion)|kernel panic|hardware error|machine check|host (?:failure|retire|maintenance)|instance (?:retire|terminat|stop)\w*|hypervisor|cpu steal/i,
    measured: /steal|node_memory|node_not_ready/i,
  },
];

/** Whoever writes these lines is no service: a kernel, a resolver, a time daemon, the platform. */
const BELOW =
  /^(?:kernel|coredns|kube\w*|chron\w*|ntpd?|systemd|containerd|dockerd|kubelet|etcd|syslog|node\b|dmesg|keepalived|bird|frr|haproxy)/i;

/** The clearest of these; null where nothing speaks of any. */
export function tellTale(context: Context): TellTale | null {
  const onset = context.onset?.atMs ?? null;
  let best: TellTale | null = null;
  for (const family of FAMILIES) {
    const voices = new Set<string>();
    let strength = 0;
    let quote = '';
    const hear = (who: string, text: string, weight: number): void => {
      if (!family.said.test(text.slice(0, 1_000))) return;
      voices.add(who);
      if (weight <= strength) return;
      strength = weight;
      quote = text.split('\n')[0]?.slice(0, 140) ?? '';
    };
    for (const { fault, fresh, weight } of context.faults) {
      if (!fresh || fault.source === 'alert') continue;
      const who = fault.service ?? '';
      hear(who, fault.sample, BELOW.test(who) ? 0.7 : Math.min(0.6, weight));
    }
    for (const line of context.heralds) hear('a new line', line, 0.3);
    for (const event of context.observations.infraEvents) {
      const at = msOf(event.at);
      if (onset !== null && at !== null && Math.abs(at - onset) > 20 * MINUTE_MS) continue;
      if (event.severity !== 'info') hear('the platform', `${event.kind} ${event.summary}`, 0.6);
    }
    const measured = family.measured;
    const moved =
      measured !== undefined &&
      context.moves.some(
        (each) =>
          each.change.direction === 'up' &&
          each.change.score >= 6 &&
          (each.change.ratio ?? 5) >= 2 &&
          measured.test(each.series.metric) &&
          (onset === null || Math.abs(each.change.atMs - onset) <= 15 * MINUTE_MS),
      );
    if (strength === 0) continue;
    const total = Math.min(1, strength + 0.2 * Math.min(2, voices.size - 1) + (moved ? 0.35 : 0));
    if (best === null || total > best.strength)
      best = { what: family.what, strength: total, quote };
  }
  return best;
}
