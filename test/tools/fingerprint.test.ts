import { expect, test } from 'vitest';
import { FINGERPRINT } from '../../checker/fingerprint.js';
import { semanticsFingerprint } from '../../tools/fingerprint.js';

test('old tokens are refused: the fingerprint is that of model/', () => {
  expect(FINGERPRINT, 'model/ has changed: run `npm run fingerprint`').toBe(semanticsFingerprint());
});
