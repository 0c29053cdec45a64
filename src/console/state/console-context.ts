/** What every part of the page knows: who is signed in, the address, and the API. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { ConsoleSession } from '../../console-api/session.ts';
import type { ApiClient } from '../api/api-client.ts';
import { type Filters, goTo, parseRoute, printRoute, type Route } from './route.ts';

export interface ConsoleState {
  readonly api: ApiClient;
  readonly session: ConsoleSession;
  readonly route: Route;
}

export const ConsoleContext = createContext<ConsoleState | null>(null);

/** @throws Error outside of the console's frame. */
export function useConsole(): ConsoleState {
  const state = useContext(ConsoleContext);
  if (!state) throw new Error('Nobody is signed in.');
  return state;
}

/** Whether the operator may change something. */
export function useMayAct(): boolean {
  return useConsole().session.role === 'operator';
}

/** The context identifier of the chosen tenant. Undefined on-site, and before one is chosen. */
export function useTenant(): string | undefined {
  return useConsole().route.filters['tenant'];
}

/** Returns a function that prints the address of a page. The chosen tenant stays chosen. */
export function useLink(): (page: string, key?: string | number, filters?: Filters) => string {
  const tenant = useTenant();
  return (page, key = '', filters = {}) =>
    printRoute({ page, key: String(key), filters: { ...(tenant && { tenant }), ...filters } });
}

/** The filters of the page, and a function that changes some. An empty text removes one. */
export function useFilters(): readonly [Filters, (changed: Filters) => void] {
  const { route } = useConsole();
  const change = (changed: Filters) => {
    // The address may have changed since this was drawn.
    const current = parseRoute(location.hash) ?? route;
    goTo({ ...current, filters: { ...current.filters, ...changed } }, true);
  };
  return [route.filters, change];
}
