/** What a verdict rests on, firmest first: real Xen, the source code, a mail, or a conclusion nobody has tried. */
export const bases = ['lab', 'source', 'thread', 'inferred'] as const;
export type Basis = (typeof bases)[number];

/** A basis with its reason in one line. */
export interface Grounds {
  readonly basis: Basis;
  readonly reason: string;
}
