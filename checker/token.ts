import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { z } from 'zod';
import { InputError } from '../model/input-error.js';
import type { Scenario } from '../model/scenario.js';
import type { Move } from '../model/system.js';
import { FINGERPRINT } from './fingerprint.js';
import type { Machine } from './subject.js';

const VERSION = 1;
const PREFIX = 'pq1.';

const schema = z.strictObject({
  v: z.literal(VERSION),
  /** Fingerprint of the model's semantics. */
  f: z.string(),
  design: z.string(),
  property: z.string(),
  /** Name of a built-in topology, or the topology itself. */
  topology: z.union([z.string(), z.record(z.string(), z.unknown())]),
  /** Name of a built-in scenario, or the scenario itself. */
  scenario: z.union([z.string(), z.record(z.string(), z.unknown())]),
  /** Thread and outcome of each move. */
  path: z.array(z.tuple([z.number().int().min(0).max(255), z.number().int().min(0).max(255)])),
});

/** Everything needed to see a run again. */
export interface Replayable {
  readonly design: string;
  readonly property: string;
  readonly topology: string | Machine;
  readonly scenario: string | Scenario;
  readonly path: readonly Move[];
}

/** Writes a run as one word. Built-in topologies and scenarios are named, others are carried along. */
export function encodeToken(r: Replayable): string {
  const body = {
    v: VERSION,
    f: FINGERPRINT,
    design: r.design,
    property: r.property,
    topology: r.topology,
    scenario: r.scenario,
    path: r.path.map((m) => [m.thread, m.outcome]),
  };
  const packed = deflateSync(strToU8(JSON.stringify(body)), { level: 9, mtime: 0 } as { level: 9 });
  return PREFIX + base64url(packed);
}

/** A decoded token; `current` says whether it was made by this very semantics. */
export interface DecodedToken extends Omit<Replayable, 'topology' | 'scenario'> {
  readonly topology: string | Record<string, unknown>;
  readonly scenario: string | Record<string, unknown>;
  readonly fingerprint: string;
  readonly current: boolean;
}

/** Reads a token. Throws InputError when it is not one. */
export function decodeToken(token: string): DecodedToken {
  const broken = (why: string): InputError =>
    new InputError('token', `${why}; copy the whole word after "pirqcheck replay", it begins with ${PREFIX}`);
  if (!token.startsWith(PREFIX)) throw broken('not a pirqcheck token');
  let body: unknown;
  try {
    body = JSON.parse(strFromU8(inflateSync(fromBase64url(token.slice(PREFIX.length)))));
  } catch {
    throw broken('damaged or cut off');
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw broken('its contents are not those of a token');
  const { f, design, property, topology, scenario, path } = parsed.data;
  return {
    design,
    property,
    topology,
    scenario,
    path: path.map(([thread, outcome]) => ({ thread, outcome })),
    fingerprint: f,
    current: f === FINGERPRINT,
  };
}

/** Base64url without padding, in plain JavaScript so that it runs in a browser. */
const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const fromBase64url = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (ch) => ch.charCodeAt(0));
