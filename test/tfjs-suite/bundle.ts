/**
 * Bundles tfjs-core's compiled tests with the backend under test: tests and backend must use the
 * same tfjs-core, and the tests' imports are without the endings that Node wants.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type InlineConfig, type Plugin } from 'vite';
import { bundleSite, type Site } from '../browser/support/site.ts';
import { compiledFolder, sourceFolder, tfjsCore } from './paths.ts';

/** Tests of what a backend does: operators, gradients, optimizers, tensors. */
const tested = /^(ops\/.*|optimizers\/.*|gradients|tensor|variable)_test\.js$/;

function testFiles(): string[] {
  const files = readdirSync(tfjsCore, { recursive: true }) as string[];
  return files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => tested.test(file))
    .toSorted()
    .map((file) => `${tfjsCore}/${file}`);
}

/** The module that imports the environment of a backend and all tests. */
function virtualTests(backend: string): Plugin {
  const modules = [
    '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops',
    '@tensorflow/tfjs-core/dist/register_all_gradients',
    join(sourceFolder, 'environments', `${backend}.ts`),
    ...testFiles(),
  ];
  const id = 'virtual:tests';
  return {
    name: 'tests',
    resolveId: (wanted) => (wanted === id ? `\0${id}` : undefined),
    load: (loaded) =>
      loaded === `\0${id}`
        ? modules.map((module) => `import ${JSON.stringify(module)};`).join('\n')
        : undefined,
  };
}

/** Tests are imported for what they do, whatever tfjs-core's package.json says. */
const treeshake = false;

/** @returns the path of a module for Node, which registers all tests when it is loaded */
export async function bundleForNode(backend: string): Promise<string> {
  const name = `bundle-${backend}`;
  await build({
    configFile: false,
    root: sourceFolder,
    logLevel: 'error',
    resolve: { mainFields: ['module', 'main'] },
    // Nothing else may have a copy of tfjs-core.
    ssr: {
      noExternal: [/^@tensorflow\//, 'seedrandom', '@ganport/export', '@ganport/backend'],
      target: 'node',
    },
    plugins: [virtualTests(backend)],
    build: {
      ssr: true,
      target: 'node20',
      outDir: compiledFolder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { [name]: join(sourceFolder, 'harness', 'node.ts') },
        output: { entryFileNames: '[name].mjs', codeSplitting: false },
        treeshake,
      },
    },
  });
  return join(compiledFolder, `${name}.mjs`);
}

/** A site whose page holds the tests, for any provider of onnxruntime-web. */
export function bundleForPage(): Promise<Site> {
  const config: InlineConfig = {
    configFile: false,
    define: { global: 'globalThis' },
    plugins: [virtualTests('onnx')],
    build: { minify: false, rolldownOptions: { treeshake } },
  };
  return bundleSite(join(sourceFolder, 'page'), config);
}
