import type { Department } from '../../mesh/departments.js';
import { ServiceFailure } from '../failure.js';
import type { Bulletin } from './bulletin.js';

export interface Attempt {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Somebody who is asked for the warnings. */
export interface VigilanceSource {
  readonly name: 'api' | 'mirror' | 'page';
  readonly host: string;
  /** The longest that one question may take. */
  readonly timeoutMs: number;
  /** Between two questions. */
  readonly checkMs: number;
  /** What it has just told of all departments, without asking again. */
  peek?(department: Department): Bulletin | undefined;
  /** Throws `ServiceFailure`. */
  read(department: Department, attempt: Attempt): Promise<Bulletin>;
}

/** It came whole, and says nothing that can be believed. */
export function unreadable(detail: string): ServiceFailure {
  return new ServiceFailure('unreadable', { detail });
}
