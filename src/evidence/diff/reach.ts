/** Who may reach whom: network policies, security groups, firewalls and lists of the addresses that are let in. */
import type { Block, DiffFact } from './facts.ts';
import { isInert } from './line-facts.ts';

/** Files of nothing else, by their names. */
const FILES =
  /net(?:work)?[-_]?pol(?:ic(?:y|ies))?|firewall|security[-_]?groups?|network[-_]?acls?|nacl\b|pg_hba|iptables|nftables|authorization[-_]?polic|calico|cilium/i;
/** Words in which platforms write such rules down. */
const RULES =
  /\b(?:NetworkPolicy|CiliumNetworkPolicy|AuthorizationPolicy|podSelector|namespaceSelector|endpointSelector|ipBlock|policyTypes|fromEndpoints|toEndpoints|aws_security_group\w*|security_groups?|SecurityGroup(?:In|E)gress|security_group_ids?|cidr_?blocks?|CidrIp|source_ranges|destination_ranges|google_compute_firewall|azurerm_network_security_rule|source_address_prefix(?:es)?|network_acl|from_port|to_port|iptables|nft add|ufw (?:allow|deny)|allowed_?(?:ips?|cidrs?|ranges|networks|sources)|ip_?(?:allow|white)list|hostssl|listen_addresses|trusted_networks)\b/;
/** Of a policy's parts those that say whom it lets through. */
const LETS_IN =
  /^\s*-?\s*(?:[\w./-]+\s*[:=]|from\b|to\b|ingress\b|egress\b|ports?\b|-A |allow|deny|host|["']?\d)/i;

/** A rule of who reaches whom that came, went or reads otherwise: what it names is reached no more, or by others. */
export function reachFacts(block: Block): DiffFact[] {
  if (['docs', 'test', 'ci', 'tooling'].includes(block.role)) return [];
  const changed = [...block.removed, ...block.added].filter(
    ({ text }) => !isInert(text) && LETS_IN.test(text),
  );
  const [first] = changed;
  if (first === undefined) return [];
  const around = [...block.before, ...changed.map(({ text }) => text), ...block.after].join('\n');
  if (!FILES.test(block.file) && !RULES.test(around)) return [];
  // such a word in code is somebody's name for something else
  if (block.role === 'source' && !FILES.test(block.file)) return [];
  const gone = block.removed.length > 0;
  return [
    {
      kind: 'reach_changed',
      file: block.file,
      role: block.role,
      function: null,
      line: first.newLine ?? first.oldLine,
      name: null,
      before: block.removed[0]?.text.trim() ?? null,
      after: block.added[0]?.text.trim() ?? null,
      direction: gone ? 'changed' : 'added',
      summary: `who may reach whom: ${first.text.trim().slice(0, 60)}`,
      weight: gone ? 0.95 : 0.7,
    },
  ];
}
