/** The mail with the link by which a user chooses a new password. */
import type { Associate } from '../users/associate.ts';
import type { Mail } from './mailer.ts';

/** @param company may be empty. */
export function passwordMail(
  { name, fullName }: Pick<Associate, 'name' | 'fullName'>,
  address: string,
  company: string,
  link: string,
): Mail {
  const where = company === '' ? '' : ` at ${company}`;
  return {
    to: { name: fullName, address },
    subject: 'Choose a new password',
    text: [
      `Somebody asked for a new password for the user ${name}${where}.`,
      'To choose one, open this address within an hour. It works once.',
      link,
      'If you did not ask for this, ignore this mail. Your password stays as it is.',
    ].join('\n\n'),
  };
}
