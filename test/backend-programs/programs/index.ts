import type { Programs } from '../program.ts';
import { agents } from './agents.ts';
import { fitting } from './fitting.ts';
import { generative } from './generative.ts';
import { networks } from './networks.ts';
import { pictures } from './pictures.ts';
import { sequences } from './sequences.ts';
import { simulations } from './simulations.ts';
import { values } from './values.ts';
import { workshop } from './workshop.ts';

export const programs: Programs = {
  ...fitting,
  ...networks,
  ...sequences,
  ...generative,
  ...agents,
  ...pictures,
  ...values,
  ...simulations,
  ...workshop,
};
