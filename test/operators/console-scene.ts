/** An installation with an operator, and a clock that the test moves. */

import type { StartedConsoleSession } from '../../src/domain/operators/console-sessions.ts';
import type { OperatorRole } from '../../src/domain/operators/operator.ts';
import type { TenantRegistry } from '../../src/tenant-services.ts';
import { operator } from '../support/operator.ts';
import { TestInstallation } from '../support/test-installation.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

export const caller = { address: '192.0.2.7', userAgent: 'browser', requestId: 'r1' };

export interface ConsoleScene {
  readonly installation: TestInstallation;
  readonly registry: TenantRegistry;
  /** The delays of attempts to log in. */
  readonly pausesMs: number[];
  wait(ms: number): void;
}

/** Adds no operators. */
export async function makeConsoleScene(): Promise<ConsoleScene> {
  let nowMs = Date.UTC(2031, 0, 1);
  const pausesMs: number[] = [];
  const pause = async (ms: number) => void pausesMs.push(ms);
  const installation = await TestInstallation.create('online', { now: () => nowMs }, { pause });
  return {
    installation,
    registry: installation.registry,
    pausesMs,
    wait: (ms) => {
      nowMs += ms;
    },
  };
}

export const PASSWORD = 'correct horse battery';

export function addOperator(
  { registry }: Pick<ConsoleScene, 'registry'>,
  name: string,
  role: OperatorRole = 'viewer',
) {
  return registry.console.operators.add(operator, { name, role }, PASSWORD);
}

export function logIn(
  { registry }: Pick<ConsoleScene, 'registry'>,
  name: string,
  password = PASSWORD,
  address = caller.address,
): Promise<StartedConsoleSession | null> {
  return registry.console.consoleLogins.byPassword(name, password, { ...caller, address });
}
