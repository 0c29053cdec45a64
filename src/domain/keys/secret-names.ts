/**
 * The names of sealed secrets. A name says which row the secret belongs to, so that a sealed secret
 * that was copied into another row is not unsealed there.
 */

export const secretKinds = [
  'token key',
  'signing key',
  'key of failed logins',
  'untrusted credentials',
  'service auth',
  'external tokens',
  'system token',
] as const;
export type SecretKind = (typeof secretKinds)[number];

export interface SecretName {
  readonly kind: SecretKind;
  readonly parts: readonly (string | number)[];
}

/** A user, who owns secrets. */
export interface SecretOwner {
  readonly tenantId: number;
  readonly associateId: number;
}

export const secretNames = {
  tokenKey: (id: number): SecretName => ({ kind: 'token key', parts: [id] }),

  signingKey: (keyId: string): SecretName => ({ kind: 'signing key', parts: [keyId] }),

  failedLoginKey: (): SecretName => ({ kind: 'key of failed logins', parts: [] }),

  untrustedCredentials: (
    { tenantId, associateId }: SecretOwner,
    type: string,
    publicValue: string,
  ): SecretName => ({
    kind: 'untrusted credentials',
    parts: [tenantId, associateId, type, publicValue],
  }),

  serviceAuth: ({ tenantId, associateId }: SecretOwner, id: number): SecretName => ({
    kind: 'service auth',
    parts: [tenantId, associateId, id],
  }),

  externalTokens: ({ tenantId, associateId }: SecretOwner, keyHash: string): SecretName => ({
    kind: 'external tokens',
    parts: [tenantId, associateId, keyHash],
  }),

  systemToken: (tenantId: number, applicationId: number): SecretName => ({
    kind: 'system token',
    parts: [tenantId, applicationId],
  }),
};
