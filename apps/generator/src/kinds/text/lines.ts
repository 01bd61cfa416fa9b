/** Samples that are lines of text: a numbered list, which can be copied. */
import { element } from '../../elements.ts';
import { showDone } from '../../report.ts';
import type { DrawnSamples, NoisePage } from '../../noise/kind-view.ts';

const list = Object.assign(document.createElement('ol'), { id: 'lines' });

/** Puts the list in place of the canvas, and shows the button that copies it. */
export function offerLines(page: NoisePage): void {
  element('canvas', HTMLCanvasElement).replaceWith(list);
  offerCopy(page);
}

/** @param label what the list is, in words */
export function showLines({ drawing: { lines = [] }, classes }: DrawnSamples, label: string): void {
  list.ariaLabel = label;
  list.replaceChildren(
    ...lines.map((line, i) => {
      const item = document.createElement('li');
      // Which way it runs is the line's own matter.
      const text = Object.assign(document.createElement('span'), {
        textContent: line,
        dir: 'auto',
      });
      const beside = classes[i] ?? (line === '' ? 'empty' : '');
      item.append(...(beside === '' ? [] : [small(beside)]), text);
      return item;
    }),
  );
}

const small = (textContent: string) =>
  Object.assign(document.createElement('small'), { textContent });

/** Pages that are not secure have no clipboard. */
function offerCopy({ drawn, onError }: NoisePage): void {
  const { clipboard } = navigator as Partial<Navigator>;
  if (!clipboard) return;
  const copy = Object.assign(document.createElement('button'), {
    id: 'copy',
    type: 'button',
    className: 'plain',
    textContent: 'Copy the lines',
  });
  element('download', HTMLElement).before(copy);
  copy.addEventListener('click', () => {
    const { lines = [] } = drawn()?.drawing ?? {};
    clipboard.writeText(textOf(lines)).then(
      () => showDone(undefined, `Copied ${lines.length === 1 ? 'the line' : 'all lines'}.`),
      (cause: unknown) =>
        onError(new Error('The browser does not allow to copy: download the lines.', { cause })),
    );
  });
}

/** Lines as a file has them. */
export const textOf = (lines: readonly string[]): string =>
  lines.map((line) => `${line}\n`).join('');
