import type fc from 'fast-check';
import type { Topology } from '../model/hardware/topology.js';
import { realise } from './realise.js';
import { topologyPlan, type TopologyOptions } from './topology-plan.js';

/**
 * Valid machines: one to five IO-APICs in any MADT order, with gaps and any pin count, bridges three deep, with swizzle or
 * a `_PRT` of their own, shared and unshared lines, direct or behind links, multi-function devices, functions without a
 * pin and VFs. `wires` come from the generator's own plan of the board, not from the model's routing.
 */
export const topologies = (options: TopologyOptions = {}): fc.Arbitrary<Topology> =>
  topologyPlan(options).map((plan) => realise(plan));
