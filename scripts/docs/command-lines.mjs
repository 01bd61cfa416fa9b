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
  const flags = await flagsOf(entries);
  for (const { file, blocks, spans } of pages) {
    for (const { code, line } of isForUsers(file) ? spans : []) {
      for (const problem of await problemsOfSpan(code, entries, flags)) {
        wrong.push(`${file}:${line}: ${code}: ${problem}`);
      }
    }
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

/** Flags in the text of other documents may be those of the repository's scripts. @param {string} file */
const isForUsers = (file) =>
  file === 'README.md' || (file.startsWith('docs/') && !file.includes('/node_modules/'));

/** The flags of all commands. @param {readonly import('../../docs/entries.mjs').CommandEntry[]} entries */
async function flagsOf(entries) {
  const commands = await Promise.all(entries.map((entry) => entry.load()));
  const all = commands.flatMap((command) => [command, ...command.commands]);
  const options = all.flatMap((command) =>
    command.options.map((/** @type {any} */ { long }) => long),
  );
  return new Set([...options, '--help', '--version']);
}

/**
 * What is wrong with code in a sentence: `ganport fly`, or `--wings 2` alone.
 *
 * @param {string} code
 * @param {readonly import('../../docs/entries.mjs').CommandEntry[]} entries
 * @param {ReadonlySet<string>} flags
 * @returns {Promise<string[]>}
 */
async function problemsOfSpan(code, entries, flags) {
  if (/^(npx )?ganport [a-z-]+ --/.test(code) || /^(npx )?ganport [a-z-]+$/.test(code)) {
    const [words = []] = commandsIn(code);
    const problem = await problemOf(words, entries);
    // A sentence may leave out what a command needs.
    return problem && !/^no (?:--|[a-z.]+$)/.test(problem) ? [problem] : [];
  }
  if (!code.startsWith('--')) return [];
  const named = code.split(/\s+/).filter((word) => /^--[a-z]/.test(word));
  return named.filter((flag) => !flags.has(flag)).map((flag) => `no command has the flag ${flag}`);
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

/** What the own parser of a flag or an argument has against a value. @param {any} option @param {string} value */
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
    const problem = isPlaceholder ? undefined : refusal(argument, word);
    if (problem) return `${argument.name()} ${word}: ${problem}`;
  }
  return undefined;
}
