/**
 * The pages of the commands, made from the command line's own definitions: what `--help` prints, as
 * tables. A flag that is added, renamed or removed changes its page by itself.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { commandEntries } from './entries.mjs';

const out = join(import.meta.dirname, 'reference', 'commands');

/** Writes a page for each command. */
export async function writeCommands() {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const { name, summary, load } of await commandEntries()) {
    writeFileSync(join(out, `${name}.md`), commandPage(name, summary, await load()));
  }
}

/** @param {string} name @param {string} summary @param {any} command commander's */
function commandPage(name, summary, command) {
  const usage = `ganport ${name} ${command
    .createHelp()
    .commandUsage(command)
    .replace(/^\S+\s*/, '')}`;
  return [
    `# ganport ${name}`,
    `${capital(summary)}.`,
    ...bodyOf(usage.trim(), command, '##'),
    ...command.commands.flatMap((/** @type {any} */ sub) => [
      `## ganport ${name} ${sub.name()}`,
      ...bodyOf(`ganport ${name} ${sub.name()} ${sub.usage()}`, sub, '###'),
    ]),
    '',
  ].join('\n\n');
}

/** @param {string} usage @param {any} command @param {string} level of the headings @returns {string[]} */
function bodyOf(usage, command, level) {
  const groups = groupBy(/** @type {any[]} */ (command.options), headingOf);
  return [
    ...(command.description() ? [escaped(command.description())] : []),
    ['```sh', usage, '```'].join('\n'),
    ...examplesOf(command, level),
    ...argumentsOf(command, level),
    ...[...groups].flatMap(([heading, options]) => [
      `${level} ${heading}`,
      ['| flag | meaning | default |', '| --- | --- | --- |', ...options.map(optionRow)].join('\n'),
    ]),
  ];
}

/** What `--help` prints after its options. @param {any} command @param {string} level */
function examplesOf(command, level) {
  /** @type {string[]} */
  const written = [];
  const output = command.configureOutput();
  const writeOut = (/** @type {string} */ text) => written.push(text);
  command.configureOutput({ ...output, writeOut }).outputHelp();
  command.configureOutput(output);
  const text = stripVTControlCharacters(written.join(''));
  const [, examples] = /\nExamples?:\n([\s\S]*)$/.exec(text) ?? [];
  if (!examples) return [];
  const lines = examples
    .trim()
    .split('\n')
    .map((line) => line.trim());
  return [`${level} Examples`, ['```sh', ...lines, '```'].join('\n')];
}

/** @param {any} command @param {string} level */
function argumentsOf(command, level) {
  const rows = command.registeredArguments
    .filter((/** @type {any} */ { description }) => description)
    .map((/** @type {any} */ argument) => {
      const choices = argument.argChoices ? `: ${argument.argChoices.join(', ')}` : '';
      return `| \`${argument.name()}\` | ${cell(argument.description + choices)} |`;
    });
  return rows.length === 0
    ? []
    : [`${level} Arguments`, ['| argument | meaning |', '| --- | --- |', ...rows].join('\n')];
}

/** @param {any} option */
function optionRow(option) {
  const [, text = '', inText] = /^(.*?)(?: \(default: (.*)\))?$/s.exec(option.description) ?? [];
  const choices = option.argChoices ? `; one of ${option.argChoices.join(', ')}` : '';
  const value = option.defaultValue ?? inText;
  const shown = typeof value === 'boolean' || value === undefined ? '' : `${value}`;
  const isRequired = option.mandatory && option.defaultValue === undefined;
  return `| \`${option.flags}\` | ${cell(text + choices)} | ${isRequired ? 'required' : cell(shown)} |`;
}

/** @param {any} option */
const headingOf = ({ helpGroupHeading = 'Options' }) => helpGroupHeading.replace(/:$/, '');

/** @template T @param {T[]} items @param {(item: T) => string} keyOf @returns {Map<string, T[]>} */
function groupBy(items, keyOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Text that holds no tag. @param {string} text */
const escaped = (text) => text.replaceAll('<', '&lt;');

/** Text in a cell of a table. @param {string} text */
const cell = (text) => escaped(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
