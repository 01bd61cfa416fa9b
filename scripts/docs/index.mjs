/**
 * The documentation site.
 *
 *   npm run docs           builds it into docs/.vitepress/dist; a dead link is an error
 *   npm run docs:dev       serves it and follows changes of the pages
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { writeApi } from '../../docs/api.mjs';
import { writeCommands } from '../../docs/commands.mjs';
import { root } from './markdown.mjs';

/** What follows the task goes to VitePress, for example `--outDir`. */
const [task = 'build', ...rest] = process.argv.slice(2);
await writeCommands();
await writeApi();
const program = join(root, 'node_modules', 'vitepress', 'bin', 'vitepress.js');
const { status } = spawnSync(process.execPath, [program, task, join(root, 'docs'), ...rest], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
