/** The settings of a run, in one table for each concern. */
import { dataSettings, type DataSettings } from './data.ts';
import { machineSettings } from './machine.ts';
import { networkSettings, type NetworkOptions } from './networks.ts';
import { objectiveSettings, type ObjectiveSettings } from './objective.ts';
import { optimizationSettings, type OptimizationSettings } from './optimization.ts';
import { reportSettings } from './reports.ts';

export { schemasOf, type Setting } from './setting.ts';
export type { DataSettings, NetworkOptions, ObjectiveSettings, OptimizationSettings };

/** In the order in which `--help` lists them. */
export const settingsByConcern = {
  data: dataSettings,
  optimization: optimizationSettings,
  objective: objectiveSettings,
  networks: networkSettings,
  machine: machineSettings,
  reports: reportSettings,
} as const;
