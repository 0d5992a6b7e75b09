import fc from 'fast-check';

/**
 * What the builder of an ARM machine decides, as small numbers that are all usable: whatever fast-check makes of a plan when
 * it shrinks, `realise` turns it into a valid topology. Numbers that choose among things are taken modulo their count.
 */
export interface ArmTopologyPlan {
  readonly rootComplexes: readonly RootComplexPlan[];
  readonly numbering: Numbering;
  readonly smmus: readonly SmmuPlan[];
  readonly msiControllers: readonly MsiControllerPlan[];
  readonly bridges: readonly BridgePlan[];
  readonly slots: readonly SlotPlan[];
}

/**
 * How root complexes come by their segments: a `linux,pci-domain` each, none at all, one they share, or some that become
 * the same when they are cut to 16 bits.
 */
export type Numbering = 'own' | 'absent' | 'shared' | 'truncated';

export interface RootComplexPlan {
  /** Groups of buses left out before its own; where a segment is shared, its buses follow those before it instead. */
  readonly firstBus: number;
  /** All 256 buses instead of a few, where nobody shares the segment. */
  readonly wide: boolean;
  readonly streams: IdPlan;
  readonly devices: IdPlan;
}

/** Where the ids of a root complex lead, and how the device tree describes it. */
export interface IdPlan {
  /** The SMMU or MSI controller. */
  readonly target: number;
  /** The id of its first requester: that requester's own id, zero, or an offset no other root complex has. */
  readonly base: 'identity' | 'zero' | 'offset';
  /**
   * The map in the device tree: one entry; none; some slots only; two entries, the second to another target; a second
   * entry that overlaps the first; an unknown target; ids that do not tell functions apart; ids that do not tell buses apart,
   * with a mask that the entry contradicts unless the first bus is 0.
   */
  readonly map: 'whole' | 'absent' | 'partial' | 'split' | 'overlap' | 'dangling' | 'masked' | 'bus-masked';
  /** The map names other ids than the hardware uses. */
  readonly lie: boolean;
}

export interface SmmuPlan {
  readonly version: 2 | 3;
  /** Too narrow for some ids. */
  readonly narrow: boolean;
  /** Stream match registers of a version 2. */
  readonly streamMatches: number;
}

export interface MsiControllerPlan {
  readonly kind: 'its' | 'gicv2m';
  readonly narrow: boolean;
}

interface Place {
  readonly rootComplex: number;
  /** Among the buses of the root complex so far. */
  readonly bus: number;
  readonly slot: number;
}

export interface BridgePlan extends Place {
  readonly kind: 'pcie' | 'pcie-to-pci' | 'pci';
}

export interface SlotPlan extends Place {
  readonly functions: number;
  /** Virtual functions of function 0. */
  readonly vfs: number;
  readonly msi: number;
  /** The same on the next root complex, in the same place. */
  readonly twin: boolean;
}

export interface ArmTopologyOptions {
  /** May device trees differ from the hardware? Default true. */
  readonly lies?: boolean;
}

const sometimes = (one: number): fc.Arbitrary<boolean> => fc.nat(one - 1).map((n) => n === one - 1);
/** One of the rare values once for every `weight` times the common one, to which all shrink. */
const mostly = <T>(weight: number, common: T, ...rare: T[]): fc.Arbitrary<T> =>
  fc.nat((weight + 1) * rare.length - 1).map((n) => rare[n - weight * rare.length] ?? common);

/** Plans of ARM machines. */
export function armTopologyPlan({ lies = true }: ArmTopologyOptions = {}): fc.Arbitrary<ArmTopologyPlan> {
  const ids = fc.record({
    target: fc.nat(2),
    base: fc.constantFrom('identity' as const, 'zero' as const, 'offset' as const),
    map: mostly<IdPlan['map']>(
      2,
      'whole',
      'absent',
      'partial',
      'split',
      'overlap',
      'dangling',
      'masked',
      'bus-masked',
    ),
    lie: lies ? sometimes(12) : fc.constant(false),
  });
  const place = {
    rootComplex: fc.nat(2),
    bus: fc.nat(3),
    slot: fc.nat(5).chain((n) => (n < 4 ? fc.nat(3) : fc.nat(31))),
  };
  return fc.record({
    rootComplexes: fc.array(
      fc.record({ firstBus: mostly(1, 0, 1, 2, 3), wide: sometimes(4), streams: ids, devices: ids }),
      { minLength: 1, maxLength: 3, size: 'max' },
    ),
    numbering: mostly<Numbering>(1, 'own', 'absent', 'shared', 'truncated'),
    smmus: fc.array(
      fc.record({
        version: fc.constantFrom<2 | 3>(3, 2),
        narrow: sometimes(8),
        streamMatches: mostly(3, 128, 1, 2),
      }),
      { minLength: 1, maxLength: 3, size: 'max' },
    ),
    msiControllers: fc.array(
      fc.record({ kind: mostly<MsiControllerPlan['kind']>(7, 'its', 'gicv2m'), narrow: sometimes(8) }),
      { minLength: 1, maxLength: 3, size: 'max' },
    ),
    bridges: fc.array(
      fc.record({ ...place, kind: fc.constantFrom<BridgePlan['kind']>('pcie', 'pcie-to-pci', 'pci') }),
      { maxLength: 3, size: 'max' },
    ),
    slots: fc.array(
      fc.record({
        ...place,
        functions: mostly(3, 1, 2, 3),
        vfs: mostly(5, 0, 1, 2),
        msi: mostly(3, 1, 0, 2, 4),
        twin: sometimes(6),
      }),
      { minLength: 1, maxLength: 4, size: 'max' },
    ),
  });
}
