/** Fingerprint of the semantics in model/: `npm run fingerprint` renews it, a test checks it. */
export const FINGERPRINT = '6ea8dc56ed91';
