/** The transverse momentum, in GeV, for which the number 1 stands in jets. */
export const JET_SCALE = 100;
