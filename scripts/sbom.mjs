/**
 * `node scripts/sbom.mjs [FILE]`: a CycloneDX list of everything that npm installs with ganport's
 * packages, without the network. Fails where a component has no hash or no license.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedWith, statedLicenses } from './locked.mjs';

const root = join(import.meta.dirname, '..');
const [file = 'sbom.cdx.json'] = process.argv.slice(2);
const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--loglevel', 'error'];
const text = execFileSync('npm', args, { cwd: root, maxBuffer: 2 ** 27 }).toString();

/**
 * @typedef {object} Component
 * @property {string} bom-ref
 * @property {unknown[]} [hashes]
 * @property {unknown[]} [licenses]
 */
/** @type {{ components: Component[], dependencies: { ref: string, dependsOn?: string[] }[] }} */
const bom = JSON.parse(text);

// npm's own --omit=dev leaves out what the tests need too.
const wanted = new Set(
  readdirSync(join(root, 'packages'))
    .flatMap((folder) => installedWith(join('packages', folder)))
    .map(({ name, version }) => `${name}@${version}`),
);
const components = bom.components
  .filter((component) => wanted.has(component['bom-ref']))
  .map((component) => withStatedLicense(component));
const dependencies = bom.dependencies
  .filter(({ ref }) => wanted.has(ref))
  .map(({ ref, dependsOn = [] }) => ({
    ref,
    dependsOn: dependsOn.filter((each) => wanted.has(each)),
  }));
const missing = [...wanted].filter((ref) => !components.some((each) => each['bom-ref'] === ref));
const bare = components
  .filter(({ hashes = [], licenses = [] }) => hashes.length === 0 || licenses.length === 0)
  .map((component) => component['bom-ref']);
if (wanted.size === 0 || missing.length > 0 || bare.length > 0) {
  console.error(`sbom: without a hash or a license: ${[...bare, ...missing].join(', ')}`);
  process.exit(1);
}
/** @param {Component} component @returns {Component} */
function withStatedLicense(component) {
  const id = statedLicenses[component['bom-ref'].replace(/@[^@]*$/, '')];
  return id === undefined ? component : { ...component, licenses: [{ license: { id } }] };
}

writeFileSync(file, `${JSON.stringify({ ...bom, components, dependencies }, undefined, 2)}\n`);
console.log(`${file}: ${components.length} components, each with its hash and license`);
