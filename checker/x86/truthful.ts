import { gsiFromPrt } from '../../model/hardware/routing.js';
import type { PciDevice, Topology } from '../../model/hardware/topology.js';
import { coneOf } from './cone.js';
import type { Reproducer } from '../subject.js';

/**
 * Does firmware tell the truth about every function the scripts name? It has an entry for each pin, which leads to where the
 * wire ends, with the polarity the wire has; a link is level triggered, as INTx is, and offers no line that is used with the other polarity. A violation that
 * takes a lie is the firmware's fault.
 */
export function isTruthful({ topology, scenario }: Reproducer<Topology>): boolean {
  const cone = coneOf(topology, scenario);
  return cone.devices.every((device) => isToldOf(device, cone)) && polaritiesAgree(cone);
}

/** No two functions may end up on one line, and tell different polarities of it. */
function polaritiesAgree(t: Topology): boolean {
  const claims = t.devices.flatMap((device) => {
    const route = gsiFromPrt(t, device);
    if (route.kind === 'gsi') return [`${route.gsi} low`];
    const link = route.kind === 'link' && t.links.find((l) => l.name === route.link)!;
    return link ? link.possible.map((gsi) => `${gsi} ${link.polarity}`) : [];
  });
  const told = new Set(claims);
  return claims.every((claim) => claim.endsWith(' high') || !told.has(claim.replace(' low', ' high')));
}

function isToldOf(device: PciDevice, t: Topology): boolean {
  const route = gsiFromPrt(t, device);
  const wire = t.wires.find((w) => w.sbdf === device.sbdf);
  switch (route.kind) {
    case 'no-pin':
      return true;
    case 'no-entry':
      return false;
    case 'gsi':
      return wire !== undefined && wire.gsi === route.gsi && wire.polarity === 'low';
    case 'link': {
      const { possible, trigger, polarity } = t.links.find((l) => l.name === route.link)!;
      // Without a fixed wire the link's router leads it wherever the OS wants.
      const leads = wire === undefined || (possible.includes(wire.gsi) && wire.polarity === polarity);
      return leads && trigger === 'level';
    }
  }
}
