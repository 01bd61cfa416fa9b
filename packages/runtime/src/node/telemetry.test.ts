/** That nothing is written or sent beside the computation. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

test.each([false, true])('a session leaves no file of onnxruntime-node; worker: %s', (worker) => {
  const parent = mkdtempSync(join(tmpdir(), 'ganport-runtime-'));
  const folder = join(parent, 'home');
  const program = join(parent, 'program.mjs');
  const require = createRequire(import.meta.url);
  const address = (name: string) => JSON.stringify(pathToFileURL(require.resolve(name)).href);
  mkdirSync(folder);
  try {
    const script = `
      import { createSession } from ${address('@ganport/runtime/node')};
      import { probeModel, probeInputs } from ${address('@ganport/runtime/internal')};
      const session = await createSession(probeModel, { providers: ['cpu'], worker: ${worker} });
      await session.run(probeInputs);
      await session.dispose();`;
    writeFileSync(program, script);
    const { PATH, SystemRoot } = process.env;
    execFileSync(process.execPath, [program], {
      env: { PATH, SystemRoot, HOME: folder, TMPDIR: folder, XDG_CACHE_HOME: folder },
    });
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(parent, { recursive: true });
  }
});
