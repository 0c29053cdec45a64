/** The fingerprints of the official WSDLs of every edition, without the version in namespaces. */
import { readFileSync } from 'node:fs';
import type { Edition } from '../../src/contract/editions.ts';
import { publishedEditions } from './official-wsdls.ts';
import { type ComponentMarks, nameMark, type WsdlMarks } from './wsdl-marks.ts';

/** A component, and the editions that have it in this form. */
export interface OfficialMarks extends ComponentMarks {
  /** Separated by blanks. */
  readonly editions: string;
}

/** By service, and by the hash of the component's name. */
export type OfficialFingerprints = Readonly<
  Record<string, Readonly<Record<string, readonly OfficialMarks[]>>>
>;

export const fingerprintsFile = new URL('../wsdl/official-fingerprints.json', import.meta.url);

/** Replaces the version in namespaces, because most components differ in nothing else. */
export function withoutVersion(wsdl: string): string {
  return wsdl.replace(/(?<=\/NetServer\/Services)\d\d/g, 'NN');
}

export function joinMarks(
  marks: readonly (readonly [edition: string, WsdlMarks])[],
): Readonly<Record<string, readonly OfficialMarks[]>> {
  const joined: Record<string, Map<string, OfficialMarks>> = {};
  for (const [edition, components] of marks) {
    for (const [name, component] of Object.entries(components)) {
      joined[name] ??= new Map();
      const known = joined[name].get(component.same);
      const editions = known ? `${known.editions} ${edition}` : edition;
      joined[name].set(component.same, { editions, ...component });
    }
  }
  const sorted = Object.entries(joined).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, forms]) => [name, [...forms.values()]]));
}

const official: OfficialFingerprints = JSON.parse(readFileSync(fingerprintsFile, 'utf8'));

/** @throws Error if the edition is not published or the service is unknown. */
export function officialMarksOf(service: string, edition: Edition): WsdlMarks {
  if (edition === '88/2020') return marksOf2020(service);
  if (!publishedEditions.includes(edition)) throw new Error(`${edition} is not published.`);
  const marks = Object.entries(official[service] ?? {}).flatMap(([name, forms]) => {
    const form = forms.find(({ editions }) => editions.split(' ').includes(edition));
    return form ? [[name, { same: form.same, lines: form.lines }] as const] : [];
  });
  if (marks.length === 0) throw new Error(`There are no fingerprints of ${service}.`);
  return Object.fromEntries(marks);
}

/** No file of this edition is here. It is Services87 with one more operation in the User agent. */
function marksOf2020(service: string): WsdlMarks {
  const earlier = officialMarksOf(service, '87');
  if (service !== 'User') return earlier;
  const later = officialMarksOf(service, '88/10.2');
  const names = [
    ...['ValidateUser', 'ValidateUserResponse'].map(
      (name) => `element {http://www.superoffice.net/ws/crm/NetServer/ServicesNN}${name}`,
    ),
    ...['Request', 'Response'].flatMap((side) => [
      `message ValidateUser${side}`,
      `message ValidateUser${side}_Headers`,
    ]),
    '{http://schemas.xmlsoap.org/wsdl/}portType User ValidateUser',
    '{http://schemas.xmlsoap.org/wsdl/}binding BasicHttpBinding_User ValidateUser',
  ].map(nameMark);
  const added = names.map((name) => {
    const component = later[name];
    if (!component) throw new Error('A component of ValidateUser has no fingerprint.');
    return [name, component] as const;
  });
  return { ...earlier, ...Object.fromEntries(added) };
}
