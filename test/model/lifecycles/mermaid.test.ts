import { expect, test } from 'vitest';
import { lifecycles, pirqLife } from '../../../model/lifecycles/index.js';
import { toMermaid } from '../../../model/lifecycles/mermaid.js';

test('draws the life of a pirq', () => {
  expect(toMermaid(pirqLife)).toMatchInlineSnapshot(`
    "stateDiagram-v2
        state "unmapped" as unmapped
        state "mapped" as mapped
        state "bound" as bound
        state "poisoned" as poisoned
        state "gone" as gone
        [*] --> unmapped
        [*] --> mapped
        unmapped --> mapped : map
        unmapped --> gone : free-domain
        mapped --> bound : bind
        mapped --> unmapped : unmap
        mapped --> gone : free-domain
        bound --> mapped : unbind
        bound --> poisoned : force-unbind
        bound --> gone : free-domain
        poisoned --> unmapped : clear
        poisoned --> gone : free-domain
        note right of unmapped
            The number stands for no irq.
        end note
        note right of mapped
            The number stands for an irq, in both tables, and the domain is not bound to it.
        end note
        note right of bound
            The domain is among the guests of the irq.
        end note
        note right of poisoned
            The domain was unbound by force: both tables keep the pair with negative signs.
        end note
        note right of gone
            The domain and its tables are freed.
        end note"
  `);
});

test('every identifier that is used is declared, and no line has a semicolon, which would end a statement', () => {
  for (const life of lifecycles) {
    const lines = toMermaid(life).split('\n');
    const declared = new Set(lines.flatMap((l) => / as (\w+)$/.exec(l)?.[1] ?? []));
    expect(declared.size).toBe(life.states.length);
    for (const line of lines) {
      expect(line).not.toContain(';');
      const edge = /^ {4}(\S+) --> (\w+)/.exec(line);
      if (edge) expect(declared).toContain(edge[2]);
      if (edge && edge[1] !== '[*]') expect(declared).toContain(edge[1]);
    }
  }
});
