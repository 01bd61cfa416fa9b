/** The cases of all families. */
import type { OperatorCase } from '../operator-case.ts';
import { arrays } from './arrays.ts';
import { control } from './control.ts';
import { elementwise } from './elementwise.ts';
import { networks } from './networks.ts';
import { sizes } from './sizes.ts';
import { tables } from './tables.ts';
import { texts } from './texts.ts';

export const families: Readonly<Record<string, readonly OperatorCase[]>> = {
  elementwise,
  arrays,
  networks,
  sizes,
  tables,
  texts,
  control,
};
