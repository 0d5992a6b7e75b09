import { forever, type Code } from '../../code.js';
import {
  act,
  domName,
  guestIdName,
  hexOf,
  pdevName,
  vlpiName,
  type ArmModel,
  type Context,
} from '../model.js';
import type { CollIx, Dom, EventIx, GuestIx, Pdev, VlpiIx } from '../scope.js';
import { Life } from '../state.js';
import { mapGuestSbdf } from '../xen/guest-map.js';
import { clear, discard, int, inv, mapc, mapd, mapti, movi, unmapd, VITS, VITS_READS } from '../xen/vits.js';

interface Command {
  readonly text: string;
  run(): number;
}

/** The guest turns hostile. */
export const turnHostile = (c: Context, d: Dom): Code =>
  act('guest', 'turns hostile', domName(c.m, d), ['guest'], () => {
    c.m.guest.hostile[d] = 1;
    return 0;
  });

/**
 * A hostile guest sends any command to its ITS, again and again: over two DeviceIDs, that of a device of its own and the real one
 * of another's, and all events, collections and INTIDs of the system. Under M4 it may claim any device besides.
 */
export function hostileDaemon(c: Context, d: Dom, own: GuestIx, others: GuestIx): Code {
  const { m } = c;
  const ids = [...new Set([own, others])];
  const commands = [...itsCommands(m, d, ids), ...(m.design.mapping === 'pcifront' ? claims(m, d, ids) : [])];
  return forever(
    act(
      'guest',
      'any ITS command',
      `${domName(m, d)}: any of ${commands.length}`,
      [...VITS, 'guest', 'xen.map'],
      (outcome) => commands[outcome]!.run(),
      {
        reads: [...VITS_READS, 'xen.domain'],
        enabled: () => m.guest.hostile[d] !== 0 && m.xen.domain[d] === Life.RUNNING,
        outcomes: commands.length,
      },
    ),
  );
}

/** The commands in the order of their outcome numbers. A MAPD finds in the table what was in it: the guest uses the same memory again. */
function itsCommands(m: ArmModel, d: Dom, ids: readonly GuestIx[]): Command[] {
  const { events, intids, collections } = m.scope;
  const all = <T extends number>(n: number): T[] => Array.from({ length: n }, (_, i) => i as T);
  const perEvent = ids.flatMap((g) => all<EventIx>(events).map((e) => ({ g, e })));
  const name = (g: GuestIx, e: EventIx): string => `${guestIdName(m, g)}, event ${e}`;
  return [
    ...all<CollIx>(collections).flatMap((k) => [
      { text: `MAPC collection ${k}`, run: () => mapc(m, d, k, true) },
      { text: `MAPC V=0 collection ${k}`, run: () => mapc(m, d, k, false) },
    ]),
    ...ids.flatMap((g) => [
      { text: `MAPD ${guestIdName(m, g)}`, run: () => mapd(m, d, g) },
      { text: `MAPD V=0 ${guestIdName(m, g)}`, run: () => unmapd(m, d, g) },
    ]),
    ...perEvent.flatMap(({ g, e }) => [
      ...all<VlpiIx>(intids.length).flatMap((v) =>
        all<CollIx>(collections).map((k) => ({
          text: `MAPTI ${name(g, e)}, ${vlpiName(m, v)}, collection ${k}`,
          run: () => mapti(m, d, g, e, v, k),
        })),
      ),
      ...all<CollIx>(collections).map((k) => ({
        text: `MOVI ${name(g, e)}, collection ${k}`,
        run: () => movi(m, d, g, e, k),
      })),
      { text: `INT ${name(g, e)}`, run: () => int(m, d, g, e) },
      { text: `CLEAR ${name(g, e)}`, run: () => clear(m, d, g, e) },
      { text: `INV ${name(g, e)}`, run: () => inv(m, d, g, e) },
      { text: `DISCARD ${name(g, e)}`, run: () => discard(m, d, g, e) },
    ]),
  ];
}

function claims(m: ArmModel, d: Dom, ids: readonly GuestIx[]): Command[] {
  return ids.flatMap((g) =>
    m.scope.pdevs.map((_, p) => ({
      text: `PHYSDEVOP_map_domU_sbdf ${pdevName(m, p as Pdev)}, ${hexOf(m.scope.guestIds[g]!.id)}`,
      run: () => mapGuestSbdf(m, d, g, p as Pdev),
    })),
  );
}
