/** Copies a text, and says so for a moment. */
import { useEffect, useState } from 'preact/hooks';

const SAID_MS = 2_000;

interface CopyButtonProps {
  readonly label: string;
  readonly text: string;
}

export function CopyButton({ label, text }: CopyButtonProps) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said === '') return;
    const timer = setTimeout(() => setSaid(''), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('The browser refused it'),
    );
  };
  return (
    <span class="copy">
      <span class="quiet" role="status">
        {said}
      </span>
      <button type="button" class="small" onClick={copy}>
        {label}
      </button>
    </span>
  );
}
