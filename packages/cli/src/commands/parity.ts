/** `ganport parity`: an ONNX file against its original, or the networks of every variant. */
import { variantNames } from '@ganport/core';
import { createCommand } from '../command.ts';
import { customLayers, registerCustomLayers } from '../custom-layers.ts';
import { defined, listOf, positiveNumber, seed } from '../arguments.ts';
import { inputOption } from '../parity/input-option.ts';
import type { Compared, ParitySubject } from '../parity/prove.ts';
import { clearStatus, note, result, status } from '../terminal.ts';
import { memoryLimit, timeLimit } from '../untrusted.ts';

export const command = createCommand('parity', {
  description:
    'Computes the same inputs with the original, a tfjs model or another ONNX file, and with every runtime of this machine, and prints how far apart the outputs are; with --layers, after each layer. Exit code 1 when a runtime disagrees or none could be compared.',
  examples: [
    'ganport parity generator.onnx --reference runs/digits',
    'ganport parity runs/horses/generator-BtoA.onnx --reference runs/horses',
    'ganport parity model.onnx --reference model.json --providers cpu,wasm --json',
    'ganport parity words.onnx --reference words/model.json --input tokens=tokens.npy',
    'ganport parity smaller.onnx --reference model.onnx --layers',
    'ganport parity generator.onnx --server http://localhost:8080/v2/models/generator',
    'ganport parity generator.onnx --reference runs/digits --bundle digits.zip',
    'ganport parity --variants',
    'ganport parity --variants dcgan,cyclegan --providers cpu,webgpu',
  ],
})
  .argument('[file.onnx]', 'the file')
  .option('--reference <model>', 'the original: a run folder, a model.json or an ONNX file')
  .option(
    '--network <name>',
    "which of a run's networks the file is of (default: the one that the file names)",
  )
  .option(
    '--variants [names]',
    'compare small networks of every variant and the shipped classifier, or of these variants alone, in place of a file',
    listOf(variantNames),
  )
  .option(
    '--providers <names>',
    "only these execution providers, wherever they are, or python, PyPI's onnxruntime (default: all)",
    listOf(['cpu', 'cuda', 'webgpu', 'wasm', 'python']),
  )
  .option(
    '--server <address>',
    'also compare the model on a server of the Open Inference Protocol: http://host:port/v2/models/NAME or grpc://host:port/NAME; GANPORT_API_KEY is its key',
  )
  .option('--layers', 'also compare the values after each layer, and mark the first that differs')
  .option(
    '--tolerance <number>',
    'largest difference that passes (default: 1e-4; of layers, in relation to their numbers, 1e-3)',
    positiveNumber,
  )
  .option('--seed <n>', "where the inputs' numbers come from", seed, 1)
  .option(...customLayers)
  .addOption(inputOption)
  .option(...timeLimit)
  .option(...memoryLimit)
  .option(
    '--bundle <path>',
    'also write the model, the inputs and all outputs as a .zip file, or into a new folder; the page Compare of ganport studio checks it in any browser',
  )
  .option('--json', 'print the report as JSON')
  .action(async (file, { reference, network, providers, server, json, bundle, ...rest }) => {
    const { originalOf, subjectFor } = await import('../parity/arguments.ts');
    await registerCustomLayers(rest.customLayers);
    const { variants, layers = false, seed: from, input: files } = rest;
    const { tolerance = 1e-4, timeLimit: seconds, memoryLimit: size } = rest;
    const layerTolerance = layers ? (rest.tolerance ?? 1e-3) : undefined;
    const limits = defined({ timeLimit: seconds, memoryLimit: size });
    const optional = defined({ providers, files, layerTolerance, server });
    const settings = { tolerance, seed: from, limits, ...optional };
    const wanted = subjectFor({
      variants: variants !== undefined,
      layers,
      ...defined({ file, reference, network, server, bundle }),
    });
    if (bundle !== undefined) await (await import('../parity/bundle.ts')).checkBundlePath(bundle);
    status('reading the original …');
    const [report, table] = await prove();
    clearStatus();
    result(json ? JSON.stringify(report, undefined, 2) : table);
    if (!report.pass) process.exitCode = 1;

    async function prove() {
      if (wanted === 'variants') {
        const { proveVariants } = await import('../parity/variants.ts');
        const { variantsTable } = await import('../parity/variants-table.ts');
        const proof = await proveVariants(settings, variants === true ? undefined : variants);
        return [proof, variantsTable(proof)] as const;
      }
      const { proveParity } = await import('../parity/prove.ts');
      const { parityTable } = await import('../parity/table.ts');
      const { layersTable } = await import('../parity/layers-table.ts');
      const subject = await originalOf(wanted, limits);
      const proof = await proveParity(subject, {
        ...settings,
        ...(bundle !== undefined && { onCompared: keepIn(bundle, subject) }),
      });
      const tables = [
        parityTable(proof, tolerance),
        ...(proof.layers ? [layersTable(proof.layers, layerTolerance ?? tolerance)] : []),
      ];
      return [proof, tables.join('\n\n')] as const;
    }

    function keepIn(path: string, subject: ParitySubject) {
      return async (compared: Compared) => {
        const { writeBundle } = await import('../parity/bundle.ts');
        await writeBundle(path, subject, settings, compared);
        clearStatus();
        note(`wrote ${path}; drop it on the page Compare of ganport studio`);
      };
    }
  });
