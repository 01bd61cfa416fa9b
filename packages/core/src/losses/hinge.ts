/**
 * The hinge loss (Lim & Ye 2017; Miyato et al. 2018, equations 16 and 17): samples whose logit is
 * beyond 1 on the correct side do not contribute to the discriminator's loss.
 */
import { refuseLabel, type GanLoss } from './loss.ts';

export const hinge: GanLoss = {
  name: 'hinge',
  takesLabel: false,
  discriminator: (real, generated, options) => {
    refuseLabel('hinge', options);
    const onReal = real.neg().add(1).relu().mean();
    return onReal.add(generated.add(1).relu().mean());
  },
  generator: (generated) => generated.neg().mean(),
};
