/** Who calls whom and where it runs, in the shapes in which people draw it. */
import type { ServiceMap } from '../domain/observation.ts';
import { fieldsOf, isRecord, stringsOf, textOf, type JsonRecord } from './values/fields.ts';

const DEPENDS = [
  'dependson',
  'dependencies',
  'calls',
  'downstream',
  'downstreams',
  'upstreamdependencies',
  'targets',
  'uses',
  'deps',
  'outgoing',
  'callees',
  'backends',
  'requires',
  'edges',
  'children',
];
const CALLED_BY = [
  'calledby',
  'callers',
  'consumers',
  'dependents',
  'usedby',
  'incoming',
  'upstream',
  'upstreams',
  'parents',
];
/** What a service reads that others send, and what it sends for others to read. */
const CONSUMES = [
  'consumes',
  'consumesfrom',
  'subscribes',
  'subscribesto',
  'readsfrom',
  'listensto',
];
const PRODUCES = ['produces', 'producesto', 'publishes', 'publishesto', 'emits', 'sendsto'];
/** Words of an edge that is no call: nobody waits for an answer. */
const ASYNC =
  /kafka|amqp|queue|topic|async|pub.?sub|publish|subscri|stream|message|\bevents?\b|\bs[qn]s\b|rabbit|\bnats\b|kinesis|mqtt|produc|consum/i;
const HOSTS = ['hosts', 'host', 'node', 'nodes', 'runson', 'instances', 'hostname'];

/** Reads any of the documented shapes; what it can't make sense of is left out. Never throws. */
export function serviceMapOf(document: unknown): ServiceMap {
  const calls = new Map<string, ServiceMap['calls'][number]>();
  const runsOn = new Map<string, { service: string; host: string }>();
  const names = new Map<string, string>();
  const call = (from: string | undefined, to: string | undefined, message = false): void => {
    if (from === undefined || to === undefined || from === to) return;
    const edge = {
      from: names.get(from) ?? from,
      to: names.get(to) ?? to,
      ...(message ? { kind: 'message' as const } : {}),
    };
    calls.set(`${edge.from}\n${edge.to}`, edge);
  };
  const runs = (service: string, host: string): void => {
    runsOn.set(`${service}\n${host}`, { service, host });
  };

  const edge = (entry: unknown): void => {
    if (Array.isArray(entry) && entry.length >= 2) {
      call(textOf(entry[0]), textOf(entry[1]));
      return;
    }
    if (typeof entry === 'string') {
      const [from, to] = entry.split(/\s*(?:->|→|=>)\s*/);
      call(from, to);
      return;
    }
    if (!isRecord(entry)) return;
    const fields = fieldsOf(entry);
    call(
      fields.text(
        'from',
        'source',
        'caller',
        'parent',
        'client',
        'src',
        'upstream',
        'start',
        'sourcename',
      ),
      fields.text(
        'to',
        'target',
        'callee',
        'child',
        'server',
        'dst',
        'dest',
        'destination',
        'downstream',
        'end',
        'targetname',
      ),
      ASYNC.test(
        fields.text('type', 'kind', 'protocol', 'via', 'transport', 'mode', 'relation') ?? '',
      ) || fields.text('topic', 'queue', 'channel', 'stream') !== undefined,
    );
  };

  const entryOf = (name: string, value: JsonRecord): void => {
    const fields = fieldsOf(value);
    for (const key of DEPENDS) for (const to of namesIn(fields.first(key))) call(name, to);
    for (const key of CALLED_BY) for (const from of namesIn(fields.first(key))) call(from, name);
    for (const key of CONSUMES)
      for (const from of namesIn(fields.first(key))) call(from, name, true);
    for (const key of PRODUCES) for (const to of namesIn(fields.first(key))) call(name, to, true);
    for (const key of HOSTS) for (const host of namesIn(fields.first(key))) runs(name, host);
  };

  const nodes = (list: readonly unknown[]): void => {
    for (const entry of list) {
      if (!isRecord(entry)) continue;
      const id = textOf(entry['id']);
      const name = textOf(entry['name'] ?? entry['service'] ?? entry['label'] ?? entry['id']);
      if (id !== undefined && name !== undefined) names.set(id, name);
    }
    for (const entry of list) {
      const name = isRecord(entry)
        ? textOf(entry['name'] ?? entry['service'] ?? entry['label'] ?? entry['id'])
        : undefined;
      if (name !== undefined && isRecord(entry)) entryOf(name, entry);
      else edge(entry);
    }
  };

  const read = (value: unknown, depth: number): void => {
    if (Array.isArray(value)) {
      const first = (value as unknown[])[0];
      const named =
        isRecord(first) &&
        ['name', 'service', 'id'].some((key) => key in first) &&
        !('from' in first) &&
        !('source' in first);
      if (named) nodes(value as unknown[]);
      else for (const entry of value as unknown[]) edge(entry);
      return;
    }
    if (!isRecord(value) || depth > 2) return;
    const byKey = new Map(
      Object.entries(value).map(([key, inner]) => [
        key.toLowerCase().replace(/[^a-z]/g, ''),
        inner,
      ]),
    );
    const lists = [...byKey].filter(([key]) =>
      [
        'nodes',
        'services',
        'vertices',
        'edges',
        'links',
        'calls',
        'connections',
        'relationships',
      ].includes(key),
    );
    const hosts =
      byKey.get('hosts') ??
      byKey.get('placement') ??
      byKey.get('runson') ??
      byKey.get('deployedon');
    if (lists.length > 0) {
      for (const [key, inner] of lists) {
        const isNodes = ['nodes', 'services', 'vertices'].includes(key);
        if (Array.isArray(inner)) {
          if (isNodes) nodes(inner as unknown[]);
        } else if (isNodes) read(inner, depth + 1);
      }
      for (const [key, inner] of lists)
        if (!['nodes', 'services', 'vertices'].includes(key)) read(inner, depth + 1);
      for (const key of ['dependencies', 'dependson'])
        if (byKey.has(key)) read(byKey.get(key), depth + 1);
      placement(hosts, runs);
      return;
    }
    for (const key of ['dependencies', 'servicemap', 'servicegraph', 'graph', 'topology', 'data']) {
      const inner = byKey.get(key);
      if (inner !== undefined && typeof inner === 'object' && inner !== null && depth < 2) {
        read(inner, depth + 1);
        placement(hosts, runs);
        return;
      }
    }
    for (const [name, inner] of Object.entries(value)) {
      if (inner === hosts && /^(?:hosts|placement|runs_?on|deployed_on)$/i.test(name)) continue;
      if (Array.isArray(inner)) for (const to of namesIn(inner)) call(name, to);
      else if (isRecord(inner)) entryOf(name, inner);
    }
    placement(hosts, runs);
  };

  read(document, 0);
  return { calls: [...calls.values()], runsOn: [...runsOn.values()] };
}

