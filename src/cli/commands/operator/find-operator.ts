/** Finds the operator that a command names. */
import { type Operator, operatorNameProblem } from '../../../domain/operators/operator.ts';
import type { Operators } from '../../../domain/operators/operators.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { asOperator } from '../../operator-name.ts';

/** @throws CliError `notFound` when no operator has the name. */
export async function requireOperator(operators: Operators, name: string): Promise<Operator> {
  const operator = await operators.find(asOperator('read-installation'), name);
  if (operator) return operator;
  // Text that is not a valid name is not repeated: it may be a password in the wrong place.
  const whom = operatorNameProblem(name) === null ? `operator named ${name}` : 'such operator';
  const problem = `There is no ${whom}. See which there are with "ticketoffice operator list".`;
  throw new CliError(exitCodes.notFound, problem);
}
