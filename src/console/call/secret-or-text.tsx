/** A field for a text, which nobody can read over the shoulder if it is secret. */

interface SecretOrTextProps {
  readonly id: string;
  readonly isSecret: boolean;
  readonly text: string;
  readonly change: (text: string) => void;
}

export function SecretOrText({ id, isSecret, text, change }: SecretOrTextProps) {
  const follow = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) =>
    change(currentTarget.value);
  const common = { id, value: text, spellcheck: false, onInput: follow };
  if (isSecret) return <input type="password" autocomplete="new-password" {...common} />;
  return <input type="text" autocomplete="off" {...common} />;
}
