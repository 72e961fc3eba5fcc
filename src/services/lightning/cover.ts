/** Which cells of the geohash grid hold a circle, for brokers that sort their messages by cell. */
import geohash from 'ngeohash';
import type { Place } from '../../mesh/geo.js';

/** More filters than this are unkind to a server that others pay for. */
const MAX_CELLS = 9;
const LONGEST_HASH = 12;
/** The earth is taken for a little smaller than it is, so that no edge is missed. */
const KM_PER_CIRCUMFERENCE = 40_000;
const TOPIC = 'blitzortung/1.1';
const DEGREE = Math.PI / 180;

/** What to subscribe to for the strikes around a place: one character of the geohash a level. */
export function topicsAround(home: Place, radiusKm: number): readonly string[] {
  return coverCircle(home, radiusKm).map((cell) => `${TOPIC}/${[...cell].join('/')}/#`);
}

/** At most nine cells of one size, as small as can be, that hold every point of the circle. */
export function coverCircle(home: Place, radiusKm: number): readonly string[] {
  let cells = coverBox(boxAround(home, radiusKm), 1);
  for (let length = 2; length <= LONGEST_HASH; length++) {
    const smaller = coverBox(boxAround(home, radiusKm), length);
    if (smaller.length === 0) break;
    cells = smaller;
  }
  return cells;
}

/** Degrees; `west` and `east` may lie beyond the date line. */
interface Box {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

const WHOLE_TURN = { west: -180, east: 180 };

function boxAround({ latitude, longitude }: Place, radiusKm: number): Box {
  const reach = (radiusKm * 360) / KM_PER_CIRCUMFERENCE;
  const south = Math.max(-90, latitude - reach);
  const north = Math.min(90, latitude + reach);
  // A circle is widest a little nearer to the pole than its centre; around a pole it goes all the way round.
  const widest = Math.sin(reach * DEGREE) / Math.cos(latitude * DEGREE);
  const isPolar = south === -90 || north === 90 || widest >= 1;
  if (isPolar) return { south, north, ...WHOLE_TURN };
  const half = Math.asin(widest) / DEGREE;
  return { south, north, west: longitude - half, east: longitude + half };
}

/** The cells of that length, or none when there would be too many. */
function coverBox({ south, north, west, east }: Box, length: number): readonly string[] {
  // Five bits a character, the first one for the longitude.
  const columns = 2 ** Math.ceil((5 * length) / 2);
  const rows = 2 ** Math.floor((5 * length) / 2);
  const width = 360 / columns;
  const height = 180 / rows;
  const firstColumn = Math.floor((west + 180) / width);
  const lastColumn = Math.min(Math.floor((east + 180) / width), firstColumn + columns - 1);
  const firstRow = Math.floor((south + 90) / height);
  const lastRow = Math.min(Math.floor((north + 90) / height), rows - 1);
  if ((lastColumn - firstColumn + 1) * (lastRow - firstRow + 1) > MAX_CELLS) return [];
  const cells: string[] = [];
  for (let column = firstColumn; column <= lastColumn; column++) {
    const longitude = (((column + columns) % columns) + 0.5) * width - 180;
    for (let row = firstRow; row <= lastRow; row++) {
      cells.push(geohash.encode((row + 0.5) * height - 90, longitude, length));
    }
  }
  return cells.sort();
}
