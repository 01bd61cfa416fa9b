/** generator.js of a site: a module to copy into a page of one's own, with the site's files beside it. */
import type { ModelSpec } from '@ganport/web';
import type { SiteFile } from './site-file.ts';

/** What the module exports for each kind of model, with an example. */
const calls: Readonly<Record<ModelSpec['kind'], readonly [call: string, code: string]>> = {
  noise: [
    'const image = await generate({ count: 25, seed: 1 }); // an ImageData',
    'export const generate = (more) => ganport.generate(model, { ...options, ...more });',
  ],
  image: [
    'const image = await translate(input.files[0]); // an ImageData',
    'export const translate = (picture, more) =>\n  ganport.translate(model, picture, { ...options, ...more });',
  ],
};

export function snippet(
  kind: ModelSpec['kind'],
  site: Omit<SiteFile, 'files' | 'version'>,
): string {
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
