/** Fingerprint of the semantics in model/: `npm run fingerprint` renews it, a test checks it. */
export const FINGERPRINT = 'f89f943c2bb4';
