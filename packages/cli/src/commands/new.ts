/** `ganport new`: the template of a variant of one's own. */
import { writeVariantTemplate } from '@ganport/lab';
import { createCommand } from '../command.ts';
import { note } from '../terminal.ts';

export const command = createCommand('new', {
  description:
    'Writes a file that describes a GAN of your own: its networks, losses and settings. Edit it, then train it.',
  examples: ['ganport new my-gan.mjs', 'ganport train ./my-gan.mjs --out runs/mine'],
})
  .argument('<file>', 'the file to write; an existing one is never replaced')
  .action(async (file) => {
    await writeVariantTemplate(file);
    note(`${file}: edit it, then run ganport train ./${file.replace(/^\.\//, '')} --out runs/mine`);
  });
