// Completes package-lock.json for platforms whose binaries the registry in use did not offer.
//
// `npm install` leaves an optional package that it cannot find out of the lock, and `npm ci` then refuses the lock
// wherever that package does exist ("Missing: … from lock file"). An entry with the version and the platform, and no
// checksum, is enough: npm installs it there, and skips it everywhere else. Run it after changing dependencies.
import { readFileSync, writeFileSync } from 'node:fs';

const lock_file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(lock_file, 'utf8'));

/** What a platform package's name says: `@swc/core-linux-arm-gnueabihf` is linux, arm, glibc. */
function platformOf(name) {
  const os = name.match(/darwin|linux|win32|freebsd|android|openharmony/)?.[0];
  const cpu = name.match(/-(arm64|arm|x64|ia32|ppc64|s390x|riscv64|loong64)\b/)?.[1];
  const libc = name.match(/musl/) ? 'musl' : name.match(/-gnu/) ? 'glibc' : undefined;
  if (!os || !cpu) return undefined;
  return { cpu: [cpu], os: [os], ...(os === 'linux' && libc ? { libc: [libc] } : {}) };
}

/** Where Node would find `name` from the package at `from`: next to it or in any folder above. */
function isLocked(from, name) {
  for (let folder = from; ; folder = folder.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    if (lock.packages[`${folder ? `${folder}/` : ''}node_modules/${name}`]) return true;
    if (!folder.includes('node_modules/')) return false;
  }
}

const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const platform = platformOf(name);
    if (!platform || !/^\d/.test(version) || isLocked(path, name)) continue;
    const scope = path.replace(/node_modules\/(@[^/]+\/)?[^/]+$/, '');
    lock.packages[`${scope}node_modules/${name}`] = {
      version,
      ...platform,
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
    };
    added.push(`${name}@${version}`);
  }
}

if (added.length > 0) {
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  );
  writeFileSync(lock_file, `${JSON.stringify(lock, null, 2)}\n`);
}
process.stdout.write(added.length > 0 ? `added ${added.length}:\n${added.join('\n')}\n` : 'nothing to add\n');
