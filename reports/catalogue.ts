import type { Basis } from '../properties/litmus/bases.js';

/** What reports say about the names in results. */
export interface Catalogue {
  readonly designs: readonly { readonly id: string; readonly title: string }[];
  readonly properties: readonly {
    readonly id: string;
    readonly name: string;
    readonly severity: 'defect' | 'quality';
    readonly question: string;
    readonly cites: string;
  }[];
  /** What the verdict of a design on a property rests on. */
  grounds(
    property: string,
    design: string,
    scenario: string,
  ): { readonly basis: Basis; readonly reason: string };
}
