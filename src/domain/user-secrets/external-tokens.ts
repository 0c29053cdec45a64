/** External tokens: the operations on them. */
import { secretNames } from '../keys/secret-names.ts';
import {
  createExternalTokenKey,
  EXTERNAL_TOKENS_MAX,
  type ExternalTokenContent,
  hashExternalTokenKey,
  requireExternalTokens,
  type StoredExternalTokens,
} from './external-token.ts';
import { mayReadSecretsOf, requireKeeper, type SecretActor } from './secret-access.ts';
import type { UserSecretsOptions } from './user-secrets-options.ts';

export class ExternalTokens {
  readonly #options: UserSecretsOptions;

  constructor(options: UserSecretsOptions) {
    this.#options = options;
  }

  /**
   * Stores tokens of the caller and returns the key that finds them. Only its hash is stored. If
   * the caller has the most tokens allowed, the oldest are removed.
   *
   * @throws DomainError `not-permitted`, `invalid-argument`
   */
  async save(actor: SecretActor, tokens: ExternalTokenContent): Promise<string> {
    const { id: associateId } = requireKeeper(actor);
    requireExternalTokens(tokens);
    const { provider, accessToken, refreshToken, claims } = tokens;
    const key = createExternalTokenKey();
    const identity = { associateId, keyHash: hashExternalTokenKey(key) };
    const secret = Buffer.from(JSON.stringify([accessToken, refreshToken, claims]));
    await this.#options.changes.run(actor, async ({ stores, nowMs, record }) => {
      const { masterKeys } = this.#options;
      const sealed = await masterKeys.seal(stores.masterKey, secret, this.#nameOf(identity));
      // Before the new tokens are added, so that they cannot be the ones that are removed.
      const removed = await stores.externalTokens.keepNewest(associateId, EXTERNAL_TOKENS_MAX - 1);
      await stores.externalTokens.add({ ...identity, provider, sealed, savedAtMs: nowMs });
      const detail = { userId: associateId, provider, ...(removed > 0 && { removed }) };
      record({ action: 'external-tokens-added', detail });
    });
    return key;
  }

  /**
   * Returns null if the key is unknown, or if another user stored the tokens. System users may read
   * the tokens of all users.
   *
   * @throws DomainError `not-permitted` for an anonymous user.
   */
  async find(actor: SecretActor, key: string): Promise<ExternalTokenContent | null> {
    requireKeeper(actor);
    const stored = await this.#options.stores.externalTokens.find(hashExternalTokenKey(key));
    if (!stored || !mayReadSecretsOf(actor, stored.associateId)) return null;
    const secret = await this.#options.masterKeys.open(stored.sealed, this.#nameOf(stored));
    const content: readonly [string, string, string] = JSON.parse(secret.toString());
    const [accessToken, refreshToken, claims] = content;
    return { provider: stored.provider, accessToken, refreshToken, claims };
  }

  #nameOf({ associateId, keyHash }: Pick<StoredExternalTokens, 'associateId' | 'keyHash'>) {
    return secretNames.externalTokens({ tenantId: this.#options.tenant.id, associateId }, keyHash);
  }
}
