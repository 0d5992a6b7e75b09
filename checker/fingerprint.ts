/** Fingerprint of the semantics in model/: `npm run fingerprint` renews it, a test checks it. */
export const FINGERPRINT = 'de6ff4fa3d92';
