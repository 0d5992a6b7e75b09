import { eventsOf, type Lifecycle } from './lifecycle.js';

const idOf = (state: string): string => state.replaceAll('-', '_');

/** Draws a lifecycle as a Mermaid stateDiagram-v2, each state with its meaning; ends without a final newline. */
export function toMermaid({ states, meaning, born, machine }: Lifecycle): string {
  const lines = ['stateDiagram-v2'];
  for (const state of states) lines.push(`    state "${state}" as ${idOf(state)}`);
  for (const state of born) lines.push(`    [*] --> ${idOf(state)}`);
  for (const state of states)
    for (const event of eventsOf(machine, state))
      lines.push(`    ${idOf(state)} --> ${idOf(machine.transition(state, event).value)} : ${event}`);
  for (const state of states) {
    lines.push(`    note right of ${idOf(state)}`);
    lines.push(`        ${meaning[state]!.replaceAll(';', ',')}`);
    lines.push('    end note');
  }
  return lines.join('\n');
}
