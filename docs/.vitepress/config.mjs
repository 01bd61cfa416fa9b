/** The site: what is where, in the order of the sidebar. Nothing is fetched from elsewhere. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { commandEntries, publicEntries } from '../entries.mjs';

const docs = join(import.meta.dirname, '..');
const repository = 'https://github.com/ganport/ganport';
/** Where on its host the site is; `/name/` for a site in a folder. */
const base = process.env['DOCS_BASE'] ?? '/';

const commandItems = (await commandEntries()).map(({ name }) => ({
  text: `ganport ${name}`,
  link: `/reference/commands/${name}`,
}));
const apiItems = publicEntries().map(({ name, page }) => ({
  text: name,
  link: existsSync(join(docs, 'reference', 'api', page, 'index.md'))
    ? `/reference/api/${page}/`
    : `/reference/api/${page}`,
}));

const start = {
  text: 'Start',
  items: [
    { text: 'Five minutes', link: '/start/' },
    { text: 'The packages', link: '/start/packages' },
  ],
};
const guides = {
  text: 'Guides',
  items: [
    { text: 'Train on your own images', link: '/guides/your-images' },
    { text: 'Your own networks, loss or variant', link: '/guides/your-own-gan' },
    { text: 'Your tfjs program on ONNX Runtime', link: '/guides/onnx-backend' },
    { text: 'jit: any tfjs training loop', link: '/guides/jit' },
    { text: 'Export and verify', link: '/guides/export-and-verify' },
    { text: 'Smaller files', link: '/guides/smaller-files' },
    { text: 'Files fitted to their runtime', link: '/guides/faster-files' },
    { text: 'The studio', link: '/guides/studio' },
    { text: 'In a web page', link: '/guides/web-page' },
    { text: 'In Python and other runtimes', link: '/guides/other-runtimes' },
    { text: 'Serve models', link: '/guides/serve' },
    { text: 'Triton and KServe', link: '/guides/triton' },
    { text: 'Evaluation', link: '/guides/evaluation' },
    { text: 'Stable training', link: '/guides/stable-training' },
    { text: 'Many workers', link: '/guides/many-workers' },
    { text: 'Data', link: '/guides/data' },
    { text: 'Data augmentation', link: '/guides/augmentation' },
    { text: 'Image translation', link: '/guides/translation' },
    { text: 'Sounds', link: '/guides/audio' },
    { text: 'Jets, volumes, fields', link: '/guides/science' },
    { text: 'Tables', link: '/guides/tabular' },
    { text: 'Text', link: '/guides/text' },
  ],
};
const gans = {
  text: 'How GANs work',
  items: [
    { text: 'The game', link: '/gans/' },
    { text: 'Losses', link: '/gans/losses' },
    { text: 'Mode collapse', link: '/gans/mode-collapse' },
    { text: 'Vanishing gradients', link: '/gans/vanishing-gradients' },
    { text: 'FID', link: '/gans/fid' },
    { text: 'Mistakes in tutorial code', link: '/gans/tutorial-mistakes' },
  ],
};
const reference = [
  {
    text: 'Reference',
    items: [
      { text: 'Run folder', link: '/reference/run-folder' },
      { text: 'Model files', link: '/reference/model-files' },
      { text: 'Kernels', link: '/reference/kernels' },
      { text: 'Support', link: '/reference/SUPPORT' },
      { text: 'Operators of graph models', link: '/reference/graph-operators' },
      { text: 'Layers', link: '/reference/layers' },
      { text: 'Reliability', link: '/reference/reliability' },
      { text: 'Security', link: '/reference/security' },
    ],
  },
  {
    text: 'Commands',
    items: [{ text: 'Overview', link: '/reference/commands-overview' }, ...commandItems],
  },
  { text: 'API', items: [{ text: 'Overview', link: '/reference/api-overview' }, ...apiItems] },
];
const figures = {
  text: 'Figures',
  items: [
    { text: 'Overview', link: '/figures/' },
    { text: 'Measurements', link: '/figures/bench' },
    { text: 'Parity', link: '/figures/parity' },
    { text: 'Published models', link: '/figures/models' },
  ],
};

export default defineConfig({
  title: 'ganport',
  description:
    'Train GANs in TensorFlow.js, export them to ONNX, run them in every ONNX Runtime, and prove that all agree.',
  lang: 'en-US',
  base,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}logo.svg` }]],
  srcExclude: ['**/node_modules/**', 'plots/**'],
  lastUpdated: false,
  // The index of the search is one file.
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  markdown: { theme: { light: 'github-light', dark: 'github-dark' } },
  // A page of the API has too many headings of the third level.
  transformPageData: (page) => {
    if (page.relativePath.startsWith('reference/api/')) page.frontmatter.outline = 2;
  },
  themeConfig: {
    logo: { src: '/logo.svg', alt: '' },
    nav: [
      { text: 'Start', link: '/start/', activeMatch: '^/start/' },
      { text: 'Guides', link: '/guides/your-images', activeMatch: '^/guides/' },
      { text: 'How GANs work', link: '/gans/', activeMatch: '^/gans/' },
      {
        text: 'Reference',
        link: '/reference/commands-overview',
        activeMatch: '^/reference/',
      },
      { text: 'Figures', link: '/figures/', activeMatch: '^/figures/' },
    ],
    sidebar: {
      '/start/': [start, guides, gans],
      '/guides/': [start, guides, gans],
      '/gans/': [start, guides, gans],
      '/reference/': reference,
      '/figures/': [figures],
    },
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
    editLink: { pattern: `${repository}/edit/main/docs/:path` },
    footer: { message: 'MIT License' },
  },
});
