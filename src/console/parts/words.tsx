/** A list of short texts. */
import { Empty } from './loaded-view.tsx';

interface WordsProps {
  readonly words: readonly string[];
  readonly empty: string;
}

export function Words({ words, empty }: WordsProps) {
  if (words.length === 0) return <Empty>{empty}</Empty>;
  return (
    <ul class="words">
      {words.map((word) => (
        <li key={word}>
          <code>{word}</code>
        </li>
      ))}
    </ul>
  );
}
