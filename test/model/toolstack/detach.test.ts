import { describe, expect, it } from 'vitest';
import { pv612Xen420 } from '../../../model/designs/linux-6.12-xen-4.20.js';
import { pvh612Xen420 } from '../../../model/designs/merged-upstream.js';
import { pv61Xen417 } from '../../../model/designs/linux-6.1-xen-4.17.js';
import { A, AB, B, play } from '../play.js';

const both = [A, B].flatMap((d) => [`xl.assignable-add ${d}`, `xl.attach ${d} dom1`]);

describe('xl pci-detach of one of two devices on one GSI', () => {
  it.each([
    { design: pvh612Xen420, pirq: 16 },
    { design: pv612Xen420, pirq: AB },
  ])('takes the interrupt from the other: $design.id', ({ design, pirq }) => {
    const attached = play(design, both);
    expect(attached.bound(AB)).toEqual([`dom1:${pirq}`]);
    expect(attached.caps(1)).toEqual([AB]);
    const r = play(design, [...both, `xl.detach ${A} dom1`]);
    expect(r.results[4]).toBe(0);
    expect(r.owner(B)).toBe('dom1');
    expect(r.bound(AB)).toEqual([]);
    expect(r.pin(AB).masked).toBe(true);
    expect(r.caps(1)).toEqual([]);
  });

  it('does not with the tools of 4.17, where only QEMU unmaps', () => {
    const r = play(pv61Xen417, [...both, `xl.detach ${A} dom1`]);
    expect(r.bound(AB)).toEqual([`dom1:${AB}`]);
    expect(r.caps(1)).toEqual([AB]);
  });

  it.each([
    { design: pvh612Xen420, errno: -16, name: '-EBUSY' },
    { design: pv612Xen420, errno: -17, name: '-EEXIST' },
  ])('attaching it again fails: $name on $design.id', ({ design, errno }) => {
    const r = play(design, [...both, `xl.detach ${A} dom1`, `xl.attach ${A} dom1`]);
    expect(r.results[5]).toBe(errno);
  });
});

describe('xl destroy of a domain', () => {
  it('with one device on the GSI works, and the device is quarantined', () => {
    for (const design of [pvh612Xen420, pv612Xen420]) {
      const r = play(design, [...both.slice(0, 2), 'xl.destroy dom1']);
      expect(r.results[2]).toBe(0);
      expect(r.owner(A)).toBe('dom_io');
      expect(r.bound(AB)).toEqual([]);
    }
  });

  it('paused, so that QEMU never lets go, works too with one device on the GSI', () => {
    const r = play(pvh612Xen420, [...both.slice(0, 2), 'xl.destroy dom1'], { paused: ['dom1'] });
    expect(r.results[2]).toBe(0);
    expect(r.calls[2]).toEqual([
      `map_pirq dom1 index ${AB} pirq -1 = 0`,
      'unmap_pirq dom1 pirq 16 = 0',
      `gsi_permission dom1 GSI ${AB} revoke = 0`,
      `deassign_device dom1 ${A} = 0`,
    ]);
  });

  it('whose sibling was detached fails for ever on a PVH dom0', () => {
    const r = play(pvh612Xen420, [...both, `xl.detach ${A} dom1`, 'xl.destroy dom1', 'xl.destroy dom1']);
    expect(r.results.slice(5).every((e) => e < 0)).toBe(true);
    expect(r.calls[5]).toEqual([
      'unbind_pt_irq dom1 pirq 16 = -1',
      'unmap_pirq dom1 pirq 16 = -22',
      `map_pirq dom1 index ${AB} pirq -1 = -16`,
    ]);
    expect(r.owner(B)).toBe('dom1');
  });

  it('fails without any detach when both are removed while paused', () => {
    const r = play(pvh612Xen420, [...both, 'xl.destroy dom1'], { paused: ['dom1'] });
    expect(r.results[4]).toBeLessThan(0);
  });

  it.each([pv612Xen420, pv61Xen417])('works on a PV dom0: $id', (design) => {
    const r = play(design, [...both, `xl.detach ${A} dom1`, 'xl.destroy dom1']);
    expect(r.results[5]).toBe(0);
    expect(r.owner(B)).toBe('dom_io');
  });
});

describe('xl pci-detach from a paused guest', () => {
  it('waits in vain and changes nothing', () => {
    const r = play(pvh612Xen420, [...both.slice(0, 2), `xl.detach ${A} dom1`], { paused: ['dom1'] });
    expect(r.results[2]).toBeLessThan(0);
    expect(r.bound(AB)).toEqual(['dom1:16']);
    expect(r.owner(A)).toBe('dom1');
  });

  it('by force poisons the pirq; the domain can still be destroyed', () => {
    const r = play(pvh612Xen420, [...both.slice(0, 2), `xl.detach-force ${A} dom1`, 'xl.destroy dom1'], {
      paused: ['dom1'],
    });
    expect(r.results.slice(2)).toEqual([0, 0]);
    expect(r.bound(AB)).toEqual([]);
  });
});
