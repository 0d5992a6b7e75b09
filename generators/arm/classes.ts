import { functionOfRid, ridOf, type ArmTopology } from '../../model/arm/hardware/topology.js';
import { aliasesOf, xenSegmentOf } from '../../model/arm/hardware/translate.js';
import { armVerbs } from '../../model/arm/scripts.js';
import type { Classes } from '../distribution.js';
import type { GeneratedArmSystem } from './system.js';

const linesOf = ({ scenario }: GeneratedArmSystem): string[] => [
  ...(scenario.given ?? []),
  ...Object.values(scenario.threads).flat(),
];
const mentions = (s: GeneratedArmSystem, word: string): boolean =>
  linesOf(s).some((l) => l.split(' ').includes(word));
const mentioned = (s: GeneratedArmSystem): ArmTopology['devices'] =>
  s.topology.devices.filter((d) => mentions(s, d.sbdf));
const wiresOf = (s: GeneratedArmSystem): ArmTopology['wires'] =>
  s.topology.wires.filter((w) => mentions(s, w.sbdf));
const repeats = (keys: readonly string[]): boolean => new Set(keys).size < keys.length;
const isIts = (line: string): boolean => line.startsWith('its.');

/** What a generated system may show. Only what scripts mention counts, not mere hardware. */
export const systemClasses: Classes<GeneratedArmSystem> = {
  'two functions': (s) => mentioned(s).length > 1,
  'functions of two root complexes': (s) => new Set(mentioned(s).map((d) => d.rootComplex)).size > 1,
  'two functions with one address in Xen': (s) =>
    repeats(
      mentioned(s).map((d) => {
        const rc = s.topology.rootComplexes.find((r) => r.name === d.rootComplex)!;
        return `${xenSegmentOf(s.topology, rc)} ${ridOf(d.sbdf)}`;
      }),
    ),
  'two functions with one StreamID': (s) =>
    repeats(wiresOf(s).flatMap((w) => (w.smmu === null ? [] : `${w.smmu} ${w.streamId}`))),
  'two functions with one DeviceID': (s) =>
    repeats(wiresOf(s).flatMap((w) => (w.its === null ? [] : `${w.its} ${w.deviceId}`))),
  'StreamID and DeviceID differ': (s) => wiresOf(s).some((w) => w.streamId !== w.deviceId),
  'behind an alias': (s) => mentioned(s).some((d) => aliasesOf(s.topology, d.sbdf).length > 0),
  'function other than 0': (s) => mentioned(s).some((d) => functionOfRid(ridOf(d.sbdf)) !== 0),
  'virtual function': (s) => mentioned(s).some((d) => d.physfn !== undefined),
  'breaks the order of things': (s) => s.breaks > 0,
  'several threads': (s) => Object.keys(s.scenario.threads).length > 1,
  'three threads': (s) => Object.keys(s.scenario.threads).length > 2,
  'two guests': (s) => mentions(s, 'dom1') && mentions(s, 'dom2'),
  'an opening': (s) => s.scenario.given !== undefined,
  'early timeouts': (s) => s.scenario.earlyTimeouts === true,
  'a guest talks to its ITS itself': (s) => linesOf(s).some(isIts),
  'and has a function': (s) =>
    linesOf(s).some(isIts) && linesOf(s).some((l) => l.startsWith('xl.attach') && l.endsWith(' dom1')),
  ...Object.fromEntries(
    armVerbs
      .filter(({ verb }) => verb !== 'guest.hostile')
      .map(({ verb }) => [verb, (s: GeneratedArmSystem) => linesOf(s).some((l) => l.startsWith(`${verb} `))]),
  ),
};

/** The least fraction of each class; where nothing is said, that of `belowFloor`. */
export const systemFloors: Readonly<Record<string, number>> = {
  'two functions': 0.4,
  'two functions with one address in Xen': 0.001,
  'pciback.unbind': 0.01,
  'breaks the order of things': 0.2,
  'several threads': 0.4,
  'two guests': 0.15,
  'xl.attach': 0.5,
  'guest.enable-msi': 0.25,
  'xl.detach': 0.1,
  'a guest talks to its ITS itself': 0.15,
};
