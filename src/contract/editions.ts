/**
 * The versions of the contract and the editions of Services88, and marks for what came with one of
 * them.
 *
 * Services84 to Services87 are frozen. Services88 still grows: an edition is its state in a release
 * of the original. Nothing was ever removed, and no operation changed its parameters or its result.
 * So a declaration with marks describes every edition.
 */
import type { LaterMember } from '../xsd/declare.ts';
import type { AnyType, Decoded, LaterField } from '../xsd/types.ts';

export const servicesVersions = ['84', '85', '86', '87', '88'] as const;
/** The number in `Services88`. */
export type ServicesVersion = (typeof servicesVersions)[number];

/** By the release of the original: of December 2020, 10.2 of 2023, and 11 of 2026. */
export const services88Editions = ['2020', '10.2', '11'] as const;
export type Services88Edition = (typeof services88Editions)[number];

/** All editions in order of time. */
export const editions = ['84', '85', '86', '87', '88/2020', '88/10.2', '88/11'] as const;
export type Edition = (typeof editions)[number];

/** The edition that the declarations describe in full. */
export const newestEdition = '88/11' satisfies Edition;

/** Whether the edition has what came with the edition `since`. */
export function includes(edition: Edition, since: string): boolean {
  const order: readonly string[] = editions;
  return order.indexOf(edition) >= order.indexOf(since);
}

/** Marks a member of an enumeration that earlier editions lack. */
export function memberSince(edition: Edition, number: number): LaterMember {
  return { since: edition, number };
}

/**
 * Marks a field that earlier editions lack.
 *
 * @param earlier the type of the field in earlier editions, if they have it with another type.
 */
export function since<X extends AnyType>(
  edition: Edition,
  type: X,
  earlier: (AnyType & { readonly absent: Decoded<X> }) | null = null,
): LaterField<X> {
  return { since: edition, type, earlier };
}

/** The version that an edition is served as: `88` for each of its editions. */
export function versionOf(edition: Edition): ServicesVersion {
  const [version] = edition.split('/');
  return servicesVersions.find((known) => known === version) ?? '88';
}
