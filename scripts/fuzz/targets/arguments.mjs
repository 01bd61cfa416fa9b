/** The command line's arguments: every option of every command, with values that fit and odd ones. */
import fc from 'fast-check';
import { commands } from '../../../packages/cli/dist/commands/index.js';
import { oddWord } from '../mutate.mjs';

const usual = [
  '1',
  '25',
  '0.5',
  'runs/x',
  'a.onnx',
  'cpu',
  'cpu,webgpu',
  '0-3,7',
  'png',
  'x=1,2,n',
  '--',
  '-',
];

/** @type {import('../target.mjs').Target} */
export default {
  share: 4,
  about: 'options and arguments of every command',
  open: async () => {
    /** @type {Map<string, any>} */
    const programs = new Map();
    for (const { name, load } of commands) {
      /** @type {any} */
      const command = await load();
      silence(command);
      programs.set(name, command);
    }
    const perCommand = [...programs].map(([name, command]) => {
      const flags = flagsOf(command);
      const word = fc.oneof(fc.constantFrom(...usual), oddWord, fc.constantFrom(...flags));
      return fc.array(word, { maxLength: 10 }).map((words) => [name, ...words]);
    });
    return {
      cases: fc.oneof(...perCommand).map((words) => Buffer.from(JSON.stringify(words))),
      async run(bytes) {
        let words;
        try {
          words = JSON.parse(Buffer.from(bytes).toString());
        } catch {
          return;
        }
        const [name, ...args] = Array.isArray(words) ? words.map(String) : [];
        const command = programs.get(name ?? '');
        if (command) await command.parseAsync(args, { from: 'user' });
      },
    };
  },
};

/** Parses and does nothing else. @param {any} command */
function silence(command) {
  command
    .action(() => {})
    .configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
  command.commands.forEach(silence);
}

/** @param {any} command @returns {string[]} */
function flagsOf(command) {
  const own = command.options.map((/** @type {any} */ option) => option.long ?? option.short);
  const inner = command.commands.flatMap((/** @type {any} */ one) => [one.name(), ...flagsOf(one)]);
  return ['--help', ...own, ...inner];
}
