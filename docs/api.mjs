/**
 * The API reference: each package's public entries, read by typedoc from the compiled declarations,
 * one Markdown page for each. typedoc runs on the TypeScript of this workspace, because it does not
 * take the repository's.
 */
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Converter } from 'typedoc';
import { publicEntries } from './entries.mjs';

const packages = join(import.meta.dirname, '..', 'packages');
const out = join(import.meta.dirname, 'reference', 'api');

/** The name that typedoc gives a module by itself. @param {string} file */
const moduleName = (file) =>
  relative(packages, file)
    .replace(/\.d\.ts$/, '')
    .replace(/\/index$/, '');

/** Writes all pages. @throws Error when typedoc reports an error */
export async function writeApi() {
  const entries = publicEntries();
  rmSync(out, { recursive: true, force: true });
  // typedoc empties `out`, whose default is docs/ itself.
  /** @type {import('typedoc').TypeDocOptions & Partial<import('typedoc-plugin-markdown').PluginOptions>} */
  const options = {
    out,
    outputs: [{ name: 'markdown', path: out }],
    entryPoints: entries.map(({ file }) => file),
    tsconfig: join(import.meta.dirname, 'tsconfig.json'),
    plugin: [fileURLToPath(import.meta.resolve('typedoc-plugin-markdown'))],
    readme: 'none',
    disableSources: true,
    excludeInternal: true,
    excludeExternals: true,
    excludePrivate: true,
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    logLevel: 'Warn',
    router: 'module',
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    hideGroupHeadings: true,
    useCodeBlocks: true,
    groupOrder: ['Functions', 'Variables', 'Classes', 'Interfaces', 'Type Aliases', '*'],
    pageTitleTemplates: { module: ({ name }) => titleOf(name) },
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
  };
  const app = await Application.bootstrapWithPlugins(options);
  const titleOf = (/** @type {string} */ page) =>
    entries.find((entry) => entry.page === page)?.name ?? page;
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.children ?? []) {
      const entry = entries.find(({ file }) => moduleName(file) === module.name);
      if (entry) module.name = entry.page;
    }
  });
  const project = await app.convert();
  if (!project || app.logger.hasErrors()) throw new Error('typedoc: see the errors above');
  await app.generateOutputs(project);
}
