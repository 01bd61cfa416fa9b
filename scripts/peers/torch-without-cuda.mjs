/**
 * Lets PyPI's Linux `torch` be imported without the gigabytes of CUDA wheels it is linked against.
 * Its CPU code never calls them, but the dynamic linker wants their names: each missing library is
 * compiled here as a few kilobytes in which every function returns 100, CUDA's own code for "no
 * device". `torch.cuda.is_available()` is then False, as on any machine without a GPU.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const cudaLibrary = /^lib(cu|nv|nccl)/;
const cudaFunction = /^_{0,2}(cu|nv|nccl)\w*$/;
/** The driver's own library is looked for at run time only. */
const driver = 'libcuda.so.1';

/** @param {string} program @param {string[]} args */
const output = (program, args) =>
  execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });

/**
 * @param {string} folder `site-packages/torch/lib`, which is on the libraries' own search path
 * @returns {string[]} names of the libraries that were made; none when they are there already
 */
export function linkWithoutCuda(folder) {
  const binaries = readdirSync(folder).filter((name) => /^lib(torch|c10|caffe2).*\.so$/.test(name));
  const paths = binaries.map((name) => join(folder, name));
  const needed = new Set(
    [...output('readelf', ['-d', ...paths]).matchAll(/\(NEEDED\).*\[(.*)\]/g)]
      .map(([, name = '']) => name)
      .filter((name) => cudaLibrary.test(name) && name !== driver),
  );
  const missing = [...needed].filter((name) => !existsSync(join(folder, name)));
  if (missing.length === 0) return [];

  const versions = versionsOf(paths);
  /** Functions by the version they ask for; '' for those without one. @type {Map<string, Set<string>>} */
  const functions = new Map();
  const symbols = output('nm', ['-D', '--undefined-only', '--with-symbol-versions', ...paths]);
  for (const [, name = '', version = ''] of symbols.matchAll(/ U ([^@\s]+)@?(\S*)/g)) {
    if (!cudaFunction.test(name)) continue;
    const names = functions.get(version) ?? new Set();
    functions.set(version, names.add(name));
  }
  // A function without a version may come from any of them: they are given to the first such library.
  const unversioned = missing.find((name) => !versions.has(name));
  const work = mkdtempSync(join(tmpdir(), 'ganport-peers-'));
  try {
    for (const library of missing) {
      const own = versions.get(library) ?? (library === unversioned ? [''] : []);
      const source = join(work, 'no-device.c');
      const script = join(work, 'versions.map');
      const names = own.map((version) => [...(functions.get(version) ?? [])]);
      writeFileSync(source, noDevice(names.flat()));
      const nodes = own.map(
        (v, i) => `${v} { global: ${[...(names[i] ?? []), '*'].join('; ')}; };`,
      );
      writeFileSync(script, nodes.join('\n'));
      const map = versions.has(library) ? [`-Wl,--version-script=${script}`] : [];
      const out = ['-o', join(folder, library), `-Wl,-soname,${library}`];
      output('g++', ['-x', 'c', '-w', '-shared', '-fPIC', source, ...map, ...out]);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return missing;
}

/**
 * The symbol versions that `paths` expect of each library.
 * @param {string[]} paths
 * @returns {Map<string, string[]>}
 */
function versionsOf(paths) {
  /** @type {Map<string, string[]>} */
  const versions = new Map();
  let file = '';
  for (const line of output('readelf', ['-V', '-W', ...paths]).split('\n')) {
    file = /File: (\S+)/.exec(line)?.[1] ?? file;
    const version = / Name: (\S+)/.exec(line)?.[1];
    const known = versions.get(file) ?? [];
    if (version && !known.includes(version)) versions.set(file, [...known, version]);
  }
  return versions;
}

/** C source in which every one of `names` is the same function. @param {string[]} names */
function noDevice(names) {
  const aliases = names.map((name) => `int ${name}(void) __attribute__((alias("no_device")));`);
  return ['static int no_device(void) { return 100; }', ...aliases, ''].join('\n');
}
