import type { Choices } from './choices.js';
import type { DesignHistory } from './history.js';

/** A design for x86: choices with their history. What it changes against `base` follows from the choices (`changes`). */
export interface Design extends DesignHistory, Choices {}
