import { describe, expect, it } from 'vitest';
import { pv612Xen420 } from '../../../model/designs/linux-6.12-xen-4.20.js';
import { pv61Xen417, pvh61Xen417 } from '../../../model/designs/linux-6.1-xen-4.17.js';
import { pv61Xen420, pvh61Xen420 } from '../../../model/designs/mixed.js';
import { combine } from '../../../model/designs/combinations.js';
import { findDesign } from '../../../model/designs/index.js';
import { rfcBase } from '../../../model/designs/irq-as-gsi.js';
import { A, AB, B, C, OTHER, play, twoIoapics } from '../play.js';

const attach = [`xl.assignable-add ${A}`, `xl.attach ${A} dom1`];

describe('versions that do not fit', () => {
  it('Xen 4.17 refuses a PVH dom0 every map: -ENOSYS, from QEMU and from libxl', () => {
    const r = play(pvh61Xen417, attach);
    expect(r.results).toEqual([0, -38]);
    expect(r.calls[1]).toEqual(['map_pirq = -38', 'map_pirq = -38']);
    expect(r.bound(AB)).toEqual([]);
    expect(r.pin(AB).handler).toBe('none');
  });

  it('new tools on Linux 6.1: the look-up of the GSI is no known ioctl, -ENOTTY', () => {
    const r = play(pvh61Xen420, attach);
    expect(r.results).toEqual([0, -25]);
    expect(r.pin(AB).handler).toBe('none');
  });

  it.each([pv61Xen417, pv61Xen420, pv612Xen420])('a PV dom0 works: $id', (design) => {
    const r = play(design, attach);
    expect(r.results).toEqual([0, 0]);
    expect(r.bound(AB)).toEqual([`dom1:${AB}`]);
    expect(r.pin(AB)).toEqual({ handler: 'level', polarity: 'low', masked: false });
  });
});

describe('tools that take the Linux irq for a GSI', () => {
  // A's irq, the first dynamic one, is the GSI of Z.
  const Z = '0000:00:06.0';
  const topology = twoIoapics({
    prt: [
      {
        bus: '0000:00',
        entries: [
          { device: 2, pin: 'A', gsi: AB },
          { device: 6, pin: 'A', gsi: 24 },
        ],
      },
    ],
    devices: [
      { sbdf: A, pin: 'A' },
      { sbdf: Z, pin: 'A' },
    ],
    wires: [
      { sbdf: A, gsi: AB, polarity: 'low' },
      { sbdf: Z, gsi: 24, polarity: 'low' },
    ],
  });

  it("bind the guest to another device's line without any error, if dom0 has that line", () => {
    // Z's own irq is given first: 24 for Z, 25 for A. Freeing Z's number before A asks makes A's 24.
    const r = play(rfcBase, [`device.enable ${A}`, `driver.bind ${Z}`, ...attach.map((l) => l)], {
      topology,
    });
    expect(r.irq(A)).toBe(24);
    expect(r.results).toEqual([0, 0, 0, 0]);
    expect(r.bound(24)).toEqual(['dom0:24', 'dom1:24']);
    expect(r.bound(AB)).toEqual([]);
  });

  it('bind it deaf to a line that nobody programmed', () => {
    const r = play(rfcBase, [...attach, `device.disable ${Z}`], { topology });
    expect(r.calls[1]!.slice(0, 2)).toEqual([
      'map_pirq dom1 index 24 pirq 24 = 0',
      'bind_pt_irq dom1 pirq 24 = 0',
    ]);
    expect(r.bound(24)).toEqual(['dom1:24']);
    expect(r.pin(24)).toEqual({ handler: 'none', polarity: 'high', masked: true });
    // The rest of the attach fails: dom0 has no pirq of that number.
    expect(r.results[1]).toBe(-1);
  });

  it('bind it deaf where only QEMU does so, and nobody is told', () => {
    const merged = combine(findDesign('pvh-6.12-4.20')!, { 'gsi-source': 'qemu-irq' });
    const r = play(merged, attach, { topology });
    expect(r.results).toEqual([0, 0]);
    expect(r.calls[1]).toEqual([
      'map_pirq dom1 index 24 pirq 24 = 0',
      'bind_pt_irq dom1 pirq 24 = 0',
      `map_pirq dom1 index ${AB} pirq -1 = 0`,
      `gsi_permission dom1 GSI ${AB} grant = 0`,
    ]);
    expect([r.bound(24), r.bound(AB)]).toEqual([['dom1:24'], []]);
    expect(r.pin(24).handler).toBe('none');
  });

  it('fail with -EINVAL where the irq is beyond all GSIs', () => {
    const r = play(rfcBase, attach, { topology: { ...topology, irqsTakenAtBoot: 88 } });
    expect(r.irq(A)).toBe(112);
    expect(r.results).toEqual([0, -22]);
    expect(r.calls[1]).toEqual([
      'map_pirq dom1 index 112 pirq 112 = -22',
      'map_pirq dom1 index 112 pirq 112 = -22',
    ]);
  });
});

describe('two guests that share a line', () => {
  it('do not disturb each other', () => {
    const r = play(pv612Xen420, [
      ...attach,
      `xl.assignable-add ${B}`,
      `xl.attach ${B} dom2`,
      `xl.detach ${A} dom1`,
    ]);
    expect(r.results).toEqual([0, 0, 0, 0, 0]);
    expect(r.bound(AB)).toEqual([`dom2:${AB}`]);
    expect(r.pin(AB).masked).toBe(false);
  });

  it('and a device of another GSI has its own', () => {
    const r = play(pv612Xen420, [...attach, `xl.assignable-add ${C}`, `xl.attach ${C} dom2`]);
    expect([r.bound(AB), r.bound(OTHER)]).toEqual([[`dom1:${AB}`], [`dom2:${OTHER}`]]);
  });
});
