/** Chooses the language of the pages from what the browser asks for. */

export const loginLanguages = ['en', 'de', 'nb', 'sv', 'da', 'nl'] as const;
export type LoginLanguage = (typeof loginLanguages)[number];

/** Other tags for Norwegian. Its readers read both written forms. */
const NORWEGIAN: readonly string[] = ['no', 'nn'];
const HEADER_CHARACTERS_MAX = 500;

/**
 * Returns the first language that the reader understands and the pages have. English by default.
 *
 * @param uiLocales the parameter `ui_locales`: language tags with spaces between, best first.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 */
export function chooseLanguage(
  acceptLanguage: string | undefined,
  uiLocales: string | null,
): LoginLanguage {
  const wished = [...(uiLocales?.split(' ') ?? []), ...acceptedTags(acceptLanguage)];
  return wished.map(languageOf).find((language) => language !== null) ?? 'en';
}

/** Returns the tags of the header field, best first. */
function acceptedTags(header = ''): readonly string[] {
  const weighted = header
    .slice(0, HEADER_CHARACTERS_MAX)
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.split(/;\s*q\s*=/i);
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) || 0 };
    });
  return weighted
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}

function languageOf(tag: string): LoginLanguage | null {
  const [primary = ''] = tag.toLowerCase().split('-');
  const known = NORWEGIAN.includes(primary) ? 'nb' : primary;
  return loginLanguages.find((language) => language === known) ?? null;
}
