/** The operations of a working day, and how often each occurs for one login. */

export const dayMix = {
  login: 1,
  token: 200,
  trade: 20,
  csSession: 5,
  read: 50,
  change: 1,
} as const;

export type DayOperation = keyof typeof dayMix;

/** How often each operation occurs. One that is absent does not occur. */
export type DayWeights = Readonly<Partial<Record<DayOperation, number>>>;

export const dayOperations = Object.keys(dayMix) as readonly DayOperation[];

export const dayNames: Readonly<Record<DayOperation, string>> = {
  login: 'login by password',
  token: 'GetAccessToken',
  trade: 'AuthenticateWithAccessToken, each the first',
  csSession: 'GetAccessToken with a CS session',
  read: 'GetUserInfo',
  change: 'SaveUser, a field changes',
};

/** node-soap has no CS sessions. */
export const sharedMix: DayWeights = { ...dayMix, csSession: 0 };

/** The number of requests in one mix. */
export function requestsOf(weights: DayWeights): number {
  return dayOperations.reduce((sum, operation) => sum + (weights[operation] ?? 0), 0);
}
