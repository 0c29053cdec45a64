/** `wsdl`: prints the WSDL of a service in a version of the contract, without a server. */
import { Argument, type Command, Option } from 'commander';
import {
  type Services88Edition,
  type ServicesVersion,
  services88Editions,
  servicesVersions,
} from '../../contract/editions.ts';
import { servedContract } from '../../contract/served-contract.ts';
import { type Service, versionNameOf } from '../../contract/service.ts';
import { services } from '../../contract/services88/services.ts';
import { wsdlOf } from '../../soap/wsdl.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { parseHttpUrl } from '../option-values.ts';
import type { Terminal } from '../terminal.ts';

const serviceNames = services.map(({ name }) => name);

interface WsdlFlags {
  readonly servicesVersion: ServicesVersion;
  readonly services88Edition: Services88Edition;
  readonly address?: string;
}

export function addWsdlCommand(program: Command, terminal: Terminal): void {
  program
    .command('wsdl')
    .summary('print the WSDL of a service')
    .description(
      'Prints the WSDL of a service, from which clients can be generated. Needs no ' +
        'installation.',
    )
    .addArgument(serviceArgument())
    .addOption(
      new Option('--services-version <version>', 'version of the contract')
        .choices(servicesVersions)
        .default('88'),
    )
    .addOption(
      new Option('--services88-edition <release>', 'release whose Services88 is printed')
        .choices(services88Editions)
        .default('11'),
    )
    .option(
      '--address <url>',
      'where clients reach the service (default: its address at http://localhost:8088)',
      parseHttpUrl,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ ticketoffice wsdl User --address https://crm.example.com/Remote/Services88/User.svc' +
        '\n  $ ticketoffice wsdl User --services-version 84',
    )
    .action((given: string, { servicesVersion, services88Edition, address }: WsdlFlags) => {
      const contract = servedContract([servicesVersion], services88Edition);
      const service = findService(contract.servicesOf(servicesVersion), given);
      const place = `http://localhost:8088/Remote/${versionNameOf(service)}/${service.name}.svc`;
      terminal.print(wsdlOf(service, address ?? place).trimEnd());
    });
}

/** The choices are only for help and completion. Any case is accepted. */
function serviceArgument(): Argument {
  return Object.assign(new Argument('<service>', 'which one'), { argChoices: serviceNames });
}

function findService(found: readonly Service[], given: string): Service {
  const service = found.find(({ name }) => name.toLowerCase() === given.toLowerCase());
  if (service) return service;
  throw new CliError(
    exitCodes.usage,
    `There is no service named ${given}. The services are: ${serviceNames.join(', ')}.`,
  );
}
