/**
 * `npm run check`: everything about the code that can be judged without running it. One line a
 * step, two steps at a time; a step's own output is shown only when it fails. Tests are `npm test`, not this.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const packages = readdirSync(join(root, 'packages')).map((name) => join('packages', name));

/** @typedef {{ name: string, commands: string[][] }} Step */

/** Types come first, since the package checks look at what `tsc -b` has built. @type {Step[]} */
const steps = [
  {
    name: 'types',
    commands: [
      ['tsc', '-b'],
      ['tsc', '-p', 'scripts'],
      ['tsc', '-p', 'bench'],
    ],
  },
  { name: 'lint, import cycles between files', commands: [['oxlint']] },
  {
    name: 'arrows between packages and folders, length of files',
    commands: [['node', 'scripts/arrows.mjs']],
  },
  { name: 'format', commands: [['oxfmt', '--check']] },
  { name: 'documents: links, command lines', commands: [['node', 'scripts/docs/check.mjs']] },
  {
    name: 'licenses: NOTICE of each package',
    commands: [['node', 'scripts/notice.mjs', '--check']],
  },
  { name: 'dead files, exports and dependencies', commands: [['knip', '--no-progress']] },
  {
    name: 'shape of the packages',
    commands: packages.flatMap((folder) => [
      ['publint', '--strict', folder],
      ['attw', '--pack', folder, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji'],
    ]),
  },
];

/**
 * @param {string[]} command a tool of node_modules/.bin, or node, and its arguments
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
function run([tool = '', ...args]) {
  return new Promise((resolve) => {
    const program = tool === 'node' ? process.execPath : join(root, 'node_modules', '.bin', tool);
    const child = spawn(program, args, { cwd: root });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ ok: false, output: `${tool}: ${error.message}\n` }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

let failed = 0;

/** @param {Step} step */
async function check({ name, commands }) {
  const start = performance.now();
  const complaints = [];
  for (const command of commands) {
    const { ok, output } = await run(command);
    if (!ok) complaints.push(`$ ${command.join(' ')}\n${output}`);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${complaints.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  for (const complaint of complaints) console.log(complaint);
  if (complaints.length > 0) failed += 1;
}

const [types, ...others] = steps;
if (types) await check(types);
// Most of them compute on one core.
const worker = async () => {
  for (let step = others.pop(); step; step = others.pop()) await check(step);
};
await Promise.all([worker(), worker()]);
if (failed > 0) {
  console.error(`check: ${failed} of ${steps.length} steps failed`);
  process.exitCode = 1;
}
