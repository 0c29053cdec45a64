/**
 * Environment variables that Kubernetes sets in every pod for each service of the namespace, and
 * Docker for links. If the name of a service is `ticketoffice`, or begins with it like
 * `ticketoffice-postgresql`, they have the same prefix as the variables of this program.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */

const NAME =
  /_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/;
const ADDRESS = /^(?:tcp|udp|sctp):\/\//;

/** Whether the variable is one of them, by its name or (for `TICKETOFFICE_PORT`) by its value. */
export function isServiceLink(name: string, value: string): boolean {
  return NAME.test(name) || (name.endsWith('_PORT') && ADDRESS.test(value));
}
