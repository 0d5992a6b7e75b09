import fc from 'fast-check';

/**
 * What a machine's builder decides, as small numbers that are all usable: whatever fast-check makes of a plan when it
 * shrinks, `realise` turns it into a valid topology. Numbers that choose among things are taken modulo their count.
 */
export interface TopologyPlan {
  /** In the order of their GSIs. */
  readonly ioapics: readonly IoapicPlan[];
  readonly lines: readonly LinePlan[];
  readonly bridges: readonly BridgePlan[];
  readonly slots: readonly SlotPlan[];
  readonly overrides: readonly OverridePlan[];
  readonly irqsTakenAtBoot: number;
}

export interface IoapicPlan {
  readonly pins: number;
  /** GSIs left out before it. */
  readonly gap: number;
  /** Place in the MADT; equal ranks are in GSI order. */
  readonly rank: number;
}

/** An input of an IO-APIC. */
export interface PinChoice {
  readonly ioapic: number;
  readonly pin: number;
}

/** Where a wire of the board ends: straight at an IO-APIC pin, or at an interrupt link. */
export interface LinePlan extends PinChoice {
  /** The GSIs besides the line's own that firmware lets the OS choose; null for a line without a link. */
  readonly link: {
    readonly others: readonly PinChoice[];
    readonly edge: boolean;
    readonly high: boolean;
    /** Which possibility is set at boot; 0 none. */
    readonly current: number;
  } | null;
}

/** How firmware describes a place wrongly. */
export type Lie = 'gsi' | 'polarity' | 'silent' | null;

interface Place {
  readonly slot: number;
  /** The line of INTA; the other pins follow in turn. */
  readonly wiring: number;
  readonly lie: Lie;
}

export interface BridgePlan extends Place {
  /** Bus it hangs on, among the buses before it whose depth allows it. */
  readonly parent: number;
  /** The bus behind has wires and a `_PRT` of its own; otherwise pins are swizzled onto the bridge's. */
  readonly own: boolean;
}

export interface SlotPlan extends Place {
  readonly bus: number;
  readonly functions: readonly FunctionPlan[];
}

export interface FunctionPlan {
  /** 0-3 for INTA-INTD, NO_PIN for none. */
  readonly pin: number;
  readonly msi: number;
  readonly interruptLine: number;
  readonly vfs: number;
}

export interface OverridePlan extends PinChoice {
  readonly source: number;
  readonly level: boolean;
  readonly low: boolean;
}

/** `FunctionPlan.pin` of a function without an interrupt pin. */
export const NO_PIN = 4;

export interface TopologyOptions {
  /** Fraction of the slots whose `_PRT` entries disagree with the wires, 0 to 1. Default 0.03; 0 switches lies off. */
  readonly firmwareLies?: number;
}

const LIE_PARTS = 1000;

/** Plans of machines; see `TopologyOptions`. */
export function topologyPlan({ firmwareLies = 0.03 }: TopologyOptions = {}): fc.Arbitrary<TopologyPlan> {
  const often = (weight: number, common: fc.Arbitrary<number>, rare: fc.Arbitrary<number>) =>
    fc.oneof({ weight, arbitrary: common }, { weight: 1, arbitrary: rare });
  const sometimes = (one: number): fc.Arbitrary<boolean> => fc.nat(one - 1).map((n) => n === one - 1);
  const pinChoice = { ioapic: fc.nat(4), pin: often(2, fc.nat(4), fc.nat(239)) };
  const lies = Math.round(firmwareLies * LIE_PARTS);
  const lie: fc.Arbitrary<Lie> =
    lies === 0
      ? fc.constant(null)
      : fc.oneof(
          { weight: LIE_PARTS - lies, arbitrary: fc.constant(null) },
          { weight: lies, arbitrary: fc.constantFrom<Lie>('gsi', 'polarity', 'silent') },
        );
  const place = { slot: fc.nat(31), wiring: fc.nat(7), lie };
  const link = fc.record({
    others: fc.array(fc.record(pinChoice), { maxLength: 3 }),
    edge: sometimes(8),
    high: sometimes(3),
    current: fc.nat(4),
  });
  return fc.record({
    ioapics: fc.array(
      fc.record({
        pins: often(4, fc.constantFrom(24, 32, 16, 8, 120), fc.integer({ min: 1, max: 240 })),
        gap: often(5, fc.constant(0), fc.nat(40)),
        rank: often(2, fc.constant(0), fc.nat(4)),
      }),
      { minLength: 1, maxLength: 5, size: 'max' },
    ),
    lines: fc.array(
      fc.record({ ...pinChoice, link: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, link) }),
      { minLength: 1, maxLength: 5, size: 'max' },
    ),
    bridges: fc.array(fc.record({ ...place, parent: fc.nat(3), own: fc.boolean() }), {
      maxLength: 4,
      size: 'max',
    }),
    slots: fc.array(
      fc.record({
        ...place,
        bus: fc.nat(4),
        functions: fc.array(
          fc.record({
            pin: often(6, fc.nat(3), fc.constant(NO_PIN)),
            msi: fc.nat(3),
            interruptLine: fc.oneof(fc.constantFrom(0, 10, 11, 255), fc.nat(255)),
            vfs: often(5, fc.constant(0), fc.nat(2)),
          }),
          { minLength: 1, maxLength: 3 },
        ),
      }),
      { minLength: 1, maxLength: 5, size: 'max' },
    ),
    overrides: fc.array(
      fc.record({ ...pinChoice, source: fc.nat(15), level: fc.boolean(), low: fc.boolean() }),
      { maxLength: 2 },
    ),
    irqsTakenAtBoot: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(8), fc.nat(300)),
  });
}
