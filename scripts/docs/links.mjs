/**
 * Dead links of the documents: relative links to files that are not there, and anchors without a
 * heading. Links into the generated reference are judged by what it is generated from, so nothing
 * needs to be built. Links to other sites are left alone; links to this repository on GitHub count as
 * files.
 */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { commandEntries, publicEntries } from '../../docs/entries.mjs';
import { githubAnchor, markdownFiles, readMarkdown, root, siteAnchor } from './markdown.mjs';

const onGitHub = /^https:\/\/github\.com\/ganport\/ganport\/(?:blob|tree)\/main\//;

/** Pages that `npm run docs` makes, relative to the repository. @returns {Promise<Set<string>>} */
export async function generatedPages() {
  const api = publicEntries().map(({ page }) => `docs/reference/api/${page}.md`);
  const commands = (await commandEntries()).map(({ name }) => `docs/reference/commands/${name}.md`);
  return new Set([...api, ...commands]);
}

/**
 * @param {readonly import('./markdown.mjs').Markdown[]} pages
 * @param {ReadonlySet<string>} generated pages that need not be there
 * @returns {string[]} one line for each dead link
 */
export function deadLinks(pages, generated) {
  /** @type {Map<string, ReadonlySet<string>>} */
  const anchors = new Map();
  /** @param {string} file */
  const anchorsOf = (file) => {
    const known = anchors.get(file) ?? new Set(anchorsIn(readMarkdown(file)));
    anchors.set(file, known);
    return known;
  };
  for (const page of pages) anchors.set(page.file, new Set(anchorsIn(page)));

  return pages.flatMap(({ file, links }) =>
    links.flatMap(({ target, line }) => {
      const problem = problemOf(file, target);
      return problem ? [`${file}:${line}: ${target}: ${problem}`] : [];
    }),
  );

  /** @param {string} file @param {string} target @returns {string | undefined} */
  function problemOf(file, target) {
    if (!onGitHub.test(target) && /^[a-z][a-z+.-]*:/i.test(target)) return undefined;
    const [path = '', anchor] = target.split('#');
    const found = path === '' ? file : fileOf(file, path);
    if (found === undefined || found.startsWith('..')) return 'no such file';
    if (generated.has(found)) {
      return anchor === undefined ? undefined : 'link to the page, generated anchors may change';
    }
    if (anchor === undefined || !found.endsWith('.md')) return undefined;
    return anchorsOf(found).has(decodeURIComponent(anchor)) ? undefined : 'no such heading';
  }

  /** @param {string} from @param {string} path @returns {string | undefined} */
  function fileOf(from, path) {
    const isAbsolute = path.startsWith('/');
    const place = onGitHub.test(path)
      ? path.replace(onGitHub, '')
      : normalize(isAbsolute ? join('docs', path) : join(dirname(from), path));
    const clean = decodeURIComponent(place).replace(/\/$/, '');
    // The site leaves .md out in links that begin at its root, and finds index.md.
    const candidates = from.startsWith('docs/')
      ? [
          clean,
          `${clean}.md`,
          join(clean, 'index.md'),
          join('docs/public', relative('docs', clean)),
        ]
      : [clean];
    return candidates.find(
      (name) => generated.has(name) || (existsSync(join(root, name)) && isUsable(name, from)),
    );
  }
}

/** A page of the site cannot link to a folder, nor leave the site. @param {string} name @param {string} from */
function isUsable(name, from) {
  if (!from.startsWith('docs/') || !name.startsWith('docs/')) return true;
  return statSync(join(root, name)).isFile();
}

/** @param {import('./markdown.mjs').Markdown} page its own headings come before those that it includes */
function anchorsIn({ file, headings: own, includes }) {
  const headings = includes.reduce((all, path) => {
    const included = readMarkdown(normalize(join(dirname(file), path)));
    return [...all, ...included.headings];
  }, own);
  const anchorOf = file.startsWith('docs/') ? siteAnchor : githubAnchor;
  /** @type {Map<string, number>} */
  const seen = new Map();
  return headings.map((heading) => {
    const anchor = anchorOf(heading);
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** All documents of the repository. */
export const documents = () => markdownFiles().map(readMarkdown);
