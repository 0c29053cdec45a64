/**
 * Header blocks of WS-Addressing. Only `Action` and `To` in the namespace of the version "none"
 * are understood. WCF sends them in messages without addressing and may mark them as mandatory.
 * Blocks of other versions are not understood, because they require answers in another form.
 *
 * @see https://learn.microsoft.com/dotnet/api/system.servicemodel.channels.addressingversion.none
 */
import type { XmlElement } from '../xml/element.ts';
import type { QName } from '../xsd/types.ts';

const NONE = 'http://schemas.microsoft.com/ws/2005/05/addressing/none';

export function isAddressingBlock({ namespace, name }: QName): boolean {
  return namespace === NONE && (name === 'Action' || name === 'To');
}

/** Returns the text of the block `Action`. Null if there is none. */
export function addressedActionOf(headerBlocks: readonly XmlElement[]): string | null {
  for (const { namespace, name, text } of headerBlocks) {
    if (name === 'Action' && namespace === NONE) return text;
  }
  return null;
}
