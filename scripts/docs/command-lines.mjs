/**
 * Lines of `ganport …` in the documents against the command line's own definitions: the command is
 * one, each flag is one of its flags, and choices are choices. So a flag that is renamed cannot live
 * on in a text.
 */
import { commandEntries } from '../../docs/entries.mjs';

const shells = new Set(['sh', 'bash', 'shell', '']);

/**
 * @param {readonly import('./markdown.mjs').Markdown[]} pages
 * @returns {Promise<string[]>} one line for each mistake
 */
export async function wrongCommandLines(pages) {
  const entries = await commandEntries();
  /** @type {string[]} */
  const wrong = [];
  for (const { file, blocks } of pages) {
    for (const { language, code, line } of blocks) {
      if (!shells.has(language)) continue;
      const rows = code.replaceAll(/\\\n\s*/g, ' ').split('\n');
      for (const row of rows) {
        for (const words of commandsIn(row)) {
          const problem = await problemOf(words, entries);
          if (problem) wrong.push(`${file}:${line}: ganport ${words.join(' ')}: ${problem}`);
        }
      }
    }
  }
  return wrong;
}

/** The words after `ganport` of each call in a line of a shell. @param {string} row @returns {string[][]} */
export function commandsIn(row) {
  const code = row.replace(/(^|\s)#.*$/, '');
  return code.split(/&&|\|\||;|\|/).flatMap((part) => {
    const [, rest] = /^\s*(?:\$ )?(?:npx )?ganport(?:\s+(.*))?$/.exec(part) ?? [];
    if (rest === undefined) return [];
    const words = rest.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
    return [words.map((word) => word.replaceAll(/^["']|["']$/g, ''))];
  });
}

/**
 * @param {readonly string[]} words
 * @param {readonly import('../../docs/entries.mjs').CommandEntry[]} entries
 * @returns {Promise<string | undefined>}
 */
export async function problemOf([name = '', ...words], entries) {
  if (name === '--help' || name === '--version' || /^[A-Z<]+>?$/.test(name)) return undefined;
  const entry = entries.find((one) => one.name === name);
  if (!entry) return `no command ${name}`;
  const parent = await entry.load();
  const sub = parent.commands.find((/** @type {any} */ one) => one.name() === words[0]);
  const command = sub ?? parent;
  if (sub) words = words.slice(1);
  const given = [];
  /** @type {Set<unknown>} */
  const used = new Set();
  for (let i = 0; i < words.length; i++) {
    const [flag = '', inline] = (words[i] ?? '').split(/=(.*)/s);
    if (!flag.startsWith('-')) {
      given.push(words[i] ?? '');
      continue;
    }
    if (flag === '--help' || flag === '-h') return undefined;
    const option = command.options.find(
      (/** @type {any} */ one) => one.long === flag || one.short === flag,
    );
    if (!option) return `no flag ${flag}`;
    used.add(option);
    if (option.isBoolean() || option.negate) continue;
    const value = inline ?? words[++i];
    if (value === undefined && option.required) return `${flag} wants a value`;
    const known = option.argChoices;
    if (known && !known.includes(value)) return `${flag} is one of ${known.join(', ')}`;
    if (value === undefined) continue;
    const isPlaceholder = /^[A-Z_]+$/.test(value);
    const problem = isPlaceholder ? undefined : refusal(option, value);
    if (problem) return `${flag} ${value}: ${problem}`;
  }
  const missing = command.options.find(
    (/** @type {any} */ one) => one.mandatory && one.defaultValue === undefined && !used.has(one),
  );
  if (missing) return `no ${missing.long}`;
  return wrongArgument(command, given);
}

/** What the flag's own parser has against a value. @param {any} option @param {string} value */
function refusal(option, value) {
  try {
    option.parseArg?.(value, undefined);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @param {any} command @param {readonly string[]} given @returns {string | undefined} */
function wrongArgument(command, given) {
  const declared = command.registeredArguments;
  const isVariadic = declared.at(-1)?.variadic === true;
  if (given.length > declared.length && !isVariadic) return `too many arguments`;
  for (const [i, argument] of declared.entries()) {
    const word = given[i];
    if (word === undefined) {
      if (argument.required && given.length > 0) return `no ${argument.name()}`;
      continue;
    }
    const isPlaceholder = /^[A-Z_]+$/.test(word);
    if (argument.argChoices && !isPlaceholder && !argument.argChoices.includes(word)) {
      return `${argument.name()} is one of ${argument.argChoices.join(', ')}`;
    }
  }
  return undefined;
}
