/** A text of the journal. The names of hidden secrets lead to the requests that have the same. */
import { useLink } from '../state/console-context.ts';

/** As `{{ticket 3}}`. */
const SECRET_NAME = /\{\{([a-z ]{1,40}\d{1,9})\}\}/i;

export function SecretText({ text }: { readonly text: string }) {
  const link = useLink();
  return (
    <>
      {text.split(SECRET_NAME).map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <a
            key={index}
            class="secret"
            title={`Follow ${part} through the journal`}
            href={link('journal', '', { secret: part })}
          >
            {part}
          </a>
        ),
      )}
    </>
  );
}
