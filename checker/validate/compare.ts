import { errnoName } from '../../model/errno.js';
import { domLine, type Model } from '../../model/model.js';
import type { Dev, Dom, LineIx } from '../../model/numbers.js';
import { Driver, Handler, Owner } from '../../model/state.js';
import type { Echo } from './echo.js';
import type { Event, Sight } from './recording.js';
import type { Tally } from './tally.js';

/** The first thing in which model and machine differ, in words; null if there is none. */
export type Difference = string | null;

/** Compares what a step of the model lets be heard with a line of a trace. */
export function compareEvent(echo: Echo, event: Event, tally?: Tally): Difference {
  let difference: Difference = null;
  const differ = (field: string, model: string, seen: string): void => {
    difference ??= `model expects ${field} ${model}, ${echo.source} says ${seen}`;
  };
  if (echo.call !== event.call) {
    tally?.compare('call', false);
    return `model expects ${show(echo)}, ${echo.source} says ${event.raw}`;
  }
  tally?.compare('call', true);
  for (const [field, seen] of Object.entries(event.says)) {
    const model = echo.says[field];
    if (model === undefined) {
      tally?.skip(`${field} of ${event.call}`);
      continue;
    }
    tally?.compare(field, model === seen);
    if (model !== seen) differ(field, String(model), String(seen));
  }
  if (event.ret !== undefined && echo.ret !== undefined) {
    const same = Math.min(echo.ret, 0) === Math.min(event.ret, 0);
    tally?.compare(event.ret < 0 ? 'errno of a failing call' : 'success of a call', same);
    if (!same) differ(`the result`, errnoName(Math.min(echo.ret, 0)), errnoName(event.ret));
  } else if (event.ret !== undefined) tally?.skip(`the result of ${event.call}`);
  return difference;
}

/** A call in words: `mp_register_gsi(gsi 46, trigger level) = 0`. */
export function show({ call, says, ret }: Pick<Echo, 'call' | 'says' | 'ret'>): string {
  const fields = Object.entries(says).flatMap(([k, v]) => (v === undefined ? [] : [`${k} ${String(v)}`]));
  return `${call}(${fields.join(', ')})${ret === undefined ? '' : ` = ${errnoName(ret)}`}`;
}

/** Compares what was looked at with the model's state. */
export function compareSights(m: Model, sights: readonly Sight[], tally?: Tally): Difference {
  let first: Difference = null;
  for (const sight of sights) {
    const difference = compareSight(m, sight, tally);
    first ??= difference;
    if (first !== null && !tally) return first;
  }
  return first;
}

function compareSight(m: Model, s: Sight, tally?: Tally): Difference {
  let difference: Difference = null;
  const compare = (field: string, where: string, model: unknown, seen: unknown): void => {
    if (seen === undefined) return;
    const same = model === seen;
    tally?.compare(field, same);
    if (!same)
      difference ??= `${where}: model expects ${field} ${String(model)}, the machine says ${String(seen)}${s.raw ? ` (${s.raw.trim()})` : ''}`;
  };
  switch (s.what) {
    case 'device': {
      const dev = m.scope.devices.findIndex((d) => d.sbdf === s.sbdf) as Dev;
      compare('linux irq', s.sbdf, m.scope.irqs.numbers[m.linux.devIrq[dev]! - 1] ?? 0, s.irq);
      compare('enable count', s.sbdf, m.linux.enableCnt[dev], s.enable);
      compare('driver', s.sbdf, DRIVERS[m.linux.driver[dev]!], s.driver);
      break;
    }
    case 'linux-irq': {
      const irq = m.scope.irqs.index(s.irq) + 1;
      const users = m.scope.devices.flatMap((_, dev) =>
        irq > 0 &&
        m.linux.devIrq[dev] === irq &&
        m.linux.driver[dev] === Driver.NATIVE &&
        m.linux.msiIrq[dev] === 0
          ? [dev]
          : [],
      );
      // Without a native driver on it the model knows nobody who could have a handler there.
      if (users.length === 0) tally?.skip('handlers of an irq that no modelled driver uses');
      else
        compare(
          'handler installed',
          `irq ${s.irq}`,
          users.some((dev) => m.linux.handler[dev] === irq),
          s.handlers,
        );
      break;
    }
    case 'xen-irq': {
      const line = m.scope.lines.index(s.gsi) as LineIx;
      const where = `GSI ${s.gsi}`;
      compare('xen irq type', where, TYPES[m.xen.pinHandler[line]!], s.type);
      compare('IRQ_DISABLED', where, m.xen.irqDisabled[line] !== 0, s.disabled);
      compare(
        'bound domains',
        where,
        boundTo(m, line)
          .map(({ domain }) => `d${domain}`)
          .join(' '),
        s.bound.map(({ domain }) => `d${domain}`).join(' '),
      );
      compare(
        'pirq',
        where,
        boundTo(m, line)
          .map(({ pirq }) => pirq)
          .join(' '),
        s.bound.map(({ pirq }) => pirq).join(' '),
      );
      break;
    }
    case 'pin': {
      const line = m.scope.lines.index(s.gsi) as LineIx;
      const where = `GSI ${s.gsi} (${s.by === 'xen' ? "Xen's table" : 'the chip'})`;
      compare('trigger', where, m.xen.pinHandler[line] === Handler.LEVEL ? 'level' : 'edge', s.trigger);
      compare('polarity', where, m.xen.pinLow[line] ? 'low' : 'high', s.polarity);
      compare('mask', where, m.xen.pinMasked[line] !== 0, s.masked);
      break;
    }
    case 'right': {
      const line = m.scope.lines.index(s.gsi) as LineIx;
      if (s.domain >= m.scope.domains.length) tally?.skip('rights of a domain that no operation names');
      else
        compare(
          'irq right',
          `d${s.domain}, GSI ${s.gsi}`,
          m.xen.irqCaps[domLine(m, s.domain as Dom, line)] !== 0,
          s.held,
        );
      break;
    }
    case 'delivered': {
      const dev = m.scope.devices.findIndex((d) => d.sbdf === s.sbdf) as Dev;
      compare('delivered', s.sbdf, m.hw.served[dev] === 1, s.count > 0);
      break;
    }
    case 'claim': {
      const domid = m.libxl.domidKey[m.scope.devices.findIndex((d) => d.sbdf === s.sbdf)]!;
      compare('domid key', s.sbdf, domid || 'none', s.domain ?? 'none');
      break;
    }
    case 'owner': {
      const owner = m.xen.owner[m.scope.devices.findIndex((d) => d.sbdf === s.sbdf)]!;
      compare('owner domain', s.sbdf, ownerName(owner), s.owner);
      break;
    }
  }
  return difference;
}

const DRIVERS = ['none', 'native', 'pciback'];
const TYPES = ['none', 'edge', 'level'];

/** The domains bound to a line, with their pirqs. */
const boundTo = (m: Model, line: LineIx): { domain: number; pirq: number | undefined }[] =>
  m.scope.domains.flatMap((_, domain) =>
    (m.xen.guests[line]! & (1 << domain)) === 0
      ? []
      : [{ domain, pirq: m.scope.pirqs.numbers[m.xen.irqPirq[domLine(m, domain as Dom, line)]! - 1] }],
  );

const ownerName = (owner: number): string | number =>
  owner === Owner.NONE
    ? 'nobody'
    : owner === Owner.DOM0
      ? 0
      : owner === Owner.DOM_IO
        ? 'dom_io'
        : owner - Owner.GUEST + 1;
