import { describe, expect, it } from 'vitest';
import { pv612Xen420 } from '../../../model/designs/linux-6.12-xen-4.20.js';
import { pvh612Xen420 } from '../../../model/designs/merged-upstream.js';
import { A, AB, B, C, OTHER, play, twoIoapics } from '../play.js';

describe('irq numbers of a PVH dom0', () => {
  it('on a second IO-APIC follow the order of the enables', () => {
    const one = play(pvh612Xen420, [`device.enable ${A}`, `device.enable ${C}`]);
    expect([one.irq(A), one.irq(C)]).toEqual([24, 25]);
    const other = play(pvh612Xen420, [`device.enable ${C}`, `device.enable ${A}`]);
    expect([other.irq(A), other.irq(C)]).toEqual([25, 24]);
  });

  it('are one per GSI', () => {
    const r = play(pvh612Xen420, [`device.enable ${A}`, `device.enable ${B}`]);
    expect([r.irq(A), r.irq(B)]).toEqual([24, 24]);
  });

  it('stay in sysfs after the disable, and go to the next who asks', () => {
    const r = play(pvh612Xen420, [`device.enable ${A}`, `device.disable ${A}`, `device.enable ${C}`]);
    expect([r.irq(A), r.irq(C)]).toEqual([24, 24]);
  });

  it('are what pciback leaves behind, free again', () => {
    const r = play(pvh612Xen420, [`pciback.bind ${A}`, `pciback.bind ${C}`]);
    expect([r.irq(A), r.irq(C)]).toEqual([24, 24]);
    expect(r.built.model.linux.irqUser.every((u) => u === 0 || u === 1)).toBe(true);
  });

  it('compete with MSI vectors', () => {
    const topology = twoIoapics({
      devices: [
        { sbdf: A, pin: 'A', msi: 2 },
        { sbdf: C, pin: 'A' },
      ],
      wires: [],
    });
    const r = play(pvh612Xen420, [`driver.bind-msi ${A}`, `device.enable ${C}`], { topology });
    expect([r.irq(A), r.irq(C)]).toEqual([24, 27]);
  });

  it('equal the GSI on the first IO-APIC', () => {
    const r = play(pvh612Xen420, [`device.enable ${A}`, `device.enable ${C}`], {
      topology: twoIoapics({ ioapics: [{ id: 0, gsiBase: 0, pins: 48 }] }),
    });
    expect([r.irq(A), r.irq(C)]).toEqual([AB, OTHER]);
  });

  it('enabling alone writes no redirection entry', () => {
    const r = play(pvh612Xen420, [`device.enable ${A}`]);
    expect(r.calls[0]).toEqual([]);
    expect(r.built.model.xen.vrteMasked[r.line(AB)]).toBe(1);
    expect(r.pin(AB).handler).toBe('none');
  });
});

describe('a PV dom0', () => {
  it('maps and sets up a GSI at the first enable, and only sets it up again at later ones', () => {
    const r = play(pv612Xen420, [
      `device.enable ${A}`,
      `device.enable ${B}`,
      `device.disable ${A}`,
      `device.enable ${A}`,
    ]);
    expect(r.calls).toEqual([
      [`map_pirq dom0 index ${AB} pirq ${AB} = 0`, `setup_gsi GSI ${AB}, level, low = 0`],
      [`setup_gsi GSI ${AB}, level, low = -17`],
      [],
      [`setup_gsi GSI ${AB}, level, low = -17`],
    ]);
    expect([r.irq(A), r.irq(B)]).toEqual([AB, AB]);
  });

  it('has mapped the ISA GSIs at boot with the trigger of the MADT, which decides about sharing', () => {
    const topology = twoIoapics({
      prt: [{ bus: '0000:00', entries: [2, 3].map((device) => ({ device, pin: 'A' as const, gsi: 7 })) }],
      wires: [],
    });
    const r = play(pv612Xen420, [`driver.bind ${A}`, `xl.assignable-add ${B}`, `xl.attach ${B} dom1`], {
      topology,
    });
    expect(r.calls[0]).toEqual(['setup_gsi GSI 7, level, low = 0', 'EVTCHNOP_bind_pirq 7 = 0']);
    expect(r.built.model.xen.shareable[r.line(7)]).toBe(0);
    // QEMU's bind is refused, its INTx is off, and the attach goes on.
    expect(r.calls[2]).toContain('bind_pt_irq dom1 pirq 7 = -16');
    expect(r.bound(7)).toEqual(['dom0:7']);
  });
});
