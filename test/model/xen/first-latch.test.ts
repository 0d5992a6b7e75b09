import { describe, expect, it } from 'vitest';
import { pv612Xen420 } from '../../../model/designs/linux-6.12-xen-4.20.js';
import { pvh612Xen420 } from '../../../model/designs/merged-upstream.js';
import { pvh61Xen417 } from '../../../model/designs/linux-6.1-xen-4.17.js';
import { pvh61Xen420 } from '../../../model/designs/mixed.js';
import { A, AB, B, play, twoIoapics } from '../play.js';

const openLevelLow = { handler: 'level', polarity: 'low', masked: false };
const maskedLevelLow = { ...openLevelLow, masked: true };

describe('a pin is programmed once per boot, by whoever comes first', () => {
  const returned = ['pciback.bind', 'pciback.unbind', 'driver.bind', 'device.assert'].map((v) => `${v} ${A}`);

  it('pciback first: the driver that gets the device back never sees an interrupt', () => {
    const r = play(pvh612Xen420, returned);
    expect(r.results).toEqual([0, 0, 0, 0]);
    expect(r.calls[2]).toEqual([`mp_register_gsi GSI ${AB} = -17`]);
    expect(r.bound(AB)).toEqual([]);
    expect(r.pin(AB)).toEqual(maskedLevelLow);
    expect(r.built.model.xen.vrteMasked[r.line(AB)]).toBe(0);
    expect(r.delivered(A)).toBe(false);
  });

  it('the same through xl pci-assignable-add and -remove', () => {
    const r = play(pvh612Xen420, [
      `xl.assignable-add ${A}`,
      `xl.assignable-remove ${A}`,
      `driver.bind ${A}`,
      `device.assert ${A}`,
    ]);
    expect(r.results).toEqual([0, 0, 0, 0]);
    expect(r.delivered(A)).toBe(false);
  });

  it('a neighbour on the GSI whose driver loads later is deaf too', () => {
    const r = play(pvh612Xen420, [`pciback.hide ${B}`, `driver.bind ${A}`, `device.assert ${A}`]);
    expect(r.bound(AB)).toEqual([]);
    expect(r.delivered(A)).toBe(false);
  });

  it('with one IO-APIC as well', () => {
    const r = play(pvh612Xen420, returned, {
      topology: twoIoapics({ ioapics: [{ id: 0, gsiBase: 0, pins: 48 }] }),
    });
    expect(r.irq(A)).toBe(AB);
    expect(r.delivered(A)).toBe(false);
  });

  it.each([pv612Xen420, pvh61Xen420, pvh61Xen417])('not with $id', (design) => {
    const r = play(design, returned);
    expect(r.results).toEqual([0, 0, 0, 0]);
    expect(r.bound(AB)).toEqual([`dom0:${AB}`]);
    expect(r.pin(AB)).toEqual(openLevelLow);
    expect(r.delivered(A)).toBe(true);
  });

  it('the driver first: pciback is told -EEXIST and goes on, the line still delivers to dom0', () => {
    const r = play(pvh612Xen420, [`driver.bind ${A}`, `pciback.bind ${B}`, `device.assert ${A}`]);
    expect(r.results).toEqual([0, 0, 0]);
    expect(r.calls[0]).toEqual([
      `mp_register_gsi GSI ${AB} = 0`,
      `allocate_and_map_gsi_pirq dom0 GSI ${AB} = 0`,
      'pt_irq_create_bind dom0 = 0',
    ]);
    expect(r.calls[1]).toEqual(['pci_device_reset = 0', `setup_gsi GSI ${AB}, level, low = -17`]);
    expect(r.delivered(A)).toBe(true);
  });

  it('trigger and polarity of the first stay', () => {
    const topology = twoIoapics({
      links: [{ name: 'LNKA', possible: [AB], current: AB, trigger: 'edge', polarity: 'high' }],
      prt: [
        {
          bus: '0000:00',
          entries: [
            { device: 2, pin: 'A', link: 'LNKA' },
            { device: 3, pin: 'A', gsi: AB },
          ],
        },
      ],
    });
    const r = play(pvh612Xen420, [`pciback.bind ${A}`, `pciback.bind ${B}`], { topology });
    expect(r.results).toEqual([0, 0]);
    expect(r.calls[1]).toContain(`setup_gsi GSI ${AB}, level, low = -17`);
    expect(r.pin(AB)).toEqual({ handler: 'edge', polarity: 'high', masked: true });
  });
});

describe('a line dom0 let go of (a ghost sharer)', () => {
  it('stays bound and open on a PVH dom0, with the virtual pin masked', () => {
    const r = play(pvh612Xen420, [`driver.bind ${A}`, `driver.unbind ${A}`]);
    expect(r.calls[1]).toEqual([]);
    expect(r.bound(AB)).toEqual([`dom0:${AB}`]);
    expect(r.pin(AB)).toEqual(openLevelLow);
    expect(r.built.model.xen.vrteMasked[r.line(AB)]).toBe(1);
  });

  it('is unbound and masked on a PV dom0', () => {
    const r = play(pv612Xen420, [`driver.bind ${A}`, `driver.unbind ${A}`]);
    expect(r.bound(AB)).toEqual([]);
    expect(r.pin(AB)).toEqual(maskedLevelLow);
  });
});

describe('ISA pins at boot', () => {
  it('have a handler, the edge triggered ones are open, and nobody is bound', () => {
    const topology = twoIoapics({
      overrides: [{ source: 10, gsi: 10, trigger: 'level', polarity: 'high' }],
      prt: [
        {
          bus: '0000:00',
          entries: [
            { device: 2, pin: 'A', gsi: 7 },
            { device: 3, pin: 'A', gsi: 10 },
          ],
        },
      ],
      wires: [],
    });
    const r = play(pvh612Xen420, [`device.disable ${A}`, `device.disable ${B}`], { topology });
    expect(r.pin(7)).toEqual({ handler: 'edge', polarity: 'high', masked: false });
    expect(r.pin(10)).toEqual({ handler: 'level', polarity: 'high', masked: true });
    expect([r.bound(7), r.bound(10)]).toEqual([[], []]);
  });
});
