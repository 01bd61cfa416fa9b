/**
 * The settings of a training as flags. They are made of core's tables of settings: each flag is a
 * field of config.json, and its values are checked by the field's own schema.
 */
import { type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { createPlan, type TrainSettings } from '@ganport/core';
import {
  lossPresetNames,
  settingsByConcern,
  settingValues,
  type Setting,
  type SettingValues,
} from '@ganport/core/internal';
import { above, below, listOf, number, seed, wholeNumber } from './arguments.ts';

const defaults: Readonly<Record<string, unknown>> = createPlan({ variant: 'dcgan' }).config;

interface Flag {
  readonly field: string;
  readonly option: Option;
}

const flags: readonly Flag[] = Object.entries(settingsByConcern).flatMap(([concern, table]) =>
  Object.entries<Setting>(table).flatMap(([field, setting]) => {
    if (setting.flag === undefined) return [];
    const option = new Option(setting.flag, withDefault(field, setting.help));
    option.helpGroup(`${concern.charAt(0).toUpperCase()}${concern.slice(1)}:`);
    readValuesOf(option, settingValues(setting.schema));
    return [{ field, option }];
  }),
);

/** Adds all of them to a command, each with dcgan's default in its help. */
export function addTrainOptions(command: CommandUnknownOpts): void {
  for (const { option } of flags) command.addOption(option);
}

/** The settings that the command line gives. */
export function trainSettings(options: Readonly<Record<string, unknown>>): Partial<TrainSettings> {
  const settings: Record<string, unknown> = {};
  for (const { field, option } of flags) {
    const value = options[option.attributeName()];
    // Commander sets a flag that begins with no- to true where it is not given.
    const isGiven = option.negate ? value === false : value !== undefined;
    if (isGiven) settings[field] = value;
  }
  return settings;
}

function withDefault(field: string, help: string): string {
  if (field === 'loss') return `${help}: ${lossPresetNames.join(', ')}`;
  const value = defaults[field];
  const isStated = help.includes('default:') || value === undefined || value === false;
  return isStated ? help : `${help} (default: ${value as string | number})`;
}

/** Makes an option accept what its setting accepts. */
function readValuesOf(option: Option, values: SettingValues): void {
  switch (values.kind) {
    case 'flag':
    case 'text':
      return;
    case 'choice':
      option.choices(values.choices);
      return;
    case 'list':
      option.argParser(listOf(values.choices));
      return;
    case 'integer': {
      const { minimum = 0, maximum = Infinity } = values;
      const isSeed = maximum === Number.MAX_SAFE_INTEGER && minimum === 0;
      option.argParser(isSeed ? seed : wholeNumber(minimum, maximum));
      return;
    }
    case 'number': {
      const { minimum = 0, maximum = Infinity, exclusiveMinimum, exclusiveMaximum } = values;
      if (exclusiveMaximum !== undefined) option.argParser(below(minimum, exclusiveMaximum));
      else if (exclusiveMinimum !== undefined) option.argParser(above(exclusiveMinimum, maximum));
      else option.argParser(number(minimum, maximum));
    }
  }
}
