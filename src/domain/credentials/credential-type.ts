/** Types of credentials: the ways in which users prove their identity at a login. */
import { DomainError } from '../errors.ts';
import { foldName } from '../names.ts';
import type { AssociateType } from '../users/associate-type.ts';

export interface CredentialType {
  /** The key by which clients name the type. */
  readonly key: string;
  readonly label: string;
  /** One sentence for a list of choices. */
  readonly description: string;
  /** The users that can have it. */
  readonly userTypes: readonly AssociateType[];
}

const passwordType: CredentialType = {
  key: 'CRM5/PASSWORD',
  label: 'Password',
  description: 'The user logs in with a password that this server checks.',
  userTypes: ['internal', 'external', 'anonymous', 'system'],
};

/** The types that this server supports. */
export const credentialTypes: readonly CredentialType[] = [passwordType];

/** Returns why a user of the type cannot have a password, or null. */
export function passwordTypeProblem(type: AssociateType): string | null {
  if (passwordType.userTypes.includes(type)) return null;
  return `A user of the type ${type} cannot have a password, because it never logs in.`;
}

/** @param key case-insensitive. @throws DomainError `invalid-argument` for an unknown type. */
export function requireCredentialType(key: string): CredentialType {
  const type = credentialTypes.find((it) => foldName(it.key) === foldName(key));
  if (type) return type;
  const supported = credentialTypes.map((it) => it.key).join(', ');
  throw new DomainError(
    'invalid-argument',
    `There is no credential type "${key.slice(0, 100)}". This server supports ${supported}.`,
  );
}
