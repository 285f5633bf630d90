/** The repository of a front or middle service: small, real code, and a team that keeps touching it. */

const camel = (name) => name.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());

const javascript = ({ name, edge, calls }) => {
  const upstream = calls[0].to;
  const files = {
    'package.json': `{\n  "name": "${name}",\n  "version": "0.0.0",\n  "private": true,\n  "dependencies": {\n    "fastify": "4.26.1",\n    "pino": "8.19.0"\n  }\n}\n`,
    'src/server.js': `import { ${camel(upstream)} } from './upstream.js';\nimport { titleOf } from './texts.js';\n\nexport async function serve(request, reply) {\n  const answer = await ${camel(upstream)}(request.url, request.headers);\n  reply.header('x-served-by', '${name}');\n  reply.send({ title: titleOf(request.locale), ...answer });\n}\n`,
    'src/upstream.js': `const BASE = process.env.UPSTREAM_URL;\n\nexport async function ${camel(upstream)}(path, headers) {\n  const answer = await fetch(BASE + path, {\n    headers: { 'x-request-id': headers['x-request-id'] ?? '' },\n    signal: AbortSignal.timeout(4000),\n  });\n  if (!answer.ok) throw new Error(\`${upstream} answered \${answer.status}\`);\n  return answer.json();\n}\n`,
    'src/texts.js': `const TITLES = { en: 'Welcome', de: 'Willkommen', fr: 'Bienvenue' };\n\nexport const titleOf = (locale) => TITLES[locale] ?? TITLES.en;\n`,
    'src/paths.js': `export const PATHS = ${JSON.stringify(edge.paths)};\n`,
  };
  const work = [
    {
      m: 'Spanish titles',
      edits: [{ f: 'src/texts.js', a: "fr: 'Bienvenue'", b: "fr: 'Bienvenue', es: 'Bienvenido'" }],
    },
    {
      m: `Pass the client's version on to ${upstream}`,
      edits: [
        {
          f: 'src/upstream.js',
          a: "'x-request-id': headers['x-request-id'] ?? '',",
          b: "'x-request-id': headers['x-request-id'] ?? '',\n      'x-client-version': headers['x-client-version'] ?? 'unknown',",
        },
      ].map((edit) => ({
        ...edit,
        a: "headers: { 'x-request-id': headers['x-request-id'] ?? '' },",
        b: "headers: {\n      'x-request-id': headers['x-request-id'] ?? '',\n      'x-client-version': headers['x-client-version'] ?? 'unknown',\n    },",
      })),
    },
    {
      m: 'Bump pino',
      edits: [{ f: 'package.json', a: '"pino": "8.19.0"', b: '"pino": "8.20.0"' }],
    },
    {
      m: 'Tell caches not to keep personal pages',
      edits: [
        {
          f: 'src/server.js',
          a: "reply.header('x-served-by',",
          b: "reply.header('cache-control', 'private, no-store');\n  reply.header('x-served-by',",
        },
      ],
    },
    {
      m: `Clearer error text when ${upstream} fails`,
      edits: [
        {
          f: 'src/upstream.js',
          a: `\`${upstream} answered \${answer.status}\``,
          b: `\`${upstream} answered \${answer.status} for \${path}\``,
        },
      ],
    },
    {
      m: 'Export the default title',
      edits: [{ f: 'src/texts.js', end: '\nexport const DEFAULT_TITLE = TITLES.en;\n' }],
    },
  ];
  return { files, work, image: 'node:20-alpine' };
};

