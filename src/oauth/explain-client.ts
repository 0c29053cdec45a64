/** Why a client was not authenticated, for who operates the server. The client is not told. */
import type { RefusalCause } from '../domain/request-notes.ts';
import type { ClientAssertions } from './client-assertions.ts';
import { basicOf, credentialPairs } from './client-authentication.ts';
import type { ClientProof } from './client-proof.ts';

export async function explainClient(
  proof: ClientProof,
  assertions: ClientAssertions,
): Promise<RefusalCause | null> {
  const { form, site } = proof;
  if (form.find('client_assertion') !== null) return assertions.explain(proof);
  const pairs = credentialPairs(proof);
  const [first] = pairs;
  if (first === undefined) {
    const text =
      basicOf(proof) === null
        ? 'The request has no client authentication.'
        : 'The Authorization cannot be read, or names another client than client_id does.';
    const expected = 'Expected Authorization: Basic, or client_id and client_secret in the form.';
    return { reason: 'client-credentials-missing', text: `${text} ${expected}` };
  }
  for (const [clientId, secret] of pairs) {
    const cause = await site.applications.explainClient(clientId, secret);
    if (cause?.reason !== 'client-unknown') return cause;
  }
  return site.applications.explainClient(...first);
}
