import { describe, expect, it } from 'vitest';
import { pv612Xen420 } from '../../../model/designs/linux-6.12-xen-4.20.js';
import { pvh612Xen420 } from '../../../model/designs/merged-upstream.js';
import { pvh61Xen417 } from '../../../model/designs/linux-6.1-xen-4.17.js';
import { pvh61Xen420, pvh612Xen417 } from '../../../model/designs/mixed.js';
import type { Design } from '../../../model/designs/design.js';
import { pcidevGetGsi } from '../../../model/linux/privcmd.js';
import { A, AB, B, play, twoIoapics } from '../play.js';

const PF = A;
const VF = '0000:00:02.1';
const withVf = twoIoapics({
  devices: [
    { sbdf: PF, pin: 'A' },
    { sbdf: VF, pin: null, physfn: PF },
  ],
  wires: [{ sbdf: PF, gsi: AB, polarity: 'low' }],
});
const pinless = twoIoapics({ devices: [{ sbdf: A, pin: null }], wires: [] });

describe('binding to pciback', () => {
  it('Linux 6.12 on Xen 4.17 with a PVH dom0: impossible, the reset notification is -ENOSYS', () => {
    const r = play(pvh612Xen417, [`pciback.bind ${A}`, `pciback.unbind ${A}`]);
    expect(r.results).toEqual([-38, -19]);
    expect(r.calls[0]).toEqual(['pci_device_reset = -38', 'pci_device_reset = -38']);
    expect(r.built.model.linux.driver[r.dev(A)]).toBe(0);
    expect(r.built.model.linux.enableCnt[r.dev(A)]).toBe(0);
  });

  it('Linux 6.12 programs the pin, level and low, masked', () => {
    const r = play(pvh612Xen420, [`pciback.bind ${A}`]);
    expect(r.calls[0]).toEqual(['pci_device_reset = 0', `setup_gsi GSI ${AB}, level, low = 0`]);
    expect(r.pin(AB)).toEqual({ handler: 'level', polarity: 'low', masked: true });
    expect(r.bound(AB)).toEqual([]);
  });

  it.each([pvh61Xen420, pvh61Xen417])('Linux 6.1 with a PVH dom0 leaves the pin alone: $id', (design) => {
    const r = play(design, [`pciback.bind ${A}`]);
    expect(r.results).toEqual([0]);
    expect(r.calls[0]).toEqual([]);
    expect(r.pin(AB)).toEqual({ handler: 'none', polarity: 'high', masked: true });
  });

  it('a device without a pin: -EINVAL with Linux 6.12 on a PVH dom0 only', () => {
    const bind = (design: Design): number =>
      play(design, [`pciback.bind ${A}`], { topology: pinless }).results[0]!;
    expect(bind(pvh612Xen420)).toBe(-22);
    expect(bind(pv612Xen420)).toBe(0);
    expect(bind(pvh61Xen417)).toBe(0);
    expect(bind({ ...pvh612Xen420, linux: { ...pvh612Xen420.linux, missingGsiOk: true } })).toBe(0);
  });
});

describe('an SR-IOV VF of a PVH dom0', () => {
  it('is refused by vPCI of Xen 4.20; the reset of its ownerless record crashes Xen', () => {
    const r = play(pvh612Xen420, [`device.disable ${VF}`], { topology: withVf });
    expect(r.owner(VF)).toBe('nobody');
    expect(() => play(pvh612Xen420, [`pciback.bind ${VF}`], { topology: withVf })).toThrow('cannot go on');
  });

  it('belongs to dom0 with Xen 4.17 or a PV dom0', () => {
    for (const design of [pvh61Xen417, pv612Xen420]) {
      const r = play(design, [`pciback.bind ${VF}`], { topology: withVf });
      expect(r.owner(VF)).toBe('dom0');
      expect(r.built.model.xen.crashed[0]).toBe(0);
    }
  });
});

describe('the look-up of a GSI by the tools', () => {
  it('answers -ENOTTY on Linux 6.1, -ENODEV for a device that is not in pciback', () => {
    const old = play(pvh61Xen420, [`pciback.bind ${A}`]);
    expect(pcidevGetGsi(old.built.model, old.dev(A))).toBe(-25);
    const r = play(pvh612Xen420, [`pciback.bind ${A}`, `device.disable ${B}`]);
    expect(pcidevGetGsi(r.built.model, r.dev(B))).toBe(-19);
    expect(pcidevGetGsi(r.built.model, r.dev(A))).toBe(r.line(AB));
  });

  it('answers -EPERM, or -ENOENT once a missing GSI is fine, for a device without one', () => {
    for (const [missingGsiOk, errno] of [
      [false, -1],
      [true, -2],
    ] as const) {
      // A PV dom0 never looks one up.
      const design = { ...pv612Xen420, linux: { ...pv612Xen420.linux, missingGsiOk } };
      const r = play(design, [`pciback.bind ${A}`]);
      expect(pcidevGetGsi(r.built.model, r.dev(A))).toBe(errno);
    }
  });

  it('keeps a reference: a later unbind neither resets nor tells Xen', () => {
    const cycle = [`xl.assignable-add ${A}`, `xl.attach ${A} dom1`, `xl.detach ${A} dom1`];
    const leaking = play(pvh612Xen420, [...cycle, `xl.assignable-remove ${A}`]);
    expect(leaking.calls[3]).toEqual([`deassign_device dom_io ${A} = 0`]);
    expect(leaking.steps[3]).not.toContain('__pci_reset_function_locked = 0');
    const never = play(pvh612Xen420, [`xl.assignable-add ${A}`, `xl.assignable-remove ${A}`]);
    expect(never.calls[1]).toEqual([`deassign_device dom_io ${A} = 0`, 'pci_device_reset = 0']);
    const fixed = { ...pvh612Xen420, linux: { ...pvh612Xen420.linux, gsiLookupLeaksKref: false } };
    expect(play(fixed, [...cycle, `xl.assignable-remove ${A}`]).calls[3]).toContain('pci_device_reset = 0');
  });
});
