import { busOf, parseTopology, slotOf, type Topology } from '../../model/hardware/topology.js';
import { rootLine, secondBases } from './q35.js';

/** What differs between the lab's machines; q35 fixes the rest. */
export interface Plan {
  readonly name: string;
  /** SBDF without its segment, e.g. `00:02.0`, of functions with INTA and no MSI ... */
  readonly intx?: readonly string[];
  /** ... of those whose driver takes MSI vectors ... */
  readonly msi?: readonly string[];
  /** ... and of those without a pin. */
  readonly pinless?: readonly string[];
  /** PFs by their VF. */
  readonly vfs?: Readonly<Record<string, string>>;
  /** Bridges by the bus behind them. */
  readonly bridges?: Readonly<Record<string, string>>;
  readonly polarity?: 'low' | 'high';
  /** Of the second IO-APIC, if there are two. */
  readonly secondBase?: number;
}

const PINS = ['A', 'B', 'C', 'D'] as const;

/** The topology of a q35 machine with one or two IO-APICs, as the firmware of the lab describes it. */
export function topologyOf(plan: Plan, ioapics: 1 | 2): Topology {
  const base = ioapics === 2 ? (plan.secondBase ?? secondBases[0]!) : 0;
  const polarity = plan.polarity ?? (ioapics === 2 ? 'low' : 'high');
  const bridges = Object.entries(plan.bridges ?? {}).map(([bus, b]) => ({
    sbdf: `0000:${b}`,
    secondary: `0000:${bus}`,
  }));
  const rootOf = (address: string, line: number): { slot: number; line: number } => {
    const above = bridges.find((b) => b.secondary === busOf(address));
    return above ? rootOf(above.sbdf, (line + slotOf(address)) % 4) : { slot: slotOf(address), line };
  };
  const gsiOf = (address: string): number => {
    const root = rootOf(address, 0);
    return base + rootLine(root.slot, root.line);
  };
  const withPin = [...(plan.intx ?? []), ...(plan.msi ?? [])].map((d) => `0000:${d}`);
  const roots = withPin.map((d) => ({ ...rootOf(d, 0), gsi: gsiOf(d) }));
  const linkName = (gsi: number): string => `GSI${'ABCDEFGH'[gsi - base - 16]}`;
  const device = (d: string, pin: 'A' | null, msi: number) => ({
    sbdf: `0000:${d}`,
    pin,
    msi,
    interruptLine: pin === null ? 0 : firmwareLine(gsiOf(`0000:${d}`) - base),
  });
  return parseTopology(
    {
      format: 'pirqcheck-topology/1',
      name: `${plan.name}-${ioapics}`,
      ioapics: [
        { id: 0, gsiBase: 0, pins: 24 },
        ...(ioapics === 2 ? [{ id: 1, gsiBase: base, pins: 24 }] : []),
      ],
      links: [...new Set(roots.map((r) => r.gsi))].map((gsi) => ({
        name: linkName(gsi),
        possible: [gsi],
        trigger: 'level',
        polarity,
        current: gsi,
      })),
      bridges,
      prt: [
        {
          bus: '0000:00',
          entries: [...new Map(roots.map((r) => [`${r.slot}/${r.line}`, r])).values()].map((r) => ({
            device: r.slot,
            pin: PINS[r.line],
            link: linkName(r.gsi),
          })),
        },
      ],
      devices: [
        ...(plan.intx ?? []).map((d) => device(d, 'A', 0)),
        ...(plan.msi ?? []).map((d) => device(d, 'A', 2)),
        ...(plan.pinless ?? []).map((d) => device(d, null, 0)),
        ...Object.entries(plan.vfs ?? {}).map(([d, pf]) => ({
          ...device(d, null, 0),
          physfn: `0000:${pf}`,
        })),
      ],
      wires: withPin.map((d) => ({ sbdf: d, gsi: gsiOf(d), polarity })),
    },
    plan.name,
  );
}

/** The Interrupt Line byte that SeaBIOS leaves: irqs 10 10 11 11 10 10 11 11 for the chip's pins 16 to 23 (mch_pci_slot_get_irq). */
const firmwareLine = (pin: number): number => (pin % 4 < 2 ? 10 : 11);