const python = ({ name, edge, calls }) => {
  const upstream = calls[0].to;
  const pkg = name.replaceAll('-', '_');
  const files = {
    'pyproject.toml': `[project]\nname = "${name}"\nversion = "0.0.0"\ndependencies = ["flask==3.0.2", "requests==2.31.0"]\n`,
    [`${pkg}/views.py`]: `from .client import call_${upstream.replaceAll('-', '_')}\nfrom .present import shape\n\n\ndef serve(request):\n    answer = call_${upstream.replaceAll('-', '_')}(request.path, request.headers)\n    return shape(answer, request.locale)\n`,
    [`${pkg}/client.py`]: `import requests\n\nTIMEOUT = 4\n\n\ndef call_${upstream.replaceAll('-', '_')}(path, headers):\n    answer = requests.get('http://${upstream}:8080' + path, timeout=TIMEOUT)\n    if answer.status_code >= 400:\n        raise RuntimeError('${upstream} returned %d' % answer.status_code)\n    return answer.json()\n`,
    [`${pkg}/present.py`]: `CURRENCY = {'de': 'EUR', 'en': 'GBP', 'pl': 'PLN'}\n\n\ndef shape(answer, locale):\n    return {'currency': CURRENCY.get(locale, 'EUR'), **answer}\n`,
    [`${pkg}/paths.py`]: `PATHS = ${JSON.stringify(edge.paths)}\n`,
  };
  const work = [
    {
      m: 'Show Czech prices in CZK',
      edits: [{ f: `${pkg}/present.py`, a: "'pl': 'PLN'", b: "'pl': 'PLN', 'cs': 'CZK'" }],
    },
    {
      m: 'Send a user agent',
      edits: [
        {
          f: `${pkg}/client.py`,
          a: 'timeout=TIMEOUT)',
          b: `timeout=TIMEOUT, headers={'user-agent': '${name}'})`,
        },
      ],
    },
    {
      m: 'Upgrade requests',
      edits: [{ f: 'pyproject.toml', a: 'requests==2.31.0', b: 'requests==2.32.3' }],
    },
    {
      m: 'Document shape()',
      edits: [
        {
          f: `${pkg}/present.py`,
          a: 'def shape(answer, locale):\n',
          b: 'def shape(answer, locale):\n    """Adds what the page needs; never removes fields."""\n',
        },
      ],
    },
    {
      m: `Name the path when ${upstream} fails`,
      edits: [
        {
          f: `${pkg}/client.py`,
          a: `'${upstream} returned %d' % answer.status_code`,
          b: `'${upstream} returned %d for %s' % (answer.status_code, path)`,
        },
      ],
    },
  ];
  return { files, work, image: 'python:3.11-slim' };
};

const java = ({ name, edge, calls }) => {
  const upstream = calls[0].to;
  const type = camel(`-${upstream}`);
  const root = `src/main/java/${edge.file.split('.').slice(0, -1).join('/')}`;
  const pkg = edge.file.split('.').slice(0, -1).join('.');
  const files = {
    'pom.xml': `<project>\n  <artifactId>${name}</artifactId>\n  <properties>\n    <spring-boot.version>3.2.3</spring-boot.version>\n  </properties>\n</project>\n`,
    [`${root}/${edge.file.split('.').at(-1)}.java`]: `package ${pkg};\n\npublic class ${edge.file.split('.').at(-1)} {\n  private final ${type}Client client;\n\n  public ${edge.file.split('.').at(-1)}(${type}Client client) {\n    this.client = client;\n  }\n\n  public Answer serve(Request request) {\n    return client.call(request.path());\n  }\n}\n`,
    [`${root}/${type}Client.java`]: `package ${pkg};\n\nimport java.time.Duration;\n\npublic class ${type}Client {\n  static final Duration TIMEOUT = Duration.ofSeconds(4);\n\n  Answer call(String path) {\n    Answer answer = Http.get("http://${upstream}:8080" + path, TIMEOUT);\n    if (answer.status() >= 400) throw new UpstreamException("${upstream} responded with status " + answer.status(), null);\n    return answer;\n  }\n}\n`,
    [`${root}/Pages.java`]: `package ${pkg};\n\nfinal class Pages {\n  static final int PAGE_SIZE = 20;\n\n  static int pages(int total) {\n    return (total + PAGE_SIZE - 1) / PAGE_SIZE;\n  }\n}\n`,
    'src/main/resources/application.properties': `server.port=8080\nmanagement.endpoints.web.exposure.include=health,prometheus\n# ${edge.paths.join(' ')}\n`,
  };
  const work = [
    {
      m: 'Thirty entries per page',
      edits: [{ f: `${root}/Pages.java`, a: 'PAGE_SIZE = 20', b: 'PAGE_SIZE = 30' }],
    },
    { m: 'Spring Boot 3.2.4', edits: [{ f: 'pom.xml', a: '3.2.3', b: '3.2.4' }] },
    {
      m: 'Expose the info endpoint',
      edits: [
        {
          f: 'src/main/resources/application.properties',
          a: 'health,prometheus',
          b: 'health,info,prometheus',
        },
      ],
    },
    {
      m: `Say which path ${upstream} refused`,
      edits: [
        {
          f: `${root}/${type}Client.java`,
          a: 'responded with status " + answer.status()',
          b: 'responded with status " + answer.status() + " for " + path',
        },
      ],
    },
    {
      m: 'Close the utility class for construction',
      edits: [
        {
          f: `${root}/Pages.java`,
          a: 'static final int PAGE_SIZE',
          b: 'private Pages() {}\n\n  static final int PAGE_SIZE',
        },
      ],
    },
  ];
  return { files, work, image: 'eclipse-temurin:17-jre' };
};

