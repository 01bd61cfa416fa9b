/** Samples that are lines of text: a numbered list, which can be copied. */
import { element } from '../elements.ts';
import { showDone } from '../report.ts';

const list = element('lines', HTMLOListElement);
const copy = element('copy', HTMLButtonElement);

/**
 * @param classes the name of the class of each line, where they differ
 * @param label what the list is, in words
 */
export function showLines(
  lines: readonly string[],
  classes: readonly (string | undefined)[],
  label: string,
): void {
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

/**
 * Shows the button that copies lines. Pages that are not secure have no clipboard.
 *
 * @param linesOf the lines that are shown
 */
export function offerCopy(
  linesOf: () => readonly string[],
  onError: (thrown: unknown) => void,
): void {
  const { clipboard } = navigator as Partial<Navigator>;
  copy.hidden = !clipboard;
  copy.addEventListener('click', () => {
    const lines = linesOf();
    clipboard?.writeText(textOf(lines)).then(
      () => showDone(undefined, `Copied ${lines.length === 1 ? 'the line' : 'all lines'}.`),
      (cause: unknown) =>
        onError(new Error('The browser does not allow to copy: download the lines.', { cause })),
    );
  });
}

/** Lines as a file has them. */
export const textOf = (lines: readonly string[]): string =>
  lines.map((line) => `${line}\n`).join('');
