import { ISA_IRQS } from '../model/scope.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Answer, type Property } from './property.js';
import { cells, guestsOf, words } from './truth.js';

/** I15: three counts that must equal what they count. */
export const refcount: Property<Model> = {
  id: 'I15',
  name: 'refcount',
  kind: 'quiescent',
  severity: 'defect',
  question:
    'Do the counts of Linux (pin users), QEMU (pirq users) and pciback (references) equal what they count?',
  cites: 'lab: after one GSI look-up an unbind releases nothing (Linux 6.12.107 and 7.2.12)',
  reads: ['linux.dev', 'linux.gsi', 'linux.link', 'qemu.dev', 'qemu.mapped', 'pciback'],
  on({ model: m }) {
    const devices = m.scope.devices.length;
    const lines = m.scope.lines.count;
    const pirqs = m.scope.pirqs.count;
    const guests = guestsOf(m);
    const at = cells(m);
    const isaUse = m.scope.lines.numbers.map((n) => (n < ISA_IRQS && m.scope.isLegacy(n) ? 1 : 0));
    let problem = { what: '', counted: 0, real: 0 };
    const violated = (what: string, counted: number, real: number): Answer => {
      problem = { what, counted, real };
      return VIOLATED;
    };
    const pinUsers = (): Answer => {
      let answer: Answer = NOT_APPLICABLE;
      for (let line = 0; line < lines; line++) {
        const irq = m.linux.gsiIrq[line]!;
        if (irq === 0) continue;
        let users = isaUse[line]!;
        for (let dev = 0; dev < devices; dev++)
          if (m.linux.irqManaged[dev] !== 0 && m.linux.devIrq[dev] === irq) users++;
        answer = OK;
        if (m.linux.gsiCount[line] !== users) return violated('pin', line, users);
      }
      return answer;
    };
    const pirqUsers = (): Answer => {
      let answer: Answer = NOT_APPLICABLE;
      for (const d of guests)
        for (let p = 0; p < pirqs; p++) {
          const counted = m.qemu.mapped[at.pirq(d, p)]!;
          let users = 0;
          for (let dev = 0; dev < devices; dev++) if (m.qemu.machineIrq[d * devices + dev] === p + 1) users++;
          if (counted !== 0 || users !== 0) answer = OK;
          if (counted !== users) return violated('mapped', counted, users);
        }
      return answer;
    };
    const stubReferences = (): Answer => {
      let answer: Answer = NOT_APPLICABLE;
      for (let dev = 0; dev < devices; dev++) {
        if (m.pciback.stub[dev] === 0) continue;
        answer = OK;
        if (m.pciback.leakedRef[dev] !== 0) return violated('stub', dev, 0);
      }
      return answer;
    };
    return {
      state(busy) {
        if (busy.devices !== 0 || busy.domains !== 0) return NOT_APPLICABLE;
        let answer: Answer = m.design.dom0 === 'pvh' ? pinUsers() : NOT_APPLICABLE;
        if (answer === VIOLATED) return answer;
        const ofPirqs = pirqUsers();
        if (ofPirqs === VIOLATED) return ofPirqs;
        const ofStubs = stubReferences();
        if (ofStubs === VIOLATED) return ofStubs;
        if (ofPirqs === OK || ofStubs === OK) answer = OK;
        return answer;
      },
      witness() {
        const w = words(m);
        if (problem.what === 'pin')
          return `Linux counts ${m.linux.gsiCount[problem.counted]} users of ${w.gsi(problem.counted)}; there are ${problem.real}`;
        if (problem.what === 'mapped')
          return `QEMU counts ${problem.counted} users of a pirq; there are ${problem.real}`;
        return `a GSI look-up of ${w.dev(problem.counted)} holds a reference that nobody will put`;
      },
    };
  },
};
