/** config.json of run folders: a new plan, and the plan of a resumed run. */
import { createPlan, resumePlan, variantNames, variants } from '@ganport/core';
import { kindOf } from '@ganport/core/internal';
import { mutatedJson } from '../mutate.mjs';

/** @type {import('../target.mjs').Target} */
export default {
  share: 2,
  about: 'createPlan, resumePlan',
  open: async () => {
    const seeds = variantNames.map((variant) => {
      const image = /** @type {[number, number, number]} */ ([32, 32, 3]);
      const takesImages = kindOf(variants[variant]).setting === 'image';
      return createPlan({ variant, ...(takesImages && { image }), classNames: ['a', 'b'] }).config;
    });
    return {
      cases: mutatedJson(seeds),
      run(bytes) {
        let settings;
        try {
          settings = JSON.parse(Buffer.from(bytes).toString());
        } catch {
          return; // openRunFolder refuses it.
        }
        const { config } = createPlan(settings);
        resumePlan(config, { variant: config.variant, steps: 7 });
      },
    };
  },
};
