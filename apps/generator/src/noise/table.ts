/** Rows as a table in place of the canvas. */
import { element } from '../elements.ts';

const canvas = element('canvas', HTMLCanvasElement);
const place = element('table', HTMLElement);

/** What a table shows. */
export interface ShownTable {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether each column has numbers, which stand at the right. */
  readonly isNumber: readonly boolean[];
}

/** Shows a table. @param caption what it is, in words */
export function showTable({ names, rows, isNumber }: ShownTable, caption: string): void {
  canvas.hidden = true;
  place.hidden = false;
  const line = (tag: 'th' | 'td', cells: readonly string[]) => {
    const row = document.createElement('tr');
    row.append(
      ...cells.map((textContent, i) => {
        const cell = Object.assign(document.createElement(tag), { textContent });
        cell.classList.toggle('number', isNumber[i] ?? false);
        if (tag === 'th') cell.setAttribute('scope', 'col');
        return cell;
      }),
    );
    return row;
  };
  const shown = document.createElement('table');
  shown.createCaption().textContent = caption;
  shown.createTHead().append(line('th', names));
  shown.createTBody().append(...rows.map((cells) => line('td', cells)));
  place.replaceChildren(shown);
}
