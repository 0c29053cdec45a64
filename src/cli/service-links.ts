/**
 * The variables that Kubernetes sets in pods for each service beside them, wanted or not, and
 * Docker for links. Those of a service whose name is `ticketoffice`, or begins with it as
 * `ticketoffice-postgresql` does, begin as the variables of this program do.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */

const NAME =
  /_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)$/;
const ADDRESS = /^(?:tcp|udp|sctp):\/\//;

/** Whether it is one of them, by its name or, as `TICKETOFFICE_PORT`, by what it holds. */
export function isServiceLink(name: string, value: string): boolean {
  return NAME.test(name) || (name.endsWith('_PORT') && ADDRESS.test(value));
}
