/** Markdown as the checks need it: which files there are, their headings, links and code blocks. */
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** Every Markdown file of the repository that git knows or would add, relative to its root. */
export function markdownFiles() {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '*.md'];
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
}

/**
 * @typedef {object} CodeBlock
 * @property {string} language the first word after the fence
 * @property {string} info all words after the fence
 * @property {string} code
 * @property {number} line of the opening fence, from 1
 *
 * @typedef {object} Link
 * @property {string} target
 * @property {number} line
 *
 * @typedef {object} Markdown
 * @property {string} file
 * @property {CodeBlock[]} blocks
 * @property {string[]} headings their text, without marks
 * @property {Link[]} links of Markdown and of `href` and `src`
 * @property {{ code: string, line: number }[]} spans code within text
 * @property {string[]} includes files that VitePress puts in, relative to the page
 */

/** @param {string} file relative to the repository @returns {Markdown} */
export function readMarkdown(file) {
  return parseMarkdown(file, readFileSync(join(root, file), 'utf8'));
}

/** @param {string} file @param {string} text @returns {Markdown} */
export function parseMarkdown(file, text) {
  /** @type {Markdown} */
  const page = { file, blocks: [], headings: [], links: [], spans: [], includes: [] };
  /** @type {{ fence: string, block: CodeBlock } | undefined} */
  let open;
  text.split('\n').forEach((row, i) => {
    const fence = /^\s*(`{3,}|~{3,})(.*)$/.exec(row);
    if (open) {
      if (fence && row.trim().startsWith(open.fence) && fence[2] === '') open = undefined;
      else open.block.code += `${row}\n`;
      return;
    }
    if (fence) {
      const info = (fence[2] ?? '').trim();
      const block = { language: info.split(/[\s{]/)[0] ?? '', info, code: '', line: i + 1 };
      open = { fence: fence[1] ?? '```', block };
      page.blocks.push(block);
      return;
    }
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(row)?.[1];
    if (heading !== undefined) page.headings.push(plain(heading));
    const included = /^<!--\s*@include:\s*(\S+?)\s*-->$/.exec(row)?.[1];
    if (included !== undefined) page.includes.push(included);
    for (const [, , code = ''] of row.matchAll(codeSpan)) page.spans.push({ code, line: i + 1 });
    for (const target of targetsOf(row)) page.links.push({ target, line: i + 1 });
  });
  return page;
}

/** Code within a line, between equal numbers of backticks. */
const codeSpan = /(`+)(?!`)(.*?)(?<!`)\1(?!`)/g;

/** @param {string} row */
function targetsOf(row) {
  const text = row.replaceAll(codeSpan, '');
  const markdown = text.matchAll(
    /\]\(\s*<?([^()\s>]+(?:\([^()]*\)[^()\s>]*)?)>?(?:\s+"[^"]*")?\s*\)/g,
  );
  const html = text.matchAll(/\b(?:href|src|link)\s*[=:]\s*"?([^"\s>]+)/g);
  return [...markdown, ...html].map(([, target = '']) => target);
}

/** A heading's text without code marks, links and emphasis. @param {string} heading */
const plain = (heading) =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('`', '')
    .replaceAll('**', '');

/** The anchor that GitHub gives a heading. @param {string} heading */
export const githubAnchor = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');

/** The anchor that VitePress gives a heading. @param {string} heading */
export const siteAnchor = (heading) =>
  heading
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .replaceAll(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .replace(/^(\d)/, '_$1')
    .toLowerCase();