const go = ({ name, edge, calls }) => {
  const upstream = calls[0].to;
  const files = {
    'go.mod': `module git.internal/${name}\n\ngo 1.19\n\nrequire (\n\tgithub.com/go-kit/log v0.2.1\n\tgithub.com/gorilla/mux v1.8.0\n)\n`,
    'main.go': `package main\n\nimport "git.internal/${name}/relay"\n\nfunc main() {\n\trelay.Listen(":8080", relay.Paths)\n}\n`,
    'relay/relay.go': `// Package relay hands requests on to ${upstream}.\npackage relay\n\nimport (\n\t"context"\n\t"fmt"\n\t"net/http"\n\t"time"\n)\n\nconst patience = 4 * time.Second\n\nfunc Relay(ctx context.Context, path string) (*http.Response, error) {\n\tctx, cancel := context.WithTimeout(ctx, patience)\n\tdefer cancel()\n\trequest, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://${upstream}:8080"+path, nil)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\tanswer, err := http.DefaultClient.Do(request)\n\tif err != nil {\n\t\treturn nil, err\n\t}\n\tif answer.StatusCode >= 400 {\n\t\treturn nil, fmt.Errorf("${upstream} replied %d", answer.StatusCode)\n\t}\n\treturn answer, nil\n}\n`,
    'relay/paths.go': `package relay\n\n// Paths that are handed on.\nvar Paths = []string{${edge.paths.map((path) => `"${path}"`).join(', ')}}\n`,
    'relay/headers.go': `package relay\n\nimport "net/http"\n\n// Clean drops what must not leave the building.\nfunc Clean(header http.Header) {\n\theader.Del("Cookie")\n\theader.Del("X-Forwarded-For")\n}\n`,
  };
  const work = [
    {
      m: 'Drop the debug token as well',
      edits: [
        {
          f: 'relay/headers.go',
          a: '\theader.Del("Cookie")\n',
          b: '\theader.Del("Cookie")\n\theader.Del("X-Debug-Token")\n',
        },
      ],
    },
    { m: 'mux 1.8.1', edits: [{ f: 'go.mod', a: 'mux v1.8.0', b: 'mux v1.8.1' }] },
    {
      m: `Name the path when ${upstream} refuses`,
      edits: [
        {
          f: 'relay/relay.go',
          a: 'replied %d", answer.StatusCode)',
          b: 'replied %d for %s", answer.StatusCode, path)',
        },
      ],
    },
    {
      m: 'Explain the patience',
      edits: [
        {
          f: 'relay/relay.go',
          a: 'const patience',
          b: '// longer than any of our pages may take\nconst patience',
        },
      ],
    },
    {
      m: 'Listen on all interfaces',
      edits: [{ f: 'main.go', a: 'Listen(":8080"', b: 'Listen("0.0.0.0:8080"' }],
    },
  ];
  return { files, work, image: 'gcr.io/distroless/static' };
};

