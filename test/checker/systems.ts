import { buildSystem } from '../../model/build.js';
import type { Model } from '../../model/model.js';
import type { Built } from '../../model/system.js';
import { pvh612Xen420 } from '../../model/designs/merged-upstream.js';
import { OK, VIOLATED, type Kind, type Property } from '../../properties/property.js';
import { separate, shared } from '../model/lifecycles/systems.js';

/** Two threads of which one attaches a device while a driver of dom0 comes and goes. */
export const attaching = (): Built<Model> =>
  buildSystem(separate, pvh612Xen420, {
    name: 'attaching',
    threads: {
      a: ['xl.assignable-add 00:01.0', 'xl.attach 00:01.0 dom1'],
      b: ['driver.bind 00:02.0', 'driver.unbind 00:02.0'],
    },
  });

/** A line that is asserted and served again and again. */
export const interrupting = (): Built<Model> =>
  buildSystem(shared, pvh612Xen420, {
    name: 'interrupting',
    given: ['xl.assignable-add 00:01.0', 'xl.attach 00:01.0 dom1', 'guest.enable-intx 00:01.0 dom1'],
    threads: { a: ['device.assert 00:01.0'] },
  });

/** A property of any kind that says of a state whether it is bad. */
export const artificial = (kind: Kind, isBad: (built: Built<Model>) => boolean): Property<Model> => ({
  id: 'X1',
  name: 'artificial',
  kind,
  severity: 'defect',
  question: 'Is it not bad?',
  cites: 'made up',
  reads: ['thread'],
  on(built) {
    const judge = (): typeof OK | typeof VIOLATED => (isBad(built) ? VIOLATED : OK);
    return {
      ...(kind === 'step' ? { before: () => {}, after: judge } : { state: judge }),
      witness: () => 'it is bad',
    };
  },
});
