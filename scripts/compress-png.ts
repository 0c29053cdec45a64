/**
 * Makes screenshots small: with at most 256 colours, and compressed as well as zlib can. Colours of
 * the edges of letters become the nearest of these.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE_BYTES = 8;
const INDEXED = 3;
const COLOURS_MAX = 256;
/** More than the distance between any two colours. */
const FAR = 4 * 255 ** 2;
/** Bytes of a pixel by the type of colour that the header names. */
const PIXEL_BYTES: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/**
 * @param png eight bits for each of red, green and blue, not interlaced.
 * @throws Error for other forms.
 * @see https://www.w3.org/TR/png-3/
 */
export function compressPng(png: Buffer): Buffer {
  const chunks = readChunks(png);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  const pixelBytes = PIXEL_BYTES[header?.[9] ?? 0];
  if (header?.[8] !== 8 || pixelBytes === undefined || header[12] !== 0) {
    throw new Error('The picture is in another form of PNG than browsers make.');
  }
  const width = header.readUInt32BE(0);
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const pixels = unfilter(inflateSync(Buffer.concat(packed)), width, pixelBytes);
  const colours = coloursOf(pixels, pixelBytes);
  const palette = paletteOf(colours);
  const changed = Buffer.from(header);
  changed[9] = INDEXED;
  const written: readonly Chunk[] = [
    { type: 'IHDR', data: changed },
    { type: 'PLTE', data: Buffer.from(palette.flatMap(channelsOf)) },
    { type: 'IDAT', data: deflateSync(toLines(colours, palette, width), { level: 9 }) },
    { type: 'IEND', data: Buffer.alloc(0) },
  ];
  return Buffer.concat([png.subarray(0, SIGNATURE_BYTES), ...written.map(printChunk)]);
}

function readChunks(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  let at = SIGNATURE_BYTES;
  while (at < png.length) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function printChunk({ type, data }: Chunk): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** Undoes the filter of each line, which its first byte names. */
function unfilter(filtered: Buffer, width: number, pixelBytes: number): Buffer {
  const lineBytes = width * pixelBytes;
  const lines = filtered.length / (lineBytes + 1);
  const pixels = Buffer.alloc(lines * lineBytes);
  for (let line = 0; line < lines; line += 1) {
    const from = line * (lineBytes + 1);
    const filter = filtered[from] ?? 0;
    for (let at = 0; at < lineBytes; at += 1) {
      const to = line * lineBytes + at;
      const left = at < pixelBytes ? 0 : (pixels[to - pixelBytes] ?? 0);
      const above = line === 0 ? 0 : (pixels[to - lineBytes] ?? 0);
      const corner = at < pixelBytes || line === 0 ? 0 : (pixels[to - lineBytes - pixelBytes] ?? 0);
      const given = filtered[from + 1 + at] ?? 0;
      pixels[to] = given + predict(filter, left, above, corner);
    }
  }
  return pixels;
}

function predict(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  if (filter !== 4) return 0;
  const estimate = left + above - corner;
  const [byLeft, byAbove, byCorner] = [left, above, corner].map((near) =>
    Math.abs(estimate - near),
  ) as [number, number, number];
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}

/** One number for each pixel, as `0xRRGGBB`. */
function coloursOf(pixels: Buffer, pixelBytes: number): Uint32Array {
  return Uint32Array.from({ length: pixels.length / pixelBytes }, (_, pixel) =>
    pixels.readUIntBE(pixel * pixelBytes, 3),
  );
}

/** Takes one colour after another: the one that would differ most, and most often. */
function paletteOf(colours: Uint32Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const others = [...counts].map(([colour, count]) => ({ colour, count, distance: FAR }));
  const palette: number[] = [];
  while (palette.length < Math.min(COLOURS_MAX, counts.size)) {
    const { colour } = others.reduce((worst, other) =>
      other.count * other.distance > worst.count * worst.distance ? other : worst,
    );
    palette.push(colour);
    const channels = channelsOf(colour);
    for (const other of others) {
      const distance = distanceOf(channelsOf(other.colour), channels);
      other.distance = Math.min(other.distance, distance);
    }
  }
  return palette;
}

/** Lines without a filter, because indexes are no amounts. */
function toLines(colours: Uint32Array, palette: readonly number[], width: number): Buffer {
  const indexes = new Map(palette.map((colour, index) => [colour, index]));
  const lines = Buffer.alloc(colours.length + colours.length / width);
  let to = 0;
  for (const [pixel, colour] of colours.entries()) {
    if (pixel % width === 0) to += 1;
    const index = indexes.get(colour) ?? nearestOf(colour, palette);
    indexes.set(colour, index);
    lines[to] = index;
    to += 1;
  }
  return lines;
}

function nearestOf(colour: number, palette: readonly number[]): number {
  const distances = palette.map((other) => distanceOf(channelsOf(colour), channelsOf(other)));
  return distances.indexOf(Math.min(...distances));
}

function distanceOf(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, channel, index) => sum + (channel - (other[index] ?? 0)) ** 2, 0);
}

function channelsOf(colour: number): readonly number[] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}
