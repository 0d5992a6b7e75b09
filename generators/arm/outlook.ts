import type { ArmDevice } from '../../model/arm/hardware/topology.js';

/** What the generator expects of a function so far: who has it, and whether somebody may wait for its MSI. */
export interface DeviceOutlook {
  readonly device: ArmDevice;
  life: 'absent' | 'free' | 'native' | 'pciback' | 'assignable' | 'attached';
  guest: string | null;
  enabled: boolean;
}

export interface DomainOutlook {
  readonly name: string;
  life: 'running' | 'dead';
  /** Answers its backend, and puts commands where Xen finds them. */
  sound: boolean;
}

export interface Outlook {
  readonly devices: readonly DeviceOutlook[];
  readonly domains: readonly DomainOutlook[];
}

/** An operation that could be written. */
export interface Act {
  readonly verb: string;
  readonly dev: DeviceOutlook | null;
  readonly dom: DomainOutlook | null;
}

/** When an operation makes sense, what comes of it, how often it is written, and about how many steps it has. */
interface Rule {
  readonly weight: number;
  readonly steps: number;
  sense(act: { dev: DeviceOutlook; dom: DomainOutlook }): boolean;
  follow?(act: { dev: DeviceOutlook; dom: DomainOutlook }, all: Outlook): void;
}

const isRunning = ({ dom }: { dom: DomainOutlook }): boolean => dom.life === 'running';
const isAttached = ({ dev, dom }: { dev: DeviceOutlook; dom: DomainOutlook }): boolean =>
  dev.life === 'attached' && dev.guest === dom.name && dom.life === 'running';
const becomes =
  (life: DeviceOutlook['life']) =>
  ({ dev }: { dev: DeviceOutlook }): void => {
    dev.life = life;
    dev.enabled = life === 'native';
    dev.guest = null;
  };
const unsound = ({ dom }: { dom: DomainOutlook }): void => {
  dom.sound = false;
};

/** The rules of all operations but the commands a guest sends to its ITS, of which `its-commands.ts` makes sequences. */
export const RULES: Readonly<Record<string, Rule>> = {
  'pci.add': { weight: 20, steps: 1, sense: ({ dev }) => dev.life === 'absent', follow: becomes('free') },
  'pci.remove': { weight: 1, steps: 1, sense: ({ dev }) => dev.life === 'free', follow: becomes('absent') },
  'device.msi': { weight: 30, steps: 2, sense: ({ dev }) => dev.enabled },
  'driver.bind': { weight: 8, steps: 4, sense: ({ dev }) => dev.life === 'free', follow: becomes('native') },
  'driver.unbind': {
    weight: 8,
    steps: 3,
    sense: ({ dev }) => dev.life === 'native',
    follow: becomes('free'),
  },
  'driver.vanish': {
    weight: 3,
    steps: 1,
    sense: ({ dev }) => dev.life === 'native',
    follow: becomes('free'),
  },
  'pciback.bind': {
    weight: 1,
    steps: 1,
    sense: ({ dev }) => dev.life === 'free',
    follow: becomes('pciback'),
  },
  'pciback.unbind': {
    weight: 1,
    steps: 1,
    sense: ({ dev }) => dev.life === 'pciback',
    follow: becomes('free'),
  },
  'xl.assignable-add': {
    weight: 30,
    steps: 6,
    sense: ({ dev }) => ['free', 'native', 'pciback'].includes(dev.life),
    follow: becomes('assignable'),
  },
  'xl.assignable-remove': {
    weight: 5,
    steps: 3,
    sense: ({ dev }) => dev.life === 'assignable',
    follow: becomes('free'),
  },
  'xl.attach': {
    weight: 60,
    steps: 10,
    sense: ({ dev, dom }) => dev.life === 'assignable' && dom.life === 'running',
    follow: ({ dev, dom }) => {
      dev.life = 'attached';
      dev.guest = dom.name;
      dev.enabled = false;
    },
  },
  'xl.detach': { weight: 20, steps: 8, sense: isAttached, follow: becomes('assignable') },
  'xl.destroy': {
    weight: 5,
    steps: 6,
    sense: isRunning,
    follow: ({ dom }, { devices }) => {
      dom.life = 'dead';
      for (const dev of devices) if (dev.guest === dom.name) becomes('assignable')({ dev });
    },
  },
  'xl.create': {
    weight: 12,
    steps: 1,
    sense: ({ dom }) => dom.life === 'dead',
    follow: ({ dom }) => {
      dom.life = 'running';
      dom.sound = true;
    },
  },
  'guest.enable-msi': {
    weight: 80,
    steps: 6,
    sense: (act) => isAttached(act) && !act.dev.enabled && act.dom.sound,
    follow: ({ dev }) => {
      dev.enabled = true;
    },
  },
  'guest.disable-msi': {
    weight: 10,
    steps: 1,
    sense: (act) => isAttached(act) && act.dev.enabled,
    follow: ({ dev }) => {
      dev.enabled = false;
    },
  },
  'guest.hang': { weight: 1, steps: 1, sense: isRunning, follow: unsound },
  'guest.leak': { weight: 1, steps: 1, sense: isRunning },
  'guest.renumber': { weight: 1, steps: 1, sense: isRunning },
  'guest.lose-queue': { weight: 1, steps: 1, sense: isRunning, follow: unsound },
};

/** Does it make sense now? Breaking scripts do what does not. */
export const makesSense = ({ verb, dev, dom }: Act): boolean => RULES[verb]!.sense({ dev: dev!, dom: dom! });

export const follow = ({ verb, dev, dom }: Act, all: Outlook): void =>
  RULES[verb]!.follow?.({ dev: dev!, dom: dom! }, all);
