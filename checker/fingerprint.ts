/** Fingerprint of the semantics in model/: `npm run fingerprint` renews it, a test checks it. */
export const FINGERPRINT = '9c35dff3b565';
