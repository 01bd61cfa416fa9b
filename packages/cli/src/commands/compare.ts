/** `ganport compare`: several runs beside each other. */
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { createCommand } from '../command.ts';
import { note, result } from '../terminal.ts';

export const command = createCommand('compare', {
  description:
    'Compares runs, finished or still training: the settings that differ, the last and the best value of each metric, curves, warnings. Prints text; --html writes a page with curves and samples that needs no other file.',
  examples: [
    'ganport compare runs/first runs/second',
    'ganport compare runs/* --html comparison.html',
    'ganport compare runs/first runs/second --json',
  ],
})
  .argument('<run...>', 'two run folders or more')
  .option('--html <file.html>', 'write one HTML file, with pictures, for any browser', htmlFile)
  .option('--json', 'print the comparison as JSON')
  .action(async (paths, { html, json }) => {
    const { compareRuns, comparisonPage } = await import('@ganport/lab');
    const { writeFileAtomic } = await import('@ganport/lab/internal');
    const { comparisonJson, comparisonText } = await import('../compare/text.ts');
    const comparison = await compareRuns(paths);
    for (const { problems } of comparison.runs) {
      for (const problem of problems) note(`warning: ${problem}`);
    }
    if (html !== undefined) await writeFileAtomic(html, await comparisonPage(comparison));
    if (json) result(comparisonJson(comparison));
    else if (html === undefined) result(comparisonText(comparison));
    if (html !== undefined) note(`wrote ${html}`);
  });

/** A name that no file of a run has. */
function htmlFile(text: string): string {
  if (/\.html?$/i.test(text)) return text;
  throw new InvalidArgumentError('It must end in .html');
}
