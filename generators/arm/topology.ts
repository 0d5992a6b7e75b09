import type fc from 'fast-check';
import type { ArmTopology } from '../../model/arm/hardware/topology.js';
import { realise } from './realise.js';
import { armTopologyPlan, type ArmTopologyOptions } from './topology-plan.js';

/**
 * Valid ARM machines: one to three root complexes with or without a segment of their own, SMMUs and ITSs shared or not,
 * identity, offset and colliding ids, maps that leave functions out or overlap, masks, aliases behind bridges, VFs.
 * `wires` come from the generator's own plan of the hardware, not from the model's translations.
 */
export const armTopologies = (options: ArmTopologyOptions = {}): fc.Arbitrary<ArmTopology> =>
  armTopologyPlan(options).map((plan) => realise(plan));
