import { beforeEach, describe, expect, it } from 'vitest';
import { pv612Xen420 } from '../../../model/designs/linux-6.12-xen-4.20.js';
import { pvh612Xen420 } from '../../../model/designs/merged-upstream.js';
import type { Dom, PirqIx } from '../../../model/numbers.js';
import { bindPtIrq, unbindPtIrq } from '../../../model/xen/dpci.js';
import { mpRegisterGsi } from '../../../model/xen/ioapic-pins.js';
import { gsiPermission } from '../../../model/xen/irq-permission.js';
import { allocateAndMapGsiPirq, ANY_PIRQ, unmapDomainPirq } from '../../../model/xen/pirq.js';
import { A, AB, B, C, OTHER, play, twoIoapics, type Played } from '../play.js';

const DOM1 = 1 as Dom;

describe('pirqs of guests', () => {
  const lines = [A, C].flatMap((d) => [`xl.assignable-add ${d}`, `xl.attach ${d} dom1`]);

  it('are the smallest free numbers from 16 on for a PVH dom0', () => {
    const r = play(pvh612Xen420, lines);
    expect(r.results).toEqual([0, 0, 0, 0]);
    expect([r.bound(AB), r.bound(OTHER)]).toEqual([['dom1:16'], ['dom1:17']]);
    expect(r.caps(1)).toEqual([AB, OTHER]);
  });

  it('are the GSIs for a PV dom0', () => {
    const r = play(pv612Xen420, lines);
    expect([r.bound(AB), r.bound(OTHER)]).toEqual([[`dom1:${AB}`], [`dom1:${OTHER}`]]);
  });

  it('libxl may get another one than QEMU had when it maps again to find it', () => {
    const r = play(pvh612Xen420, [...lines, `xl.detach ${A} dom1`, `xl.detach ${C} dom1`]);
    expect(r.results.slice(4)).toEqual([0, 0]);
    expect(r.calls[5]!.filter((c) => c.startsWith('unmap_pirq'))).toEqual([
      'unmap_pirq dom1 pirq 17 = 0',
      'unmap_pirq dom1 pirq 16 = 0',
    ]);
  });

  it("a PV dom0's second unmap is refused and only logged", () => {
    const r = play(pv612Xen420, [...lines.slice(0, 2), `xl.detach ${A} dom1`]);
    expect(r.results[2]).toBe(0);
    expect(r.calls[2]).toEqual([
      `unbind_pt_irq dom1 pirq ${AB} = 0`,
      `unmap_pirq dom1 pirq ${AB} = 0`,
      `unmap_pirq dom1 pirq ${AB} = -22`,
      `deassign_device dom1 ${A} = 0`,
    ]);
  });
});

const allOnOne = twoIoapics({
  prt: [{ bus: '0000:00', entries: [2, 3, 4].map((device) => ({ device, pin: 'A' as const, gsi: AB })) }],
  wires: [A, B, C].map((sbdf) => ({ sbdf, gsi: AB, polarity: 'low' as const })),
});

describe('a level line shared by dom0 and two guests', () => {
  const r = play(
    pvh612Xen420,
    [
      `driver.bind ${C}`,
      ...[A, B].map((d) => `xl.assignable-add ${d}`),
      `xl.attach ${A} dom1`,
      `xl.attach ${B} dom2`,
      `device.assert ${C}`,
    ],
    { topology: allOnOne },
  );

  it('binds all three, each with its own pirq', () => {
    expect(r.results.every((e) => e === 0)).toBe(true);
    expect(r.bound(AB)).toEqual([`dom0:${AB}`, 'dom1:16', 'dom2:16']);
  });

  it('still delivers to dom0', () => {
    expect(r.delivered(C)).toBe(true);
  });
});

