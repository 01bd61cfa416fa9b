/** `ganport export`, `inspect` and `parity` on tfjs models from disk. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Constant, OnnxModel, readModelFile } from '@ganport/graph';
import { encodeNpy } from '@ganport/lab/internal';
import type { ParityReport } from '@ganport/parity';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from './support/ganport.ts';
import { ganportHere as ganport, succeedHere as succeed } from './support/here.ts';
import { pixelModel, tokenModel, writeModel } from './support/material.ts';

const folder = temporaryFolder();
const file = (...path: string[]): string => join(folder, ...path);

beforeAll(async () => {
  await writeModel(folder, 'pixels', pixelModel());
  await writeModel(folder, 'words', tokenModel());
  await succeed(folder, ['export', 'pixels/model.json', '--out', 'pixels.onnx']);
});

/** y = x + x, as a converter of TensorFlow models writes it. */
const graphModel = {
  format: 'graph-model',
  modelTopology: {
    node: [
      {
        name: 'x',
        op: 'Placeholder',
        attr: {
          dtype: { type: 'DT_FLOAT' },
          shape: { shape: { dim: [{ size: '-1' }, { size: '3' }] } },
        },
      },
      { name: 'y', op: 'AddV2', input: ['x', 'x'], attr: { T: { type: 'DT_FLOAT' } } },
    ],
    versions: { producer: 1, minConsumer: 1 },
  },
  weightsManifest: [],
};