/** A second way of writing such a service in JavaScript. */
const handlers = ({ name, edge, calls }) => {
  const upstream = calls[0].to;
  const files = {
    'package.json': `{\n  "name": "@int/${name}",\n  "private": true,\n  "engines": { "node": ">=20" },\n  "dependencies": {\n    "koa": "2.15.0",\n    "undici": "6.6.2"\n  }\n}\n`,
    'lib/app.mjs': `import Koa from 'koa';\nimport { fetchFrom } from './backend.mjs';\nimport { limits } from './limits.mjs';\n\nexport const app = new Koa();\n\napp.use(async (ctx) => {\n  ctx.set('x-request-limit', String(limits.perMinute));\n  ctx.body = await fetchFrom(ctx.path, ctx.get('traceparent'));\n});\n`,
    'lib/backend.mjs': `import { request } from 'undici';\n\nconst origin = 'http://${upstream}:8080';\n\n/** One attempt; the caller decides what a failure means. */\nexport async function fetchFrom(path, traceparent) {\n  const { statusCode, body } = await request(origin + path, { headers: { traceparent }, headersTimeout: 4000 });\n  if (statusCode >= 400) throw new Error(\`${upstream} gave \${statusCode}\`);\n  return body.json();\n}\n`,
    'lib/limits.mjs': `/** Per client; see the gateway's own limits. */\nexport const limits = { perMinute: 600, bodyKb: 256 };\n`,
    'lib/routes.mjs': `export const routes = ${JSON.stringify(edge.paths)};\n`,
  };
  const work = [
    {
      m: 'Bodies up to 512 kB',
      edits: [{ f: 'lib/limits.mjs', a: 'bodyKb: 256', b: 'bodyKb: 512' }],
    },
    {
      m: 'Koa 2.15.3',
      edits: [{ f: 'package.json', a: '"koa": "2.15.0"', b: '"koa": "2.15.3"' }],
    },
    {
      m: `Tell ${upstream} who is asking`,
      edits: [
        {
          f: 'lib/backend.mjs',
          a: 'headers: { traceparent }',
          b: "headers: { traceparent, 'user-agent': '" + name + "' }",
        },
      ],
    },
    {
      m: 'Never sniff content types',
      edits: [
        {
          f: 'lib/app.mjs',
          a: "  ctx.set('x-request-limit'",
          b: "  ctx.set('x-content-type-options', 'nosniff');\n  ctx.set('x-request-limit'",
        },
      ],
    },
    {
      m: 'Freeze the limits',
      edits: [
        {
          f: 'lib/limits.mjs',
          end: '\nObject.freeze(limits);\n',
        },
      ],
    },
  ];
  return { files, work, image: 'node:22-alpine' };
};

/** The fronts' code below one folder each, for a system whose code lies in one repository. */
export function inMonorepo(services, folder) {
  const files = {};
  const work = [];
  for (const service of services.filter((one) => one.edge)) {
    const own = edgeRepository(service);
    const at = `${folder}/${service.name}/`;
    for (const [path, text] of Object.entries(own.files)) files[at + path] = text;
    work.push(
      ...own.work.map(({ m, edits }) => ({
        m: `${service.name}: ${m[0].toLowerCase()}${m.slice(1)}`,
        edits: edits.map((edit) => ({ ...edit, f: at + edit.f })),
      })),
    );
  }
  return { files, work };
}

/** @returns a repository's files and work for a service whose program is one of programs/edge.* */
export function edgeRepository(service) {
  const make =
    service.edge.code === 'handlers'
      ? handlers
      : ({ java, python, go }[service.edge.lang] ?? javascript);
  return { service: service.name, ...make(service) };
}
