/** Types of credentials: the ways in which users prove their identity at a login. */
export interface CredentialType {
  /** The key by which clients name the type. */
  readonly key: string;
  readonly label: string;
  /** One sentence for a list of choices. */
  readonly description: string;
}

export const passwordType: CredentialType = {
  key: 'CRM5/PASSWORD',
  label: 'Password',
  description: 'The user logs in with a password that this server checks.',
};

/** The types that this server supports. */
export const credentialTypes: readonly CredentialType[] = [passwordType];
