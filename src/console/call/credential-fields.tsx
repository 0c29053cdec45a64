/** What a call proves its user and its application by. It is kept in the page only. */
import { SecretOrText } from './secret-or-text.tsx';

export interface Credentials {
  readonly ticket: string;
  readonly user: string;
  readonly password: string;
  readonly applicationToken: string;
}

export const NO_CREDENTIALS: Credentials = {
  ticket: '',
  user: '',
  password: '',
  applicationToken: '',
};

const FIELDS: readonly (readonly [name: keyof Credentials, label: string, isSecret: boolean])[] = [
  ['ticket', 'Ticket or access token', true],
  ['user', 'Or user name', false],
  ['password', 'with password', true],
  ['applicationToken', 'Application token', true],
];

interface CredentialFieldsProps {
  readonly credentials: Credentials;
  readonly change: (credentials: Credentials) => void;
}

export function CredentialFields({ credentials, change }: CredentialFieldsProps) {
  return (
    <fieldset class="credentials">
      <legend>Credentials</legend>
      {FIELDS.map(([name, label, isSecret]) => (
        <div key={name} class="field">
          <label for={`credential-${name}`}>{label}</label>
          <SecretOrText
            id={`credential-${name}`}
            isSecret={isSecret}
            text={credentials[name]}
            change={(text) => change({ ...credentials, [name]: text })}
          />
        </div>
      ))}
    </fieldset>
  );
}
