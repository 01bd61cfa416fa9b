/** `ganport studio`: a folder of runs as a page on this machine. */
import { join } from 'node:path';
import { wholeNumber } from '../arguments.ts';
import { createCommand } from '../command.ts';
import { note, result } from '../terminal.ts';

export const command = createCommand('studio', {
  description:
    'Opens a page for the runs below a folder, live while they train: curves, samples over time, warnings, settings, comparisons; it starts, stops, resumes and evaluates runs. The page also teaches how GANs learn, trains small ones in the browser, explores any generator, compares runtimes and parity bundles, and looks inside any ONNX file. Only this machine can open it. Ctrl-C ends the page; runs that it has started go on.',
  examples: [
    'ganport studio',
    'ganport studio experiments/ --port 8080',
    'ganport studio runs/ --no-open',
  ],
})
  .argument('[runs]', 'the folder of the runs, which need not exist yet', 'runs')
  .option('--port <n>', 'the port of 127.0.0.1 (default: any free one)', wholeNumber(1, 65_535))
  .option('--no-open', 'print the address, and open no browser')
  .action(async (folder, { port, open }) => {
    const { serveStudio } = await import('@ganport/studio');
    const { interruptible } = await import('../interrupt.ts');
    const { builtPage } = await import('../pages.ts');
    const { mayOpen, openBrowser } = await import('../open-browser.ts');
    const studio = await serveStudio({
      folder,
      page: builtPage('studio'),
      program: [process.execPath, join(import.meta.dirname, '../../bin/ganport.js')],
      ...(port !== undefined && { port }),
    });
    result(studio.url);
    note(`the runs of ${folder}; Ctrl-C ends the studio`);
    await interruptible(
      async (signal) => {
        if (open && mayOpen()) openBrowser(studio.url);
        await new Promise((end) => signal.addEventListener('abort', end));
      },
      { onInterrupt: () => {}, onQuit: () => {} },
    );
    const running = await studio.close();
    for (const run of running) note(`${run} goes on; 'ganport studio' shows it again`);
    // Ctrl-C is how it ends.
    process.exitCode = 0;
  });
