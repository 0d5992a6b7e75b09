import type { Litmus } from '../litmus.js';

/** Known bugs that no other scenario of the catalogue would show. Which scenario shows which: `known-bugs.ts`. */
export const ofBugs: readonly Litmus[] = [
  {
    name: 'T1/reattach-tables',
    topology: 'T1',
    asks: 'I14',
    question: 'Attached, detached, attached: do the tables of pirqs and irqs agree? (INTX-01, INTX-03)',
    threads: {
      xl: [
        'xl.assignable-add 00:02.0',
        'xl.attach 00:02.0 dom1',
        'xl.detach 00:02.0 dom1',
        'xl.attach 00:02.0 dom1',
      ],
    },
  },
  {
    name: 'three/one-leaves',
    topology: 'three',
    asks: 'L2',
    question:
      'One of three sharers of a line leaves: does an interrupt still reach the other guest? (INTX-08)',
    given: [
      'driver.bind 00:04.0',
      'xl.assignable-add 00:02.0',
      'xl.attach 00:02.0 dom1',
      'xl.assignable-add 00:03.0',
      'xl.attach 00:03.0 dom2',
      'guest.enable-intx 00:03.0 dom2',
    ],
    threads: { xl: ['xl.detach 00:02.0 dom1', 'device.assert 00:03.0'] },
  },
  {
    name: 'no-route/attach',
    topology: 'no-route',
    asks: 'A1',
    question: 'A device has a pin that leads nowhere: can it be given away all the same? (INTX-09)',
    threads: { xl: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom1'] },
  },
  {
    name: 'pinless/attach',
    topology: 'pinless',
    asks: 'A1',
    question: 'A device has no interrupt pin: can it be given away all the same?',
    threads: { xl: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom1'] },
  },
  {
    name: 'T1/detach-destroy',
    topology: 'T1',
    asks: 'L3',
    question: 'The last device is detached, then the guest destroyed: is everything cleaned up? (LEAK-04)',
    given: ['xl.assignable-add 00:02.0', 'xl.attach 00:02.0 dom1'],
    threads: { xl: ['xl.detach 00:02.0 dom1', 'xl.destroy dom1'] },
  },
  {
    name: 'T5/detach-other-guest',
    topology: 'T5',
    asks: 'L2',
    question:
      'Two guests share a line and one loses its device: does the other still get its interrupts? (INTX-08)',
    given: [
      'xl.assignable-add 00:02.0',
      'xl.attach 00:02.0 dom1',
      'xl.assignable-add 00:03.0',
      'xl.attach 00:03.0 dom2',
      'guest.enable-intx 00:03.0 dom2',
    ],
    threads: { xl: ['xl.detach 00:02.0 dom1', 'device.assert 00:03.0'] },
  },
];
