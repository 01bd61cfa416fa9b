/** `ganport translate`: images of one domain → images of the other. */
import { Argument, Option } from '@commander-js/extra-typings';
import { defined, listOf, maxDataBytes, wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { note } from '../terminal.ts';
import { memoryLimit, timeLimit } from '../untrusted.ts';

export const command = createCommand('translate', {
  description:
    'Translates photographs and other images (PNG, JPEG, WebP) with the generator of a CycleGAN or pix2pix. Transparency stays, and EXIF orientation is applied. Large images are translated in overlapping tiles, so that memory does not grow with the image. An image that cannot be read is reported, and the next ones are translated. Inputs are never replaced; other files only with --replace.',
  examples: [
    'ganport translate runs/horses photos/ --out zebras',
    'ganport translate runs/horses a.jpg b.png --direction BtoA --out horses --side-by-side',
    'ganport translate generator.onnx poster.webp --out painted --tile 768 --overlap 128',
  ],
})
  .argument('<model>', 'a run folder, or an ONNX file from images to images')
  .addArgument(new Argument('<images...>', 'image files, and folders of them'))
  .requiredOption(
    '--out <folder>',
    'the folder of the results, which have the names of their inputs',
  )
  .addOption(
    new Option('--direction <direction>', 'the direction, which selects a generator of the run')
      .choices(['AtoB', 'BtoA'] as const)
      .default('AtoB' as const),
  )
  .option('--replace', 'replace files of the same names in the folder of the results')
  .option('--side-by-side', 'show the input on the left of each result')
  .option('--keep-size', "resize results to their inputs' size, for models of one size")
  .option('--tile <n>', 'side of the tiles in pixels (default: 512)', wholeNumber(16, 16_384))
  .option('--overlap <n>', 'pixels that tiles share (default: 64)', wholeNumber(0, 8192))
  .option(
    '--provider <names>',
    'execution providers to try in order (default: cuda,cpu)',
    listOf(['cpu', 'cuda', 'webgpu']),
  )
  .option(...maxDataBytes)
  .option(...timeLimit)
  .option(...memoryLimit)
  .action(async (path, images, options) => {
    const {
      out,
      direction,
      replace = false,
      sideBySide: beside = false,
      provider,
      maxDataBytes: maxBytes,
      ...rest
    } = options;
    const { listInputs } = await import('../translate/inputs.ts');
    const { openNamedModel } = await import('../named-model.ts');
    const { translate } = await import('../translate/translate.ts');
    const inputs = await listInputs(images, { out, replace });
    const model = await openNamedModel(path, direction);
    const request = {
      model,
      inputs,
      beside,
      ...defined({ ...rest, providers: provider, maxBytes }),
    };
    const { done, failed, provider: ranOn } = await translate(request);
    const count = done < inputs.length ? `${done} of ${inputs.length}` : String(done);
    const noun = inputs.length === 1 ? 'image' : 'images';
    note(`translated ${count} ${noun} into ${out}, computed on ${ranOn}`);
    if (failed > 0) process.exitCode ??= 1;
  });
