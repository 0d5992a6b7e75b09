import { describe, expect, it } from 'vitest';
import { q35 } from '../../../lab/machine/q35.js';
import { topologyOf } from '../../../lab/machine/topologies.js';
import { machines } from '../../../lab/scenarios/machines.js';
import { gsiFromPrt } from '../../../model/hardware/routing.js';
import { parseTopology } from '../../../model/hardware/topology.js';
import { litmusTopologies } from '../../../properties/litmus/topologies.js';

const litmus = (name: string): ReturnType<typeof parseTopology> =>
  parseTopology(
    litmusTopologies.find((t) => t.name === name)!,
    name,
  );

describe("the lab's machine", () => {
  it('builds a topology of QEMU devices', () => {
    const t = topologyOf(
      {
        name: 'm',
        intx: ['00:06.0', '01:02.0'],
        msi: ['00:08.0'],
        pinless: ['00:0b.0'],
        bridges: { '01': '00:04.0' },
      },
      2,
    );
    expect(q35(t)).toEqual({
      devices: [
        'pci-bridge,id=br0,chassis_nr=1,addr=4.0,bus=pcie.0',
        'edu,addr=6.0,bus=pcie.0',
        'edu,addr=2.0,bus=br0',
        'qemu-xhci,addr=8.0,bus=pcie.0',
        'pci-testdev,addr=b.0,bus=pcie.0',
      ],
      secondBase: 24,
      activeLow: true,
    });
  });

  it('says what it does not have', () => {
    expect(() => q35(litmus('T2'))).toThrow(
      'T2: the lab has IO-APICs of GSI 0+24, or 0+24 24+24, or 0+24 256+24, not 0+24 24+32',
    );
    expect(() => q35(litmus('T1'))).toThrow(
      "T1: 0000:00:02.0 is wired to GSI 17, on the lab's machine to 22",
    );
  });

  it.each(machines)('$name: firmware and wires agree on every line', (plan) => {
    for (const ioapics of [1, 2] as const) {
      const t = topologyOf(plan, ioapics);
      for (const w of t.wires) {
        const route = gsiFromPrt(
          t,
          t.devices.find((d) => d.sbdf === w.sbdf)!,
        );
        const link = route.kind === 'link' ? t.links.find((l) => l.name === route.link) : undefined;
        expect(link?.possible).toEqual([w.gsi]);
      }
      q35(t);
    }
  });
});
