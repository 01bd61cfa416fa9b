/** Plots as text: panels with axes, lines and points, in one self-contained SVG file. */

const INK = '#1f2937';
const FAINT = '#6b7280';
const RULE = '#e5e7eb';
/** Colors of the series, in their order. */
export const colors = ['#2563eb', '#ea580c', '#0d9488', '#9333ea', '#ca8a04'];

/**
 * @typedef {object} Line
 * @property {string} name shown in the legend
 * @property {readonly (readonly [number, number])[]} points
 * @property {string} [color]
 * @property {boolean} [dashed]
 *
 * @typedef {object} Panel
 * @property {string} title
 * @property {string} [x] what the horizontal axis is
 * @property {readonly [number, number]} domain of x
 * @property {readonly [number, number]} range of y
 * @property {boolean} [log] y is logarithmic; the range is then in powers of ten
 * @property {boolean} [bare] no ticks, for scatter plots
 * @property {readonly Line[]} [lines]
 * @property {readonly { points: readonly (readonly [number, number])[], color: string, size?: number }[]} [dots]
 * @property {readonly number[]} [xTicks]
 * @property {readonly number[]} [yTicks]
 */

/**
 * @param {readonly (readonly Panel[])[]} rows panels of a row have one width
 * @param {{ title: string, width?: number, heights: readonly number[] }} options heights of the rows in pixels
 */
export function svg(rows, { title, width = 760, heights }) {
  const parts = [];
  let top = 8;
  rows.forEach((panels, r) => {
    const height = heights[r] ?? 200;
    const each = width / panels.length;
    panels.forEach((panel, i) => parts.push(drawPanel(panel, i * each, top, each, height)));
    top += height;
  });
  const total = top + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}" font-family="system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="12">
<title>${title}</title>
<rect width="${width}" height="${total}" rx="8" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}

/** @param {Panel} panel @param {number} x0 @param {number} y0 @param {number} width @param {number} height */
function drawPanel(panel, x0, y0, width, height) {
  const { title, domain, range, log = false, bare = false, lines = [], dots = [] } = panel;
  const named = lines.filter(({ name }) => name);
  const left = x0 + (bare ? 10 : 52);
  const right = x0 + width - (bare ? 10 : 24);
  const top = y0 + 26 + (named.length > 0 ? 18 : 0);
  const bottom = y0 + height - (bare ? 8 : panel.x ? 40 : 26);
  const x = scale(domain, [left, right]);
  const y = scale(range, [bottom, top]);
  /** @param {number} value */
  const yOf = (value) => y(log ? Math.log10(Math.max(value, 1e-12)) : value);
  const id = `clip-${Math.round(x0)}-${Math.round(y0)}`;
  const xTicks = bare ? [] : (panel.xTicks ?? ticks(domain, 5));
  const yTicks = bare ? [] : (panel.yTicks ?? ticks(range, log ? 4 : 4));
  return [
    text((left + right) / 2, y0 + 16, title, 'middle', INK, 'font-weight="600"'),
    ...legend(named, left, y0 + 36, right - left),
    `<clipPath id="${id}"><rect x="${r(left - 2)}" y="${r(top - 2)}" width="${r(right - left + 4)}" height="${r(bottom - top + 4)}"/></clipPath>`,
    bare
      ? `<rect x="${r(left)}" y="${r(top)}" width="${r(right - left)}" height="${r(bottom - top)}" fill="none" stroke="${RULE}" rx="4"/>`
      : rule(left, bottom, right, bottom, FAINT),
    ...yTicks.flatMap((tick) => [
      rule(left, y(tick), right, y(tick), RULE),
      text(left - 8, y(tick) + 4, log ? power(tick) : label(tick), 'end', FAINT),
    ]),
    ...xTicks.map((tick) => text(x(tick), bottom + 16, label(tick), 'middle', FAINT)),
    panel.x ? text((left + right) / 2, bottom + 33, panel.x, 'middle', INK) : '',
    `<g clip-path="url(#${id})" fill="none" stroke-linecap="round" stroke-linejoin="round">`,
    ...dots.map(
      ({ points, color, size = 3 }) =>
        `<path stroke="${color}" stroke-width="${size}" stroke-opacity="0.6" d="${points.map(([a, b]) => `M${r(x(a))} ${r(yOf(b))}h0`).join('')}"/>`,
    ),
    ...lines.map(({ points, color, dashed }, i) => {
      const stroke = `stroke="${color ?? colors[i % colors.length]}" stroke-width="${dashed ? 1 : 2}"${dashed ? ' stroke-dasharray="3 4"' : ''}`;
      return `<path ${stroke} d="M${points.map(([a, b]) => `${r(x(a))} ${r(yOf(b))}`).join('L')}"/>`;
    }),
    '</g>',
  ]
    .filter(Boolean)
    .join('\n');
}

/** @param {readonly Line[]} lines @param {number} left @param {number} y @param {number} width */
function legend(lines, left, y, width) {
  const each = Math.min(150, width / Math.max(1, lines.length));
  return lines.flatMap(({ name, color, dashed }, i) => {
    const from = left + i * each;
    const stroke = `stroke="${color ?? colors[i % colors.length]}" stroke-width="3"${dashed ? ' stroke-dasharray="3 3"' : ''}`;
    return [
      `<path ${stroke} d="M${r(from)} ${r(y - 4)}h14"/>`,
      text(from + 19, y, name, 'start', INK),
    ];
  });
}

/** @param {readonly [number, number]} from @param {readonly [number, number]} to */
function scale([a, b], [c, d]) {
  return (/** @type {number} */ value) => c + ((value - a) / (b - a || 1)) * (d - c);
}

/** Round numbers within a range. @param {readonly [number, number]} range @param {number} count */
function ticks([low, high], count) {
  const rough = (high - low) / count;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * unit).find((s) => s >= rough) ?? rough;
  const first = Math.ceil(low / step - 1e-9) * step;
  return Array.from({ length: Math.floor((high - first) / step + 1e-9) + 1 }, (_, i) =>
    Number((first + i * step).toPrecision(12)),
  );
}

/** @param {number} value */
const label = (value) =>
  Math.abs(value) >= 1000 ? value.toLocaleString('en-US') : String(value).replace('-', '−');
/** @param {number} exponent */
const power = (exponent) => label(Number((10 ** exponent).toPrecision(3)));
/** @param {number} value */
const r = (value) => Math.round(value * 10) / 10;

/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {string} color */
function rule(x1, y1, x2, y2, color) {
  return `<path stroke="${color}" d="M${r(x1)} ${r(y1)}L${r(x2)} ${r(y2)}"/>`;
}

/** @param {number} x @param {number} y @param {string} content @param {string} anchor @param {string} color */
function text(x, y, content, anchor, color, more = '') {
  return `<text x="${r(x)}" y="${r(y)}" text-anchor="${anchor}" fill="${color}" ${more}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;
}
