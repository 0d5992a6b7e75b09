import type { Litmus } from '../../litmus.js';
import { A, add, B, use } from './script.js';

/** What section A5 of the facts names besides S1 to S16, and what the model was asked later. */
export const besides: readonly Litmus[] = [
  {
    topology: 'A7',
    name: 'A7/offset-maps',
    asks: 'ARM-L1',
    question: 'StreamIDs and DeviceIDs are different numbers; one device is attached and used.',
    threads: { xl: [...add(A), ...use(A)] },
  },
  {
    topology: 'A10',
    name: 'A10/partial-map',
    asks: 'ARM-I10',
    question: 'iommu-map does not cover the function that dom0 finds, loses and finds again.',
    threads: {
      dom0: ['pci.add 00:02.0', 'pci.add 00:02.0', 'pci.add 00:02.0'],
      xl: [...add(B), `xl.attach ${B} dom1`],
    },
  },
  {
    topology: 'A1full',
    name: 'A1full/slot-exhaustion',
    asks: 'ARM-R1',
    question: 'A guest that has 31 devices gets two more: the 32nd fits, the next does not.',
    given: add(A, B),
    threads: { xl: [...use(A), ...use(B)] },
  },
  {
    topology: 'A1',
    name: 'A1/uncooperative',
    asks: 'ARM-L3',
    question: 'The guest does not answer its frontend: a second device is attached, the first detached.',
    given: [...add(A, B), `xl.attach ${A} dom1`, `guest.enable-msi ${A} dom1`, 'guest.hang dom1'],
    threads: { xl: [`xl.attach ${B} dom1`, `xl.detach ${A} dom1`, `xl.attach ${A} dom2`] },
  },
  {
    topology: 'A1',
    name: 'A1/queue-fault',
    asks: 'ARM-L5',
    question: 'The guest gives away the page its command queue lies in, then enables MSI.',
    given: add(A),
    threads: { xl: [`xl.attach ${A} dom1`, 'guest.lose-queue dom1', `guest.enable-msi ${A} dom1`] },
  },
  {
    topology: 'A1',
    name: 'A1/unmap-collection-first',
    asks: 'ARM-C1',
    question: 'A guest unmaps its collection before it unmaps its device, then uses the old table again.',
    given: [...add(A), `xl.attach ${A} dom1`, `guest.enable-msi ${A} dom1`],
    threads: {
      guest: ['0x0', '0x8'].flatMap((id) => [
        'its.unmapc dom1 0',
        `its.unmapd dom1 ${id}`,
        'its.mapc dom1 0',
        `its.mapd dom1 ${id}`,
        `its.int dom1 ${id} 0`,
      ]),
    },
  },
  {
    topology: 'A1',
    name: 'A1/hostile',
    asks: 'ARM-I4',
    question:
      "A guest with one device sends any commands, about its own DeviceID and the real one of dom2's device.",
    given: [...add(A, B), `xl.attach ${A} dom1`, `xl.attach ${B} dom2`, `guest.enable-msi ${B} dom2`],
    threads: { dom1: [`guest.hostile dom1 0x0 ${B} 1 1 2`] },
  },
];
