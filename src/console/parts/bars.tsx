/** Bars of several parts, one above the other. */

export interface Bar {
  /** Shows when the mouse is over the bar. */
  readonly title: string;
  /** From the bottom. */
  readonly parts: readonly number[];
}

interface BarsProps {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly unit: string;
}

const WIDTH = 10;
const GAP = 2;
const HEIGHT = 120;

export function Bars({ label, bars, unit }: BarsProps) {
  const highest = Math.max(0, ...bars.map(({ parts }) => sumOf(parts)));
  const scale = highest === 0 ? 0 : HEIGHT / highest;
  const most = highest >= 10 ? Math.round(highest).toLocaleString('en') : highest.toFixed(1);
  return (
    <figure class="bars">
      <figcaption class="quiet">
        at most {highest === 0 ? 0 : most} {unit}
      </figcaption>
      <svg
        role="img"
        aria-label={`${label}. At most ${most} ${unit}.`}
        viewBox={`0 0 ${bars.length * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {bars.map(({ title, parts }, index) => (
          <g key={title}>
            <title>{title}</title>
            <rect class="hover" x={index * WIDTH} y={0} width={WIDTH} height={HEIGHT} />
            {parts.map((part, at) => (
              <rect
                key={at}
                class={`part-${at}`}
                x={index * WIDTH + GAP / 2}
                y={HEIGHT - scale * sumOf(parts.slice(0, at + 1))}
                width={WIDTH - GAP}
                height={scale * part}
              />
            ))}
          </g>
        ))}
      </svg>
    </figure>
  );
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
