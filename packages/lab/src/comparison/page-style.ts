/** The style of the page of a comparison, in a light and a dark theme. */

/** The number of colors of runs; dashes tell runs of the same color apart. */
const COLORS = 8;
const dashes = ['none', '7 4', '2 4', '9 3 2 3'];

/** The number of different lines. */
export const STYLES = COLORS * dashes.length;

/** Each has a contrast of at least 4.5 to the background of its theme. */
const light = [
  '#1d4ed8',
  '#b45309',
  '#047857',
  '#be123c',
  '#7e22ce',
  '#0e7490',
  '#4d7c0f',
  '#a21caf',
];
const dark = [
  '#7aa5ff',
  '#f5a451',
  '#3dd6a0',
  '#ff8095',
  '#c79bff',
  '#4fd0e8',
  '#a8d64f',
  '#f08df5',
];

/** The text of the style element. */
export function pageStyle(): string {
  const runs = Array.from({ length: STYLES }, (_, i) => {
    const dash = dashes[Math.floor(i / COLORS)] ?? 'none';
    return `.run-${i}{--run:var(--color-${i % COLORS});--dash:${dash}}`;
  });
  return [rules(light, dark), ...runs].join('\n');
}

function colors(values: readonly string[]): string {
  return values.map((color, i) => `--color-${i}:${color};`).join('');
}

const rules = (ofLight: readonly string[], ofDark: readonly string[]): string => `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--ink:#1c2430;--faint:#566173;--rule:#e3e7ed;--mark:#e7f0fe;--problem:#fdecec;${colors(ofLight)}}
@media (prefers-color-scheme:dark){:root{--page:#10141b;--card:#181e28;--ink:#e6eaf0;--faint:#9aa6b6;--rule:#2c3543;--mark:#1d2f4d;--problem:#43202a;${colors(ofDark)}}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem clamp(1rem,4vw,3rem);max-width:1400px;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
h1{font-size:1.6rem;margin:0 0 1rem}
h2{font-size:1.15rem;margin:2.5rem 0 .75rem}
.faint{color:var(--faint)}
.path{overflow-wrap:anywhere}
ul.runs{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.4rem 1.5rem}
ul.list{list-style:none;margin:0;padding:.5rem 1rem;background:var(--card);border:1px solid var(--rule);border-radius:10px}
ul.list li{padding:.35rem 0;display:flex;align-items:baseline;overflow-wrap:anywhere}
ul.problems{margin-top:1rem;background:var(--problem)}
ul.runs .path{font-weight:600}
.badge{display:inline-block;flex:none;min-width:1.5em;margin-right:.5em;padding:0 .35em;border:2px solid var(--run);border-radius:6px;color:var(--run);font-weight:700;font-size:.85em;text-align:center;background:var(--card)}
.pictures,.charts{display:grid;gap:1rem}
.pictures{grid-template-columns:repeat(auto-fill,minmax(min(100%,270px),1fr))}
.charts{grid-template-columns:repeat(auto-fill,minmax(min(100%,420px),1fr))}
figure{margin:0;padding:.9rem 1rem;background:var(--card);border:1px solid var(--rule);border-radius:10px;min-width:0}
figcaption{margin-bottom:.6rem;font-weight:600}
figcaption .faint{font-weight:400}
figcaption .path{font-weight:600}
.pictures figcaption{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 .25rem}
.pictures img{display:block;width:100%;height:auto;image-rendering:pixelated;border-radius:4px}
.empty{aspect-ratio:1;border:1px dashed var(--rule);border-radius:4px}
.charts figure>svg{display:block;width:100%;height:auto}
.rule{stroke:var(--rule)}
.tick{fill:var(--faint);font-size:12px}
.curve,.raw{fill:none;stroke:var(--run);stroke-linejoin:round;stroke-linecap:round}
.curve{stroke-width:2;stroke-dasharray:var(--dash)}
.raw{stroke-opacity:.25}
.point,.end{fill:var(--run)}
.end{font-size:13px;font-weight:700}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--rule);border-radius:10px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.5rem .9rem;text-align:left;vertical-align:top;border-top:1px solid var(--rule)}
thead th{border-top:0;vertical-align:bottom}
th[scope=row]{font-weight:500;min-width:11rem}
td{min-width:8rem;overflow-wrap:anywhere}
.head{font-weight:600}
td .faint{font-size:.85em;white-space:nowrap}
.leader{background:var(--mark);font-weight:600}
.leader .faint{font-weight:400}
footer{margin-top:2.5rem;font-size:.9rem}
@media print{body{background:#fff;padding:0}figure,.scroll{break-inside:avoid}}
`;
