/**
 * A comparison as one HTML file that needs nothing else: curves as inline SVG, pictures as data, no
 * script, and a content-security-policy that allows no more than its own style. Its colors follow
 * the reader's theme.
 */
import { createHash } from 'node:crypto';
import { encodePng } from '../imaging/encode-image.ts';
import { fitWithin, readImage } from '../imaging/decode-image.ts';
import { LabError } from '../errors.ts';
import { chart, type Curve } from './chart.ts';
import type { ComparedMetric, RunComparison } from './compare-runs.ts';
import { formatSetting, formatValue, letterOf, progressOf } from './format.ts';
import { Markup, markup } from './markup.ts';
import { recordedValues } from './metrics.ts';
import type { ComparedRun } from './read-run.ts';
import { pageStyle, STYLES } from './page-style.ts';

/** The longest side of an embedded picture, in pixels. */
const PICTURE_SIDE = 720;

/** Metrics that have no chart of their own: they hardly change, or are in another one. */
const uncharted: ReadonlySet<string> = new Set([
  'modes',
  'diversity',
  'dAccuracyReal',
  'dAccuracyGenerated',
  'secondsWaited',
]);

/**
 * The page of a comparison.
 *
 * @returns the text of an HTML file; a picture that cannot be read is a sentence in it
 * @example
 * const page = await comparisonPage(await compareRuns(['runs/first', 'runs/second']));
 * await writeFile('comparison.html', page);
 */