describe('a bind before the pin is programmed', () => {
  let r: Played;
  let p: PirqIx;
  const m = (): Played['built']['model'] => r.built.model;
  beforeEach(() => {
    r = play(pvh612Xen420, [`xl.unpause dom1`, `device.disable ${A}`], { paused: ['dom1'] });
    p = allocateAndMapGsiPirq(m(), DOM1, AB, ANY_PIRQ) as PirqIx;
    expect(bindPtIrq(m(), DOM1, p, r.dev(A))).toBe(0);
  });

  it('succeeds and leaves the guest deaf', () => {
    expect(r.bound(AB)).toEqual(['dom1:16']);
    expect(r.pin(AB)).toEqual({ handler: 'none', polarity: 'high', masked: true });
  });

  it('programming the pin later leaves it masked', () => {
    expect(mpRegisterGsi(m(), r.line(AB), true, true)).toBe(0);
    expect(r.pin(AB)).toEqual({ handler: 'level', polarity: 'low', masked: true });
  });

  it('only unbinding and binding again opens it', () => {
    mpRegisterGsi(m(), r.line(AB), true, true);
    expect(unbindPtIrq(m(), DOM1, p, r.dev(A))).toBe(0);
    expect(bindPtIrq(m(), DOM1, p, r.dev(A))).toBe(0);
    expect(r.pin(AB).masked).toBe(false);
  });
});

describe('unmapping a pirq that is bound', () => {
  let r: Played;
  let p: PirqIx;
  const m = (): Played['built']['model'] => r.built.model;
  beforeEach(() => {
    r = play(pvh612Xen420, [`xl.assignable-add ${A}`, `xl.attach ${A} dom1`]);
    p = m().scope.pirqs.index(16) as PirqIx;
    expect(unmapDomainPirq(m(), DOM1, p)).toBe(0);
  });

  it('unbinds by force, masks the pin and takes the right', () => {
    expect(r.bound(AB)).toEqual([]);
    expect(r.pin(AB).masked).toBe(true);
    expect(r.caps(1)).toEqual([]);
  });

  it('poisons the pair: unbind -EPERM, unmap -EINVAL, map(-1) -EBUSY, map to another pirq -EEXIST', () => {
    expect(unbindPtIrq(m(), DOM1, p, r.dev(A))).toBe(-1);
    expect(unmapDomainPirq(m(), DOM1, p)).toBe(-22);
    expect(allocateAndMapGsiPirq(m(), DOM1, AB, ANY_PIRQ)).toBe(-16);
    expect(allocateAndMapGsiPirq(m(), DOM1, AB, AB)).toBe(-17);
  });

  it('does not keep gsi_permission from granting', () => {
    expect(gsiPermission(m(), DOM1, r.line(AB), true)).toBe(0);
    expect(r.caps(1)).toEqual([AB]);
  });
});

describe('dom0 unmaps the pirq of a GSI it is bound to', () => {
  const lost = [`driver.bind ${A}`, `dom0.unmap-pirq ${A}`];

  it('loses the right for good: mapping again -EEXIST, for a guest -EPERM, granting -EPERM', () => {
    const r = play(pvh612Xen420, [...lost, `xl.assignable-add ${B}`, `xl.attach ${B} dom1`]);
    const m = r.built.model;
    expect(r.results.slice(0, 3)).toEqual([0, 0, 0]);
    expect(r.results[3]).not.toBe(0);
    expect(r.caps(0)).not.toContain(AB);
    expect(allocateAndMapGsiPirq(m, 0 as Dom, AB, AB)).toBe(-17);
    expect(allocateAndMapGsiPirq(m, DOM1, AB, ANY_PIRQ)).toBe(-1);
    expect(gsiPermission(m, DOM1, r.line(AB), true)).toBe(-1);
  });

  it("dom0's own driver gets no further than -EEXIST, which looks like the first latch", () => {
    const r = play(pvh612Xen420, [...lost, `driver.unbind ${A}`, `driver.bind ${A}`, `device.assert ${A}`]);
    expect(r.calls[3]).toEqual([`mp_register_gsi GSI ${AB} = -17`]);
    expect(r.delivered(A)).toBe(false);
  });
});
