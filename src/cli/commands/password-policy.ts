/** `password-policy`: manages what new passwords need. */
import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';
import { addPasswordPolicySetCommand } from './password-policy/set.ts';
import { addPasswordPolicyShowCommand } from './password-policy/show.ts';

export function addPasswordPolicyCommand(program: Command, terminal: Terminal): void {
  const policy = program
    .command('password-policy')
    .summary('show and set what new passwords need')
    .description(
      'What every new password needs, whoever sets it. A tenant without a policy of its own has ' +
        'the default policy. Existing passwords stay valid.',
    )
    .addHelpText('after', '\nExample:\n  $ ticketoffice password-policy set --characters 15');
  addPasswordPolicyShowCommand(policy, terminal);
  addPasswordPolicySetCommand(policy, terminal);
}
