import type { Plan } from '../machine/topologies.js';

/** The lab's machines. On q35 slots 2, 6 and 10 share a line, as do 3, 7 and 11; QEMU passes no slot 2 through but to IGD. */
export const machines: readonly Plan[] = [
  {
    name: 'flat',
    intx: ['00:02.0', '00:03.0', '00:04.0', '00:05.0', '00:06.0', '00:07.0', '00:0a.0'],
    msi: ['00:08.0'],
    pinless: ['00:0b.0'],
  },
  {
    name: 'bridges',
    bridges: { '01': '00:04.0', '02': '01:05.0' },
    intx: ['00:0a.0', '00:0b.0', '01:01.0', '01:02.0', '01:03.0', '02:02.0'],
  },
  { name: 'five-lines', intx: ['00:03.0', '00:04.0', '00:05.0', '00:06.0', '00:1c.0'] },
  { name: 'far', intx: ['00:06.0'], secondBase: 256 },
  { name: 'sriov', intx: ['00:03.0'], vfs: { '00:03.1': '00:03.0' } },
];