export async function comparisonPage(comparison: RunComparison): Promise<string> {
  const { runs, metrics, settings } = comparison;
  const pictures: Markup[] = [];
  for (const [i, run] of runs.entries()) pictures.push(await picture(run, i));
  const style = pageStyle();
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const title = `${runs.length} runs compared`;
  const charted = metrics.filter(({ name }) => !uncharted.has(name));
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="ganport">
<title>${title} – ganport</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<ul class="runs">
${runs.map(
  (run, i) => markup`<li>${badge(i)}<span class="path">${run.path}</span>
<span class="faint">${[run.variant, progressOf(run)].filter(Boolean).join(', ')}</span></li>
`,
)}</ul>
${problems(runs)}
</header>
<main>
<section aria-labelledby="samples"><h2 id="samples">Samples</h2>
<div class="pictures">
${pictures}</div></section>
<section aria-labelledby="settings"><h2 id="settings">Settings that differ</h2>
${settings.length === 0 ? markup`<p class="faint">All settings are the same.</p>` : settingsTable(comparison)}</section>
<section aria-labelledby="curves"><h2 id="curves">Curves</h2>
${charted.length === 0 ? markup`<p class="faint">No run has metrics yet.</p>` : undefined}
<div class="charts">
${charted.map((metric) => metricChart(runs, metric))}</div></section>
<section aria-labelledby="metrics"><h2 id="metrics">Metrics</h2>
${metrics.length === 0 ? markup`<p class="faint">No run has metrics yet.</p>` : metricsTable(comparison)}</section>
<section aria-labelledby="warnings"><h2 id="warnings">Warnings</h2>
${warnings(runs)}</section>
</main>
<footer class="faint">Made by ganport compare. Curves are moving averages over faint single values. ▲ higher is better, ▼ lower is better.</footer>
</body>
</html>
`;
  return page.text;
}

function badge(i: number): Markup {
  return markup`<span class="badge run-${styleOf(i)}">${letterOf(i)}</span>`;
}

function styleOf(i: number): number {
  return i % STYLES;
}

function problems(runs: readonly ComparedRun[]): Markup | undefined {
  const lines = runs.flatMap(({ problems: found }, i) =>
    found.map((line) => markup`<li>${badge(i)}<span>${line}</span></li>`),
  );
  return lines.length > 0 ? markup`<ul class="list problems">${lines}</ul>` : undefined;
}

function metricChart(runs: readonly ComparedRun[], metric: ComparedMetric): Markup {
  const curves = runs.map(({ rows }, i): Curve => ({
    letter: letterOf(i),
    style: styleOf(i),
    values: recordedValues(rows, metric.name),
  }));
  return markup`<figure><figcaption>${metric.title}${arrow(metric)}</figcaption>
${chart(curves, {
  title: `${metric.title} over the steps; the values are in the table of metrics`,
  domain: metric.domain,
})}
</figure>
`;
}

function arrow({ better }: ComparedMetric): Markup | undefined {
  if (better === undefined) return undefined;
  const [sign, words] = better === 'higher' ? ['▲', 'higher is better'] : ['▼', 'lower is better'];
  return markup` <span class="faint" role="img" aria-label="${words}" title="${words}">${sign}</span>`;
}

function metricsTable({ runs, metrics }: RunComparison): Markup {
  const rows = metrics.map((metric) => {
    const leader = leaderOf(metric);
    const cells = metric.runs.map((recorded, i) => {
      if (recorded === undefined) return markup`<td class="faint">–</td>`;
      const { last, best } = recorded;
      const bestLine =
        best &&
        markup`<br><span class="faint">best ${formatValue(best.value)} at ${best.step.toLocaleString('en-US')}</span>`;
      return markup`<td class="${i === leader ? 'leader' : ''}">${formatValue(last.value)}${bestLine}</td>`;
    });
    return markup`<tr><th scope="row">${metric.title}${arrow(metric)}</th>${cells}</tr>
`;
  });
  return table('Metric', runs, rows);
}

/** The run with the best value of a metric; -1 where none is better or has a direction. */
function leaderOf({ better, runs }: ComparedMetric): number {
  const values = runs.map((recorded) => recorded?.best?.value);
  const present = values.filter((value) => value !== undefined);
  if (better === undefined || new Set(present).size < 2) return -1;
  return values.indexOf(better === 'higher' ? Math.max(...present) : Math.min(...present));
}

function settingsTable({ runs, settings }: RunComparison): Markup {
  const rows = settings.map(({ field, values }) => {
    const cells = values.map((value) =>
      value === undefined
        ? markup`<td class="faint">–</td>`
        : markup`<td>${formatSetting(value, 200)}</td>`,
    );
    return markup`<tr><th scope="row"><code>${field}</code></th>${cells}</tr>
`;
  });
  return table('Setting', runs, rows);
}

function table(first: string, runs: readonly ComparedRun[], rows: readonly Markup[]): Markup {
  const heads = runs.map(
    ({ path }, i) => markup`<th scope="col">${badge(i)}<span class="path head">${path}</span></th>`,
  );
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${first} of each run"><table>
<thead><tr><th scope="col">${first}</th>${heads}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

function warnings(runs: readonly ComparedRun[]): Markup {
  const lines = runs.flatMap(({ warnings: all }, i) =>
    all.map(
      ({ step, message }) =>
        markup`<li>${badge(i)}<span><span class="faint">step ${step.toLocaleString('en-US')}</span> ${message}</span></li>
`,
    ),
  );
  if (lines.length === 0) return markup`<p class="faint">None.</p>`;
  return markup`<ul class="list">
${lines}</ul>`;
}

async function picture({ path, samples }: ComparedRun, i: number): Promise<Markup> {
  const caption = (text: string) =>
    markup`<figcaption>${badge(i)}<span class="path">${path}</span> <span class="faint">${text}</span></figcaption>`;
  if (!samples) {
    return markup`<figure>${caption('no samples yet')}<div class="empty"></div></figure>
`;
  }
  try {
    const pixels = await fitWithin(await readImage(samples.path), PICTURE_SIDE);
    const data = Buffer.from(await encodePng(pixels)).toString('base64');
    return markup`<figure>${caption(`step ${samples.step.toLocaleString('en-US')}`)}
<img alt="samples of ${path} at step ${samples.step}" width="${pixels.width}" height="${pixels.height}" src="data:image/png;base64,${data}"></figure>
`;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return markup`<figure>${caption('the picture cannot be read')}<p>${error.message}</p></figure>
`;
  }
}
