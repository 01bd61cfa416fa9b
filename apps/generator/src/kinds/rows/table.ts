/** Rows as a table in place of the canvas. */
import { element } from '../../elements.ts';
import type { DrawnSamples } from '../../noise/kind-view.ts';

const place = Object.assign(document.createElement('div'), { id: 'table', tabIndex: 0 });
place.role = 'region';
place.ariaLabel = 'Generated rows';

/** Puts the place of the table in place of the canvas. */
export function offerTable(): void {
  element('canvas', HTMLCanvasElement).replaceWith(place);
}

/** Shows rows. @param caption what they are, in words */
export function showTable(
  { drawing: { rows = [] }, facts: { table = [] } }: DrawnSamples,
  caption: string,
): void {
  const line = (tag: 'th' | 'td', cells: readonly string[]) => {
    const row = document.createElement('tr');
    row.append(
      ...cells.map((textContent, i) => {
        const cell = Object.assign(document.createElement(tag), { textContent });
        // Numbers stand at the right.
        cell.classList.toggle('number', table[i]?.kind === 'number');
        if (tag === 'th') cell.setAttribute('scope', 'col');
        return cell;
      }),
    );
    return row;
  };
  const names = table.map(({ name }) => name);
  const shown = document.createElement('table');
  const words = Object.assign(document.createElement('span'), { textContent: caption });
  shown.createCaption().append(words);
  shown.createTHead().append(line('th', names));
  shown.createTBody().append(...rows.map((cells) => line('td', cells)));
  place.replaceChildren(shown);
}
