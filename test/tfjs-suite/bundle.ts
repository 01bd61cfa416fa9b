/**
 * Bundles tfjs-core's compiled tests with the backend under test: tests and backend must use the
 * same tfjs-core, and the tests' imports are without the endings that Node wants.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { compiledFolder, tfjsCore } from './paths.ts';

/** Tests of what a backend does: operators, gradients, optimisers, tensors. */
const tested = /^(ops\/.*|optimizers\/.*|gradients|tensor|variable)_test\.js$/;

function testFiles(): string[] {
  const files = readdirSync(tfjsCore, { recursive: true }) as string[];
  return files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => tested.test(file))
    .toSorted()
    .map((file) => `${tfjsCore}/${file}`);
}

const entry = 'virtual:entry';

/** @returns the path of the bundle, which registers all tests with jasmine when it is loaded */
export async function bundleTests(backend: string): Promise<string> {
  const modules = [
    '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops',
    '@tensorflow/tfjs-core/dist/register_all_gradients',
    join(compiledFolder, 'environments', `${backend}.js`),
    ...testFiles(),
  ];
  const name = `bundle-${backend}`;
  await build({
    configFile: false,
    root: compiledFolder,
    logLevel: 'error',
    resolve: { mainFields: ['module', 'main'] },
    // Nothing else may have a copy of tfjs-core.
    ssr: {
      noExternal: [/^@tensorflow\//, 'seedrandom', '@ganport/export', '@ganport/backend'],
      target: 'node',
    },
    plugins: [
      {
        name: 'entry',
        resolveId: (id: string) => (id === entry ? `\0${entry}` : undefined),
        load: (id: string) =>
          id === `\0${entry}`
            ? modules.map((module) => `import ${JSON.stringify(module)};`).join('\n')
            : undefined,
      },
    ],
    build: {
      ssr: true,
      target: 'node20',
      outDir: compiledFolder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { [name]: entry },
        output: { entryFileNames: '[name].mjs', codeSplitting: false },
        // Tests are imported for what they do, whatever tfjs-core's package.json says.
        treeshake: false,
      },
    },
  });
  return join(compiledFolder, `${name}.mjs`);
}
