/** Fingerprint of the semantics in model/: `npm run fingerprint` renews it, a test checks it. */
export const FINGERPRINT = 'f35e220cdcb6';
