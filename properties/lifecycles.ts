import { deviceLife, domainLife, irqDescriptorLife, pinLife, pirqLife } from '../model/lifecycles/index.js';
import { adjacency, ILLEGAL, type Lifecycle } from '../model/lifecycles/lifecycle.js';
import type { Model } from '../model/model.js';
import { NOT_APPLICABLE, OK, VIOLATED, type Property } from './property.js';

/**
 * The model refines a lifecycle: each step takes each object along one transition of the machine or leaves it where it is,
 * and what belongs to somebody changes hands only through nobody. Two events in one atomic step are no transition.
 */
export function refines(id: string, life: Lifecycle): Property<Model> {
  return {
    id,
    name: `${life.id}-life`,
    kind: 'step',
    severity: 'defect',
    question: `Does every step take ${life.title} along a transition of its lifecycle, or leave it alone?`,
    cites: life.cites,
    reads: life.reads,
    on({ model }) {
      const { states } = life;
      const allowed = adjacency(life);
      const objects = life.objects(model);
      const n = objects.length;
      const abstraction = life.on(model);
      let from = new Int16Array(n);
      let belonged = new Int32Array(n);
      let to = new Int16Array(n);
      let belongs = new Int32Array(n);
      let clash = 0;
      const nameOf = (state: number): string => (state === ILLEGAL ? 'no state of it' : states[state]!);
      return {
        before() {
          for (let i = 0; i < n; i++) {
            from[i] = abstraction.state(i);
            belonged[i] = abstraction.belongsTo(i);
          }
        },
        after() {
          let answer: typeof NOT_APPLICABLE | typeof OK = NOT_APPLICABLE;
          for (let i = 0; i < n; i++) {
            const was = from[i]!;
            const is = abstraction.state(i);
            const owner = abstraction.belongsTo(i);
            to[i] = is;
            belongs[i] = owner;
            if (is === was && owner === belonged[i] && is !== ILLEGAL) continue;
            const changedHands = belonged[i] !== 0 && owner !== 0 && belonged[i] !== owner;
            const legal = was !== ILLEGAL && is !== ILLEGAL && allowed[was * states.length + is] !== 0;
            if (changedHands || !legal) {
              clash = i;
              return VIOLATED;
            }
            if (was !== is) answer = OK;
          }
          return answer;
        },
        advance() {
          [from, to] = [to, from];
          [belonged, belongs] = [belongs, belonged];
        },
        witness() {
          const [was, is] = [nameOf(from[clash]!), nameOf(abstraction.state(clash))];
          const step = was === is ? `passed from one to another while ${is}` : `went from ${was} to ${is}`;
          return `${objects[clash]} ${step}, which is no step in the life of ${life.title}`;
        },
      };
    },
  };
}

export const deviceLifecycle = refines('LC-device', deviceLife);
export const pinLifecycle = refines('LC-pin', pinLife);
export const pirqLifecycle = refines('LC-pirq', pirqLife);
export const irqLifecycle = refines('LC-irq', irqDescriptorLife);
export const domainLifecycle = refines('LC-domain', domainLife);

/** The five, in the order reports show them. */
export const lifecycleProperties: readonly Property<Model>[] = [
  deviceLifecycle,
  pinLifecycle,
  pirqLifecycle,
  irqLifecycle,
  domainLifecycle,
];
