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

/** @returns a repository's files and work for a service whose program is one of programs/edge.* */
export function edgeRepository(service) {
  const make = { java, python }[service.edge.lang] ?? javascript;
  return { service: service.name, ...make(service) };
}
