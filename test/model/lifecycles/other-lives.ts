/** Proposals whose very point is that something lives another life, with the lifecycle they do not refine. */
export const otherLives: Readonly<Record<string, string>> = {
  // It writes a pin's entry again and again while it is masked.
  'register-while-masked': 'LC-pin',
};
