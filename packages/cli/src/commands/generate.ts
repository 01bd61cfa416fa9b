/** `ganport generate`: images from a trained generator. */
import { listOf, seed, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { defined } from '../defined.ts';
import { note, status } from '../terminal.ts';

export const command = createCommand('generate', {
  description:
    "Draws images with a run's generator or an exported one, on ONNX Runtime, as one picture. The same seed gives the same images.",
  examples: [
    'ganport generate runs/digits --count 25 --seed 1 --out grid.png',
    'ganport generate generator.onnx --count 100 --out hundred.png',
  ],
})
  .argument('<model>', 'a run folder or an ONNX file')
  .requiredOption('--out <grid.png>', 'the picture to write')
  .option('--count <n>', 'how many images', wholeNumber(1, 10_000), 25)
  .option('--seed <n>', 'where the noise comes from', seed, 1)
  .option(
    '--provider <names>',
    'execution providers to try in order (default: cuda,cpu)',
    listOf(['cpu', 'cuda', 'webgpu']),
  )
  .action(async (path, { out, count, seed: from, provider }) => {
    const { imageGrid, writePng } = await import('@ganport/core');
    const { drawImages } = await import('../image-generator.ts');
    status('generating …');
    const request = { count, seed: from, ...defined({ providers: provider }) };
    const { data, shape, provider: ranOn } = await drawImages(path, request);
    const columns = Math.ceil(Math.sqrt(count));
    await writePng(out, imageGrid(data, shape, columns));
    note(`wrote ${out}: ${count} images of ${shape.join(' × ')}, computed on ${ranOn}`);
  });
