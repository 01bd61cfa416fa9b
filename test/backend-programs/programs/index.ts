import type { Programs } from '../program.ts';
import { agents } from './agents.ts';
import { fitting } from './fitting.ts';
import { generative } from './generative.ts';
import { networks } from './networks.ts';
import { pictures } from './pictures.ts';
import { sequences } from './sequences.ts';
import { values } from './values.ts';

export const programs: Programs = {
  ...fitting,
  ...networks,
  ...sequences,
  ...generative,
  ...agents,
  ...pictures,
  ...values,
};
