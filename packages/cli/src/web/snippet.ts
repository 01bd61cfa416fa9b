/** generator.js of a site: a module to copy into a page of one's own, with the site's files beside it. */
import type { ModelSpec, SampleFacts } from '@ganport/web';
import type { SiteFile } from './site-file.ts';

/** What a site is for: samples of a kind from noise, or the translation of images. */
export type SiteKind = SampleFacts['kind'] | 'translator';

export function siteKind(spec: ModelSpec): SiteKind {
  return spec.kind === 'noise' ? spec.samples.kind : 'translator';
}

const generateImage = [
  'const image = await generate({ count: 25, seed: 1 }); // an ImageData',
  'export const generate = (more) => ganport.generate(model, { ...options, ...more });',
] as const;

const generateLines = [
  'const lines = await generate({ count: 25, seed: 1 }); // strings',
  'export const generate = (more) => ganport.generateLines(model, { ...options, ...more });',
] as const;

/** What the module exports for each kind of site, with an example. */
const calls: Readonly<Record<SiteKind, readonly [call: string, code: string]>> = {
  images: generateImage,
  audio: generateImage,
  jets: generateImage,
  volumes: generateImage,
  text: generateLines,
  rows: generateLines,
  translator: [
    'const image = await translate(input.files[0]); // an ImageData',
    'export const translate = (picture, more) =>\n  ganport.translate(model, picture, { ...options, ...more });',
  ],
};

export function snippet(kind: SiteKind, site: Omit<SiteFile, 'files' | 'version'>): string {
  const [example, code] = calls[kind];
  const provider = site.provider === 'auto' ? "'auto'" : "'wasm'";
  return `// Copy this file with ${site.model.file}, assets/ and ort/ beside it, and import it in your page:
//   ${example}
import * as ganport from './assets/ganport.js';

const at = (file) => new URL(file, import.meta.url).href;
const model = at('${site.model.file}');
const options = { runtime: at('${site.runtime}'), provider: ${provider} };

${code}
export const open = (more) => ganport.openModel(model, { ...options, ...more });
`;
}
