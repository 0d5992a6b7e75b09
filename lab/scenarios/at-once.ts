import { attach, one, type LabScenario } from './scenario.js';

const ADD = 'xl.assignable-add 00:06.0';
const ATTACH = 'xl.attach 00:06.0 dom1';
const ATTACH_2 = 'xl.attach 00:06.0 dom2';

/** Races: what comes of them depends on who is faster, and the model must have a run for whatever did. */
export const atOnce: readonly LabScenario[] = [
  one('two-attaches', 'Two xl attach one device to two guests at once. (I4, I18)', [], {
    given: [ADD],
    threads: { 'xl-1': [ATTACH], 'xl-2': [ATTACH_2] },
    paused: ['dom1', 'dom2'],
  }),
  one('sibling-at-once', 'A device comes while another on its line goes. (A1, I5)', [], {
    given: [...attach('00:0a.0', 'dom1'), ADD],
    threads: { 'xl-1': [ATTACH], 'xl-2': ['xl.detach 00:0a.0 dom1'] },
  }),
  one(
    'sibling-meanwhile',
    'The same, but the detach falls between what QEMU and what libxl do. (A1, I5)',
    [],
    {
      given: [...attach('00:0a.0', 'dom1'), ADD],
      threads: { 'xl-1': [ATTACH], 'xl-2': ['xl.detach 00:0a.0 dom1'] },
      hold: 'others-end',
    },
  ),
  one('crash-while-attaching', 'xl is killed while it attaches, when QEMU has done its part. (I4, I6)', [], {
    given: [ADD],
    threads: { xl: [ATTACH], kill: ['toolstack.crash xl'] },
    paused: ['dom1'],
    hold: 'others-end',
  }),
  one(
    'unbind-while-attaching',
    'pciback lets go of a device between the two look-ups of an attach. (I4, I6, L1)',
    [],
    {
      given: [ADD],
      threads: { xl: [ATTACH], dom0: ['pciback.unbind 00:06.0'] },
      paused: ['dom1'],
      hold: 'others-end',
    },
  ),
  one('attach-while-destroying', 'A guest is destroyed between what QEMU and what libxl do. (I4, L1)', [], {
    given: [ADD],
    threads: { 'xl-1': [ATTACH], 'xl-2': ['xl.destroy dom1'] },
    paused: ['dom1'],
    hold: 'others-end',
  }),
  one(
    'attach-before-kill',
    'A guest gets a device while it is destroyed, after its devices have been taken away. (I18)',
    [],
    {
      given: [ADD],
      threads: { 'xl-1': [ATTACH], 'xl-2': ['xl.destroy dom1'] },
      paused: ['dom1'],
      hold: 'guest-paused',
    },
  ),
  one(
    'destroy-and-reuse',
    'A device is attached to a guest while the one that has it is destroyed. (I18)',
    [],
    {
      given: attach('00:06.0', 'dom1'),
      threads: { 'xl-1': ['xl.destroy dom1'], 'xl-2': [ATTACH_2] },
      paused: ['dom1', 'dom2'],
    },
  ),
];
