/**
 * Draws line charts as SVG, without any library: one above the other, a logarithmic axis of clients
 * for all.
 *
 * @module
 */

/** A line. */
export interface Series {
  /** What its label says. */
  readonly name: string;
  /** Clients and value, in order of clients. */
  readonly points: readonly (readonly [clients: number, value: number])[];
}

/** A chart. */
export interface Chart {
  /** What stands above it. */
  readonly title: string;
  /** What the values are in. */
  readonly unit: string;
  /** The lines. */
  readonly series: readonly Series[];
}

const WIDTH = 640;
const HEIGHT = 260;
const MARGIN = { left: 60, right: 120, top: 40, bottom: 40 };
/** Distinguishable without colours too, as each line is labelled at its end. */
const COLOURS = ["#0b6e99", "#c2571a", "#4b7f2a", "#7a3e9d"];

/** Draws charts. */
export function plot(charts: readonly Chart[]): string {
  const height = charts.length * HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" ` +
    `font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${height}" fill="white"/>`,
    ...charts.map((chart, i) => `<g transform="translate(0 ${i * HEIGHT})">${draw(chart)}</g>`),
    "</svg>",
    "",
  ].join("\n");
}

function draw({ title, unit, series }: Chart): string {
  const points = series.flatMap((each) => each.points);
  const top = niceAbove(Math.max(...points.map(([, value]) => value)));
  const clients = [...new Set(points.map(([count]) => count))];
  const x = scale(clients.map(Math.log10), MARGIN.left, WIDTH - MARGIN.right);
  const y = scale([0, top], HEIGHT - MARGIN.bottom, MARGIN.top);
  return [
    text(MARGIN.left, 20, `${title}, ${unit}`, 'font-weight="bold"'),
    ...[0, top / 2, top].map((value) => gridLine(y(value), `${value}`)),
    ...clients.map((count) =>
      text(x(Math.log10(count)), HEIGHT - 18, count.toLocaleString("en-US"), 'text-anchor="middle"')
    ),
    text((MARGIN.left + WIDTH - MARGIN.right) / 2, HEIGHT - 3, "clients", 'text-anchor="middle"'),
    ...series.map((each, i) => line(each, (count) => x(Math.log10(count)), y, COLOURS[i]!)),
  ].join("\n");
}

function line(
  { name, points }: Series,
  x: (clients: number) => number,
  y: (value: number) => number,
  colour: string,
): string {
  const at = points.map(([count, value]) => [x(count).toFixed(1), y(value).toFixed(1)] as const);
  const [endX, endY] = at.at(-1)!;
  return [
    `<polyline points="${at.map((pair) => pair.join(",")).join(" ")}" ` +
    `fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...at.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`),
    text(Number(endX) + 8, Number(endY) + 4, name, `fill="${colour}"`),
  ].join("\n");
}

function gridLine(y: number, label: string): string {
  const [from, to] = [MARGIN.left, WIDTH - MARGIN.right];
  return `<line x1="${from}" x2="${to}" y1="${y}" y2="${y}" stroke="#ccc"/>` +
    text(from - 8, y + 4, label, 'text-anchor="end"');
}

function text(x: number, y: number, content: string, attributes = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${content}</text>`;
}

/** A straight line from the least value to one place and the most to another. */
function scale(values: readonly number[], from: number, to: number): (value: number) => number {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return (value) => from + ((value - least) / (most - least)) * (to - from);
}

/** The next of 1, 2, 5, 10, 20, … that is not below a value. */
function niceAbove(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * unit).find((nice) => nice >= value)!;
}