const ARROW = /\s*(?:-+>+|→|⟶|=+>)\s*/;
const NAME = /^[\w.@/:-]*\w[\w.@/-]*$/;

/**
 * Calls drawn in text, one or several to a line: `a -> b`, `a -> b, c`, `a → b → c`, also as Graphviz
 * (`"a" -> "b" [style=bold];`), Mermaid (`a -->|reads| b`) and PlantUML (`a --> b : reads`) write them;
 * `a: b, c` names all that a calls. Lines without any are left out.
 */
export function edgesOfText(text: string): [string, string][] {
  const out: [string, string][] = [];
  for (const raw of text.split(/[\n;]/)) {
    const line = raw
      .replace(/(?:^|\s)(?:#|\/\/).*$/, '')
      .replace(/\|[^|]*\||\[[^\]]*\]|["'`{}()]/g, ' ')
      .trim();
    const drawn = ARROW.test(line);
    const parts = drawn ? line.replace(/\s:\s.*$/, '').split(ARROW) : line.split(/:\s+/);
    const names = parts.map((part, at) =>
      part.split(/[,&]/).flatMap((segment) => {
        const words = segment.split(/\s+/).filter((word) => word !== '');
        // without an arrow more words than names are a sentence
        if (!drawn && (words.length > 1 || parts.length !== 2)) return [];
        // in front of a first name stands a keyword: `digraph g a`
        const name = at === 0 ? words.at(-1) : words[0];
        return name !== undefined && NAME.test(name) ? [name] : [];
      }),
    );
    for (let at = 1; at < names.length; at += 1)
      for (const from of names[at - 1] ?? [])
        for (const to of names[at] ?? []) out.push([from, to]);
  }
  return out;
}

/** `{ service: host }`, `{ service: [hosts] }`, `{ host: [services] }` is not told apart: service first. */
function placement(hosts: unknown, runs: (service: string, host: string) => void): void {
  if (Array.isArray(hosts)) {
    for (const entry of hosts as unknown[]) {
      if (!isRecord(entry)) continue;
      const host = textOf(entry['host'] ?? entry['name'] ?? entry['node']);
      for (const service of namesIn(entry['services'] ?? entry['service']))
        if (host !== undefined) runs(service, host);
    }
  } else if (isRecord(hosts)) {
    for (const [service, value] of Object.entries(hosts))
      for (const host of namesIn(value)) runs(service, host);
  }
}

/** Names in a text, a list of texts or of objects with a name, or the keys of a map. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value))
    return (value as unknown[])
      .map((entry) =>
        isRecord(entry)
          ? textOf(
              entry['name'] ??
                entry['service'] ??
                entry['to'] ??
                entry['target'] ??
                entry['id'] ??
                entry['host'],
            )
          : textOf(entry),
      )
      .filter((name) => name !== undefined);
  if (isRecord(value)) return Object.keys(value);
  return stringsOf(value);
}
