/** `ganport serve`: models over the network. */
import { Option } from '@commander-js/extra-typings';
import { defined, listOf, number, positiveNumber, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { note, result } from '../terminal.ts';
import { memoryLimit, size } from '../untrusted.ts';

export const command = createCommand('serve', {
  description:
    'Serves runs and ONNX files over the Open Inference Protocol (version 2), which clients of KServe and Triton speak: /v2/models/NAME/infer with JSON or binary tensors. Generators also draw GET /images.png?seed=1&label=3&count=16, /samples.npz, and /samples.wav, .txt, .csv or .json of sounds, text and rows. /metrics is for Prometheus, /openapi.json describes it all. Requests that wait are computed together. Ctrl-C answers what was taken, then ends.',
  examples: [
    'ganport serve runs/digits',
    'ganport serve digits=runs/digits faces=faces.onnx --port 9000',
    'ganport serve generator.onnx --host 0.0.0.0 --api-keys keys.txt --cors https://example.org',
    'ganport serve generator.onnx --grpc-port 8081',
    'ganport serve generator.onnx --max-batch 128 --max-delay 5 --instances 2 --threads 2',
  ],
})
  .argument('<models...>', 'run folders and ONNX files, as PATH or NAME=PATH')
  .option('--host <address>', 'the address to listen at (default: 127.0.0.1, this machine alone)')
  .option('--port <n>', 'the port; 0 takes a free one (default: 8080)', wholeNumber(0, 65_535))
  .option('--grpc-port <n>', 'a port for gRPC as well; 0 takes a free one', wholeNumber(0, 65_535))
  .option(
    '--api-keys <file>',
    'a file with a key a line; requests need one of them (default: the variable GANPORT_API_KEYS, keys with commas)',
  )
  .option(
    '--cors <origins>',
    'origins whose web pages may use the server, with commas (default: none)',
    (text) => text.split(','),
  )
  .option(
    '--max-batch <n>',
    'the most rows of a batch and of a request (default: 64)',
    wholeNumber(1, 65_536),
  )
  .option(
    '--max-delay <ms>',
    'milliseconds that a request waits for others while no batch is computed (default: 2)',
    number(0, 10_000),
  )
  .option(
    '--max-queue <n>',
    'the most requests under way; others get 429 (default: 256)',
    wholeNumber(1, 1_000_000),
  )
  .option('--max-body <size>', 'the most bytes of a request (default: 16M)', size(2 ** 10))
  .option('--instances <n>', 'processes that compute each model (default: 1)', wholeNumber(1, 256))
  .option(
    '--threads <n>',
    "threads of each process (default: ONNX Runtime's choice)",
    wholeNumber(1, 1024),
  )
  .option(
    '--provider <names>',
    'execution providers to try in order (default: cuda,cpu)',
    listOf(['cpu', 'cuda', 'webgpu']),
  )
  .option(
    '--time-limit <seconds>',
    'the most time that a request may wait and compute, or a model may take to open (default: 60)',
    positiveNumber,
  )
  .option(...memoryLimit)
  .option(
    '--grace <seconds>',
    'the time that requests get to end when the server is stopped (default: 30)',
    positiveNumber,
  )
  .addOption(
    new Option('--log-level <level>', 'what is logged to stderr, a line of JSON each')
      .choices(['debug', 'info', 'warn', 'error', 'silent'] as const)
      .default('info' as const),
  )
  .action(async (models, { apiKeys, provider, ...options }) => {
    // Runs open with tfjs, which otherwise prints advice.
    if (models.some((model) => !model.endsWith('.onnx'))) await import('../tfjs.ts');
    const { serveModels } = await import('@ganport/serve');
    const { interruptible } = await import('../interrupt.ts');
    const { readKeys } = await import('../serve/keys.ts');
    const keys = await readKeys(apiKeys);
    const stopping = () => note('stopping: requests that were taken are answered …');
    await interruptible(
      async (signal) => {
        const server = await serveModels(models, {
          ...defined({ ...options, providers: provider }),
          keys,
        });
        result([server.url, server.grpcUrl ?? []].flat().join('\n'));
        if (!signal.aborted) {
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        }
        await server.close();
      },
      { onInterrupt: stopping, onQuit: () => note('stopped') },
    );
  });