describe('export', () => {
  test('prints a summary of what it wrote', async () => {
    const args = ['export', 'words', '--out', 'words.onnx'];
    const { code, stdout, stderr } = await ganport(folder, args);
    expect([code, stderr]).toEqual([0, 'wrote words.onnx\n']);
    expect(stdout).toMatch(/^inputs +tokens +int32\[batch, 5\]$/m);
    expect(stdout).toMatch(/^outputs +mean/m);
  });

  test.each(['pixels/model.json', 'pixels/weights.bin', 'notes.txt'])(
    'replaces no file of another kind: %s',
    async (out) => {
      if (!existsSync(file(out))) writeFileSync(file(out), 'mine');
      const before = readFileSync(file(out));
      const { code, stderr } = await ganport(folder, ['export', 'pixels', '--out', out]);
      expect([code, stderr]).toEqual([
        2,
        `ganport: ${out}: exists and is no .onnx file; choose another name\n`,
      ]);
      expect(readFileSync(file(out))).toEqual(before);
    },
  );

  test('--json prints the same for programs; shapes and opset are as given', async () => {
    const shape = ['--shape', 'conv_input=1,12,16,3', '--opset', '20'];
    const args = ['export', 'pixels/model.json', '--out', 'fixed.onnx', ...shape, '--json'];
    const { code, stdout } = await ganport(folder, args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'fixed.onnx',
      name: 'pixels',
      opset: 20,
      inputs: [{ name: 'conv_input', dtype: 'float32', shape: [1, 12, 16, 3] }],
      outputs: [{ name: 'out', shape: [1, 12, 16, 3] }],
      operators: { Conv: 2, Relu: 1 },
    });
  });

  /** The files that a broken model is made of, from those of a whole one. */
  function broken(name: string, breakIt: () => void): string {
    cpSync(file('pixels'), file(name), { recursive: true });
    breakIt();
    return name;
  }

  test.each<[string, () => string, string]>([
    ['no such model', () => 'nowhere', 'nowhere: no such file or folder'],
    ['a folder without a model', () => '.', 'not the folder of a run'],
    [
      'truncated weights',
      () => broken('cut', () => writeFileSync(file('cut', 'weights.bin'), 'short')),
      'weights.bin: 5 bytes where cut/model.json has weights of 508',
    ],
    [
      'missing weights',
      () => broken('gone', () => rmSync(file('gone', 'weights.bin'))),
      'gone/weights.bin does not exist; gone/model.json has its weights there',
    ],
    [
      'no JSON',
      () => broken('text', () => writeFileSync(file('text', 'model.json'), '{')),
      'text/model.json: not JSON',
    ],
    [
      'other JSON',
      () => broken('other', () => writeFileSync(file('other', 'model.json'), '{"a": 1}')),
      "other/model.json: not a tfjs model's model.json",
    ],
    [
      'a damaged graph model',
      () => {
        const damaged = { ...graphModel, modelTopology: { node: 5, versions: {} } };
        return broken('graph', () =>
          writeFileSync(file('graph', 'model.json'), JSON.stringify(damaged)),
        );
      },
      'graph/model.json: modelTopology.node: Invalid input: expected array, received number; export the model again',
    ],
    [
      'an unknown layer',
      () =>
        broken('unknown', () => {
          const json = readFileSync(file('unknown', 'model.json'), 'utf8');
          writeFileSync(file('unknown', 'model.json'), json.replaceAll('Conv2D', 'Conv9D'));
        }),
      'unknown/model.json: tfjs cannot load the model: Unknown layer: Conv9D; give --custom-layers file.mjs, a file that registers it: export default (tf) =>',
    ],
  ])('%s: one line, exit code 1, no file', async (_, model, reason) => {
    const args = ['export', model(), '--out', 'never.onnx'];
    const { code, stdout, stderr } = await ganport(folder, args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^ganport: .*\n$/);
    expect(stderr).toContain(reason);
    expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  test('a graph model is exported, compared, and taken as a reference', async () => {
    broken('doubling', () =>
      writeFileSync(file('doubling', 'model.json'), JSON.stringify(graphModel)),
    );
    const exported = await ganport(folder, ['export', 'doubling', '--out', 'doubling.onnx']);
    expect(exported.code).toBe(0);
    expect(exported.stdout).toMatch(/x\s+float32\[batch, 3\]/);
    expect(exported.stdout).toMatch(/compared with tfjs cpu[^]* y .*same/);
    const args = ['parity', 'doubling.onnx', '--reference', 'doubling', '--providers', 'cpu'];
    const compared = await ganport(folder, args);
    expect([compared.code, compared.stderr]).toEqual([0, '']);
    expect(compared.stdout).toMatch(/node cpu .* same/);
  });

  test.each([
    ['of an input that is not there', 'image=1,8,8,3', 'has no input image; it has conv_input'],
    ['that does not fit', 'conv_input=1,8,8,4', 'any,any,any,3; 1,8,8,4 does not fit'],
  ])('a shape %s: exit code 2', async (_, shape, reason) => {
    const args = ['export', 'pixels', '--out', 'never.onnx', '--shape', shape];
    const { code, stderr } = await ganport(folder, args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^ganport: .*\n$/);
    expect(stderr).toContain(reason);
    expect(existsSync(file('never.onnx'))).toBe(false);
  });

  describe('--custom-layers', () => {
    /** A class as an author writes it, with a weight of its own. */
    const layers = `export default (tf) => {
      class Scale extends tf.layers.Layer {
        static className = 'Scale';
        build() {
          this.factor = this.addWeight('factor', [], 'float32', tf.initializers.constant({ value: 3 }));
          super.build();
        }
        call(inputs) {
          const [x] = [inputs].flat();
          return x.mul(this.factor.read());
        }
      }
      tf.serialization.registerClass(Scale);
    };`;

    beforeAll(async () => {
      writeFileSync(file('layers.mjs'), layers);
      const { default: register } = (await import(file('layers.mjs'))) as {
        default: (given: typeof tf) => void;
      };
      register(tf);
      const { classNameMap } = tf.serialization.SerializationMap.getMap();
      const [Scale] = classNameMap['Scale'] ?? [];
      const make = Scale as unknown as new (args: object) => tf.layers.Layer;
      const scale = new make({ name: 'scale', inputShape: [4] });
      await writeModel(folder, 'scaled', tf.sequential({ name: 'scaled', layers: [scale] }));
    });

    test('registers them for export, inspect and parity', async () => {
      const custom = ['--custom-layers', 'layers.mjs'];
      await succeed(folder, ['export', 'scaled', '--out', 'scaled.onnx', ...custom]);
      expect((await succeed(folder, ['inspect', 'scaled', ...custom])).stdout).toContain('Mul');
      const compared = ['--reference', 'scaled', '--providers', 'cpu', '--json', ...custom];
      const { stdout } = await succeed(folder, ['parity', 'scaled.onnx', ...compared]);
      const report = JSON.parse(stdout) as ParityReport;
      expect(report.rows.some(({ provider }) => provider === 'cpu')).toBe(true);
      expect(report.pass).toBe(true);
    });

    test.each([
      ['absent', undefined, 'absent.mjs: no such file'],
      ['broken', 'export default (', 'broken.mjs: cannot be loaded'],
      ['empty', 'export const a = 1;', 'empty.mjs: has no default export; export default (tf) =>'],
      ['number', 'export default 3;', 'number.mjs: its default export is number'],
      [
        'failing',
        'export default () => { throw new Error("no"); };',
        'its default export failed: no',
      ],
    ])('a file that is %s: one line, no output', async (name, text, reason) => {
      const given = `${name}.mjs`;
      if (text !== undefined) writeFileSync(file(given), text);
      const args = ['export', 'scaled', '--out', 'never.onnx', '--custom-layers', given];
      const { stdout, stderr, code } = await ganport(folder, args);
      expect([stdout, existsSync(file('never.onnx')), code === 0]).toEqual(['', false, false]);
      expect(stderr).toMatch(/^ganport: .*\n$/);
      expect(stderr).toContain(reason);
    });
  });

  test('an operator set that is not supported: exit code 2', async () => {
    const args = ['export', 'pixels', '--out', 'never.onnx', '--opset', '99'];
    const { code, stderr } = await ganport(folder, args);
    expect([code, existsSync(file('never.onnx'))]).toEqual([2, false]);
    expect(stderr).toContain('opset 99 is not supported');
  });

  test('a folder that is not there', async () => {
    const { code, stderr } = await ganport(folder, ['export', 'pixels', '--out', 'no/a.onnx']);
    expect([code, existsSync(file('no'))]).toEqual([1, false]);
    expect(stderr).toMatch(/^ganport: no\/a\.onnx could not be written: .*\n$/);
  });
});

describe('inspect', () => {
  test('prints a summary; with --json as data, for a tfjs model too', async () => {
    const { code, stdout, stderr } = await ganport(folder, ['inspect', 'pixels.onnx']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^operators +2 {2}Conv$/m);
    expect(stdout).toMatch(/^inputs +conv_input +float32\[batch, height, width, 3\]$/m);
    expect(stdout).not.toContain('<');
    const summaries = await Promise.all(
      ['pixels.onnx', 'pixels', 'pixels/model.json'].map(async (path) =>
        JSON.parse((await ganport(folder, ['inspect', path, '--json'])).stdout),
      ),
    );
    expect(summaries[0]).toMatchObject({
      name: 'pixels',
      opset: 18,
      domains: {},
      operators: { Conv: 2, Relu: 1 },
      outputs: [{ name: 'out', dtype: 'float32' }],
    });
    expect(summaries[0].bytes).toBe(4 * summaries[0].parameters);
    expect(summaries.slice(1)).toEqual([summaries[0], summaries[0]]);
  });

  test('--graph prints the summary and the graph', async () => {
    const { code, stdout, stderr } = await ganport(folder, ['inspect', 'pixels.onnx', '--graph']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^operators +2 {2}Conv$/m);
    expect(stdout).toContain('pixels (float[batch,height,width,3] conv_input) => (');
    expect(stdout).toMatch(/ = Conv<.*>\(/);
  });

  test.each<[string, (whole: Buffer) => Buffer | string]>([
    ['empty', () => ''],
    ['truncated', (whole) => whole.subarray(0, whole.length / 2)],
    ['of another kind', () => 'a letter to a friend'],
  ])('a file that is %s', async (_, content) => {
    writeFileSync(file('bad.onnx'), content(readFileSync(file('pixels.onnx'))));
    const { code, stdout, stderr } = await ganport(folder, ['inspect', 'bad.onnx']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^ganport: bad\.onnx: .*\n$/);
  });

  test('a file that is not there', async () => {
    const { code, stderr } = await ganport(folder, ['inspect', 'nowhere.onnx']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ganport: nowhere\.onnx could not be read: .*\n$/);
  });
});

describe('parity', () => {
  test.each(['pixels', 'words'])('of %s on the CPU, as JSON', async (name) => {
    await succeed(folder, ['export', name, '--out', `${name}.onnx`]);
    const args = ['parity', `${name}.onnx`, '--reference', name, '--providers', 'cpu', '--json'];
    const { code, stdout, stderr } = await ganport(folder, args);
    expect([code, stderr]).toEqual([0, '']);
    const { rows, pass } = JSON.parse(stdout) as ParityReport;
    const row = { runtime: 'node', provider: 'cpu', pass: true };
    const worst = { output: expect.any(String), index: expect.any(Array) };
    const numbers = { maxAbs: expect.any(Number), meanAbs: expect.any(Number) };
    expect([rows, pass]).toEqual([
      [{ ...row, ...numbers, worst: expect.objectContaining(worst) }],
      true,
    ]);
    // Between float32 summed in two orders: something, and next to nothing.
    expect(rows.every((one) => 'pass' in one && one.maxAbs < 1e-5)).toBe(true);
  });

  test('a runtime that is not here is a row with its reason', async () => {
    const args = ['parity', 'pixels.onnx', '--reference', 'pixels', '--providers', 'cpu,wasm'];
    const environment = { CHROMIUM_PATH: '/nowhere/chromium' };
    const table = await ganport(folder, args, environment);
    expect([table.code, table.stderr]).toEqual([0, '']);
    expect(table.stdout).toMatch(/^tfjs cpu .*the original$/m);
    expect(table.stdout).toMatch(/^node cpu +\d\.\de-\d+ +\d\.\de-\d+ +same$/m);
    expect(table.stdout).toMatch(/^chromium wasm +– +– +not here: CHROMIUM_PATH: \/nowhere/m);
    const { stdout } = await ganport(folder, [...args, '--json'], environment);
    expect((JSON.parse(stdout) as ParityReport).rows[1]).toEqual({
      runtime: 'chromium',
      provider: 'wasm',
      skipped: 'CHROMIUM_PATH: /nowhere/chromium does not exist',
    });
  });

  test('inputs from files: their numbers, or a line that says what does not fit', async () => {
    const shape = (rows: number, columns: number) =>
      encodeNpy(new Int32Array(rows * columns).fill(9), [rows, columns]);
    writeFileSync(file('tokens.npy'), shape(3, 5));
    writeFileSync(file('short.npy'), shape(3, 4));
    const args = ['parity', 'words.onnx', '--reference', 'words', '--providers', 'cpu'];
    const { code, stdout } = await ganport(folder, [...args, '--input', 'tokens=tokens.npy']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^node cpu .* same$/m)]);
    const short = await ganport(folder, [...args, '--input', 'tokens=short.npy']);
    const message = 'ganport: input tokens: is int32[3, 4], the model takes int32[batch, 5]\n';
    expect([short.code, short.stderr]).toEqual([2, message]);
  });

  test('nothing compared is nothing proven: exit code 1', async () => {
    const args = ['parity', 'pixels.onnx', '--reference', 'pixels', '--providers', 'wasm'];
    const { code, stdout } = await ganport(folder, args, { CHROMIUM_PATH: '/nowhere' });
    expect(code).toBe(1);
    expect(stdout).toContain('nothing was compared');
  });

  test('other weights do not pass: exit code 1', async () => {
    await writeModel(folder, 'others', pixelModel());
    const args = ['parity', 'pixels.onnx', '--reference', 'others', '--providers', 'cpu'];
    const { code, stdout } = await ganport(folder, args);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^node cpu .* different$/m);
    expect(stdout).toContain('0 of 1 runtimes agree');
  });

  test('a tolerance below the difference does not pass', async () => {
    const args = ['parity', 'pixels.onnx', '--reference', 'pixels', '--providers', 'cpu'];
    const { code } = await ganport(folder, [...args, '--tolerance', '1e-30']);
    expect(code).toBe(1);
  });

  test('another file, layer by layer: the first one that differs is marked', async () => {
    const model = await readModelFile(file('pixels.onnx'));
    const { inputs } = model.graph.nodes.find(({ name }) => name === 'pixels/out/Conv') ?? {};
    const weight = inputs?.[1] ?? '';
    const constant = model.graph.initializers.get(weight) as Constant;
    const data = Float32Array.from(constant.data as Float32Array, (value) => value + 0.01);
    const initializers = new Map(model.graph.initializers).set(weight, { ...constant, data });
    const graph = { ...model.graph, initializers };
    await new OnnxModel({ ...model, graph }).save(file('changed.onnx'));
    const args = ['parity', 'changed.onnx', '--reference', 'pixels.onnx', '--layers'];
    const { code, stdout } = await ganport(folder, [...args, '--providers', 'cpu']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^pixels\.onnx .*the original$/m);
    expect(stdout).toMatch(/^pixels\/conv +0\.0e\+0\npixels\/out +→ \d\.\de-\d$/m);
    expect(stdout).toContain('node cpu: the first layer that differs is pixels/out, computed by ');
  });

  test('a reference that is another model', async () => {
    const args = ['parity', 'pixels.onnx', '--reference', 'words', '--providers', 'cpu'];
    const { code, stdout, stderr } = await ganport(folder, args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^ganport: pixels\.onnx has the inputs conv_input, .*\n$/);
  });

  test('a file that is not whole', async () => {
    writeFileSync(file('half.onnx'), readFileSync(file('pixels.onnx')).subarray(0, 300));
    const { code, stderr } = await ganport(folder, [
      'parity',
      'half.onnx',
      '--reference',
      'pixels',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ganport: half\.onnx: .*\n$/);
  });
});
