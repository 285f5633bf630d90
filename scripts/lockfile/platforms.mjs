/**
 * Completes package-lock.json with the binaries of other platforms. A registry that mirrors only
 * what it was asked for does not know them; npm then leaves them out, and every later `npm ci`
 * refuses the lock file ("Missing: …@ from lock file").
 */

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'sunos'];
systems.push('openharmony', 'win32');
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x'];
processors.push('wasm32', 'x64');

/**
 * The system, processor and C library a binary package is for, read off its name.
 * @param {string} name `@oxlint/binding-linux-arm64-musl`
 * @returns {{ os?: string[], cpu?: string[], libc?: string[] }}
 */
export function platformOf(name) {
  const words = name.split('/').at(-1).split(/[-.]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  const musl = words.some((word) => word.startsWith('musl'));
  const gnu = words.some((word) => word.startsWith('gnu'));
  return {
    ...(os && { os: [os] }),
    ...(cpu && { cpu: [cpu] }),
    ...(os === 'linux' && (musl || gnu) && { libc: [musl ? 'musl' : 'glibc'] }),
  };
}

/** Where node would find `name` from the package installed at `from`. */
function resolves(packages, from, name) {
  for (let folder = from; ;) {
    if (packages[`${folder}${folder ? '/' : ''}node_modules/${name}`]) return true;
    if (folder === '') return false;
    const cut = folder.lastIndexOf('/node_modules/');
    folder = cut === -1 ? '' : folder.slice(0, cut);
  }
}

/**
 * The optional dependencies no entry stands for.
 * @param {{ packages: Record<string, any> }} lock
 * @returns {{ name: string, version: string, dev: boolean }[]}
 */
export function missingOptional(lock) {
  const missing = new Map();
  for (const [folder, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (resolves(lock.packages, folder, name)) continue;
      const known = missing.get(name);
      const dev = Boolean(entry.dev) && (known?.dev ?? true);
      missing.set(name, { name, version: version.replace(/^[^\d]*/, ''), dev });
    }
  }
  return [...missing.values()];
}

/**
 * Adds an entry for each of them; entries without an integrity are fetched unverified on the
 * platforms that need them, and not at all elsewhere.
 */
export function complete(lock) {
  const packages = { ...lock.packages };
  for (const { name, version, dev } of missingOptional(lock)) {
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(dev && { dev: true }),
      optional: true,
    };
  }
  const sorted = Object.keys(packages).sort((a, b) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(sorted.map((key) => [key, packages[key]])) };
}
