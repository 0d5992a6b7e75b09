import { atOnce } from './at-once.js';
import { dom0 } from './dom0.js';
import { guests } from './guests.js';
import type { LabScenario } from './scenario.js';

/** Everything the lab runs, by name. */
export const labScenarios: readonly LabScenario[] = [...dom0, ...guests, ...atOnce];
