import type { Parsers } from '../checker/find.js';
import type { AnyDesign, Machine, Subject } from '../checker/subject.js';
import { byName } from './nearest.js';
import { parseScenario } from './scenario-file.js';
import { arm } from './arm.js';
import { x86 } from './x86.js';

/** Everything pirqcheck has a model of. A topology belongs to the last that recognises it: x86 takes what nobody else does. */
export const subjects: readonly Subject[] = [x86, arm];

/** Every design, whatever it is about. */
export const allDesigns: readonly AnyDesign[] = subjects.flatMap((s) => s.designs);

/** The subject of that id. */
export const subjectNamed = (id: string): Subject => byName('subject', id, subjects, (s) => s.id, 'designs');

/** The subjects of which there are random systems. */
export const randomSubjects: readonly Subject[] = subjects.filter((s) => s.random);

/** A design by its id, or a combination of choices (`pvh-6.12-4.20+lookup-reference=put`), with the subject it is about. */
export function designNamed(id: string): { subject: Subject; design: AnyDesign } {
  for (const subject of subjects) {
    const combined = id.includes('+') ? subject.combination?.(id) : undefined;
    if (combined) return { subject, design: combined };
  }
  const design = byName('design', id, allDesigns, (d) => d.id, 'designs');
  return { subject: subjects.find((s) => s.designs.includes(design))!, design };
}

/** A machine with the subject it belongs to; `builtIn` ones have a name that says everything. */
export interface Placed {
  readonly subject: Subject;
  readonly topology: Machine;
  readonly builtIn: boolean;
}

/** A built-in topology by name. */
export function topologyNamed(name: string): Placed {
  const all = subjects.flatMap((s) => s.topologies);
  const topology = byName('topology', name, all, (t) => t.name, 'topologies');
  return { subject: subjects.find((s) => s.topologies.includes(topology))!, topology, builtIn: true };
}

/** A topology somebody wrote or imported. Throws InputError naming `place` and the field. */
export function parseAnyTopology(input: unknown, place: string): Placed {
  const subject = subjects.findLast((s) => s.recognises(input))!;
  return { subject, topology: subject.parseTopology(input, place), builtIn: false };
}

/** How the parts of a find are read. */
export const parsers: Parsers = {
  topology: (input, place) => parseAnyTopology(input, place).topology,
  scenario: parseScenario,
};
