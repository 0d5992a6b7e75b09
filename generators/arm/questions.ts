import type { ArmTopology } from '../../model/arm/hardware/topology.js';
import { InputError } from '../../model/input-error.js';
import type { Scenario } from '../../model/scenario.js';

/**
 * The questions one asks of an ARM machine: does the interrupt of a device arrive in its guest, also after it was taken away and
 * came back; do two devices of one guest get their own (thread 002); can a device follow another in its slot; do two guests
 * disturb each other. They are asked of `chosen`, or of the first two functions.
 */
export function armQuestions(topology: ArmTopology, chosen: readonly string[] = []): Scenario[] {
  const subjects = chosen.length > 0 ? chosen : topology.devices.slice(0, 2).map((d) => d.sbdf);
  const [a, b] = subjects;
  if (a === undefined) throw new InputError(topology.name, 'no functions; import it with --functions');
  return [
    ...subjects.flatMap((d) => ofOne(topology.name, d, subjects.length > 1)),
    ...(b === undefined ? [] : ofTwo(topology.name, a, b)),
  ];
}

const attach = (dev: string, dom = 'dom1'): string[] => [
  `xl.attach ${dev} ${dom}`,
  `guest.enable-msi ${dev} ${dom}`,
];

function ofOne(machine: string, dev: string, several: boolean): Scenario[] {
  const name = (what: string): string => (several ? `${machine}/${dev}/${what}` : `${machine}/${what}`);
  const given = [`xl.assignable-add ${dev}`];
  return [
    {
      name: name('attach'),
      question: `Does the MSI of ${dev} arrive in a guest it is attached to?`,
      given,
      threads: { xl: [...attach(dev), `device.msi ${dev}`] },
    },
    {
      name: name('attach-detach-attach'),
      question: `Does it when the device was detached and attached again?`,
      given,
      threads: { xl: [...attach(dev), `xl.detach ${dev} dom1`, ...attach(dev), `device.msi ${dev}`] },
    },
  ];
}

function ofTwo(machine: string, a: string, b: string): Scenario[] {
  const given = [a, b].map((d) => `xl.assignable-add ${d}`);
  const both = [`device.msi ${a}`, `device.msi ${b}`];
  return [
    {
      name: `${machine}/two-devices`,
      question: `A guest has ${a} and ${b}: does each interrupt arrive as its own? (thread 002)`,
      given,
      threads: { xl: [...attach(a), ...attach(b), ...both] },
    },
    {
      name: `${machine}/same-slot`,
      question: `${b} follows ${a} in its slot: whose interrupts arrive?`,
      given: [...given, ...attach(a)],
      threads: { xl: [`xl.detach ${a} dom1`, ...attach(b), ...both] },
    },
    {
      name: `${machine}/two-guests`,
      question: `dom1 has ${a} and dom2 has ${b}, both in their first slots: does each get its own interrupts?`,
      given,
      threads: {
        'xl-1': [...attach(a), `device.msi ${a}`],
        'xl-2': [...attach(b, 'dom2'), `device.msi ${b}`],
      },
    },
  ];
}
