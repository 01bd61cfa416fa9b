/** `ganport triton`: what Triton and KServe need to serve a model. */
import { Option } from '@commander-js/extra-typings';
import { defined, number, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { note, result } from '../terminal.ts';
import { memoryLimit, timeLimit } from '../untrusted.ts';

export const command = createCommand('triton', {
  description:
    "Writes a run's generator or an ONNX file into a model repository of Triton: the model with its configuration for the ONNX Runtime backend (batching, instances, warm-up), the names of its classes, and for images an ensemble, NAME-images, whose output is uint8. With --kserve also the manifest of a KServe InferenceService that serves the repository.",
  examples: [
    'ganport triton runs/digits --out models',
    'ganport triton faces.onnx --name faces --out models --device cuda --instances 2',
    'ganport triton runs/digits --out models --kserve digits.yaml --storage-uri s3://bucket/models',
  ],
})
  .argument('<model>', 'a run folder or an ONNX file')
  .requiredOption(
    '--out <repository>',
    'the folder of the repository; models that are there stay, one of the same name is refused',
  )
  .option('--name <name>', "the model's name (default: that of the run or file)")
  .addOption(
    new Option('--device <device>', 'where it computes')
      .choices(['cpu', 'cuda'] as const)
      .default('cpu' as const),
  )
  .option('--instances <n>', 'copies of the model on each device (default: 1)', wholeNumber(1, 256))
  .option(
    '--threads <n>',
    "threads of an instance (default: ONNX Runtime's choice)",
    wholeNumber(1, 1024),
  )
  .option('--max-batch <n>', 'the most rows of a batch (default: 64)', wholeNumber(1, 65_536))
  .option(
    '--max-delay <ms>',
    'milliseconds that a request waits for others (default: 2)',
    number(0, 10_000),
  )
  .option(
    '--max-queue <n>',
    'the most requests that wait; others are rejected (default: 256)',
    wholeNumber(1, 1_000_000),
  )
  .option('--no-pixels', 'no ensemble of pixels')
  .option('--no-lines', 'no ensemble of lines of text')
  .option('--kserve <file.yaml>', 'also write the manifest of an InferenceService')
  .option(
    '--storage-uri <address>',
    'where the repository will be, for the manifest: s3://bucket/models',
  )
  .option(...timeLimit)
  .option(...memoryLimit)
  .action(async (path, options) => {
    const { writeTriton } = await import('../serve/triton.ts');
    const { pixels, lines, ...rest } = options;
    const { models, alone, manifest } = await writeTriton(path, {
      ...defined(rest),
      out: options.out,
      // Without the flags, where there are images, or text.
      ...(pixels ? {} : { pixels }),
      ...(lines ? {} : { lines }),
    });
    if (alone !== undefined) note(`requests are not joined: ${alone}`);
    note(`wrote ${options.out}: ${models.join(', ')}`);
    if (manifest !== undefined) note(`wrote ${manifest}`);
    result(models.join('\n'));
  });
