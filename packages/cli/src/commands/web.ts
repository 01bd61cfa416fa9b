/** `ganport web`: a model → a page of static files. */
import { Option } from '@commander-js/extra-typings';
import { defined, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { CliError } from '../errors.ts';
import { precisionFlags, precisionRequest } from '../precision/flags.ts';
import { memoryLimit, timeLimit } from '../untrusted.ts';

export const command = createCommand('web', {
  description:
    "Writes a page around a generator: a folder of static files that any host serves. It has the model, one build of ONNX Runtime, a page with the controls that the model asks for (seed, classes, truncation, noise, interpolation; for translators pictures, before and after), and generator.js to import in a page of your own. The model is compared with its original first, as 'ganport export' does. Everything is computed in the visitor's browser.",
  examples: [
    'ganport web runs/digits --out site',
    'ganport web generator.onnx --out site --precision float16 --title "Faces"',
    'ganport web runs/words --out site --title "Words"',
    'ganport web runs/horses --network generator-BtoA --out site --provider webgpu',
    'ganport web runs/digits --serve',
    'ganport web site --serve --port 8400',
  ],
})
  .argument('<model>', 'a run folder, a tfjs model, an ONNX file, or with --serve a site')
  .option(
    '--out <folder>',
    'the folder to write, whole or not at all; an earlier site is replaced, other files are not',
  )
  .option(
    '--network <name>',
    "a run's network, for example generator-BtoA (default: its generator)",
  )
  .option('--title <text>', "the page's title")
  .addOption(
    new Option(
      '--provider <name>',
      'wasm: the smaller build of ONNX Runtime; webgpu: the larger one, which computes on WebGPU where there is one (default: webgpu for translators and files above 20 MB)',
    ).choices(['wasm', 'webgpu'] as const),
  )
  .addOption(precisionFlags.precision)
  .addOption(precisionFlags.keep)
  .addOption(precisionFlags.quantize)
  .addOption(precisionFlags.calibration)
  .addOption(precisionFlags.calibrationMethod)
  .addOption(precisionFlags.percentile)
  .option('--serve', 'serve the site on 127.0.0.1 until Ctrl-C, with the headers for threads')
  .option(
    '--port <n>',
    'with --serve: the port, 0 for a free one (default: 8400)',
    wholeNumber(0, 65_535),
  )
  .option(...timeLimit)
  .option(...memoryLimit)
  .action(async (model, options) => {
    const { out, serve = false, port, ...rest } = options;
    if (!serve && port !== undefined) {
      throw new CliError('bad-argument', '--port: is for --serve; add it or leave --port out');
    }
    if (!serve && out === undefined) {
      const message = 'nothing to do: give --out <folder>, --serve, or both';
      throw new CliError('bad-argument', message);
    }
    const request = { ...defined(rest), model, request: precisionRequest(rest) };
    const { publishSite } = await import('../web/publish-site.ts');
    await publishSite(request, { out, port: serve ? (port ?? 8400) : undefined });
  });
