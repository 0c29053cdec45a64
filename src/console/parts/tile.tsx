/** A number that matters, with a note. */

interface TileProps {
  readonly title: string;
  readonly value: string | number;
  readonly note: string;
  readonly address?: string;
}

export function Tile({ title, value, note, address }: TileProps) {
  const content = (
    <>
      <span class="tile-title">{title}</span>
      <span class="tile-value">
        {typeof value === 'number' ? value.toLocaleString('en') : value}
      </span>
      <span class="quiet">{note}</span>
    </>
  );
  if (address === undefined) return <div class="tile">{content}</div>;
  return (
    <a class="tile" href={address}>
      {content}
    </a>
  );
}
