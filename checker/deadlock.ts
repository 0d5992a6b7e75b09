import type { Property } from '../properties/property.js';

/**
 * A thread that is blocked for ever outside a declared wait. Every search looks for it, whatever the properties, and
 * reports it as if it were one.
 */
export const deadlock: Pick<Property, 'id' | 'name' | 'severity' | 'question' | 'cites'> = {
  id: 'D1',
  name: 'deadlock',
  severity: 'defect',
  question: 'Does every thread get on, except where a wait is declared?',
  cites: 'no locks are taken twice or in turn; section 9 of the facts',
};
