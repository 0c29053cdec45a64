/** Faults for request bodies that could not be read. */
import type { BodyProblem } from '../web/body.ts';
import { SoapFault } from './fault.ts';

const FAULTS: Readonly<
  Record<Exclude<BodyProblem, 'aborted'>, (envelopeBytesMax: number) => SoapFault>
> = {
  'too-large': (envelopeBytesMax) =>
    new SoapFault('body-too-large', `The message is larger than ${envelopeBytesMax} bytes.`),
  'no-room': () =>
    new SoapFault(
      'unavailable',
      'This server is receiving too many large requests. Try again in a second.',
    ),
  'unsupported-encoding': () =>
    new SoapFault(
      'media-type-unsupported',
      'The Content-Encoding is not supported; expected gzip, deflate or none.',
    ),
  undecodable: () =>
    new SoapFault('body-undecodable', 'The message is not in the Content-Encoding that it names.'),
};

/** Returns null if the client has disconnected. */
export function bodyFault(problem: BodyProblem, envelopeBytesMax: number): SoapFault | null {
  return problem === 'aborted' ? null : FAULTS[problem](envelopeBytesMax);
}
