/** `wsdl`: prints the WSDL of a service, without a server. */
import { Argument, type Command } from 'commander';
import type { Service } from '../../contract/service.ts';
import { services } from '../../contract/services88/services.ts';
import { wsdlOf } from '../../soap/wsdl.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { parseHttpUrl } from '../option-values.ts';
import type { Terminal } from '../terminal.ts';

const serviceNames = services.map(({ name }) => name);

export function addWsdlCommand(program: Command, terminal: Terminal): void {
  program
    .command('wsdl')
    .summary('print the WSDL of a service')
    .description(
      'Prints the WSDL of a service, from which clients can be generated. Needs no ' +
        'installation.',
    )
    .addArgument(serviceArgument())
    .option(
      '--address <url>',
      'where clients reach the service (default: http://localhost:8088/Remote/Services88/<service>.svc)',
      parseHttpUrl,
    )
    .addHelpText(
      'after',
      '\nExample:\n  $ ticketoffice wsdl User --address https://crm.example.com/Remote/Services88/User.svc',
    )
    .action((given: string, { address }: { address?: string }) => {
      const service = findService(given);
      const usual = `http://localhost:8088/Remote/Services88/${service.name}.svc`;
      terminal.print(wsdlOf(service, address ?? usual).trimEnd());
    });
}

/** The choices are only for help and completion. Any case is accepted. */
function serviceArgument(): Argument {
  return Object.assign(new Argument('<service>', 'which one'), { argChoices: serviceNames });
}

function findService(given: string): Service {
  const service = services.find(({ name }) => name.toLowerCase() === given.toLowerCase());
  if (service) return service;
  throw new CliError(
    exitCodes.usage,
    `There is no service named ${given}. The services are: ${serviceNames.join(', ')}.`,
  );
}
