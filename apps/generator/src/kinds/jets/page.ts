/** The page of a generator of jets: pictures, with the scale of their colors below. */
import { element } from '../../elements.ts';
import { pixels, startNoisePage } from '../../noise/page.ts';

/** Shows the ends and the middle of the scale. */
function showScale(): void {
  const scale = Object.assign(document.createElement('figcaption'), { id: 'momenta' });
  scale.ariaLabel = 'Transverse momentum by color, in GeV';
  for (const textContent of ['0.01', '1', '100 GeV']) {
    scale.append(Object.assign(document.createElement('span'), { textContent }));
  }
  element('images', HTMLElement).append(scale);
}

startNoisePage(
  { nouns: ['jet', 'jets'], describe: pixels, start: showScale },
  () => new Worker(new URL('worker.ts', import.meta.url), { type: 'module', name: 'ganport' }),
);
