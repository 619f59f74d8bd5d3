// The places of a field on paper, as boxes [left, top, right, bottom] in millimetres.
import { say } from "/static/say.js";

const STEP = 0.1; // mm: finer than any pen
export const LEAST = 1.5;

export function rounded(box) {
  return box.map((v) => Math.round(v / STEP) * STEP).map((v) => Number(v.toFixed(1)));
}

/** Every part of a field that can be moved: {part, box, words}. */
export function parts(field) {
  const found = [
    { part: "zone", box: field.zone, words: say("zone") },
    { part: "label", box: field.label_zone, words: say("label") },
  ];
  (field.options ?? []).forEach((option, n) => {
    const words = Object.values(option.words)[0] ?? option.code;
    found.push({ part: `option:${n}`, box: option.box, words: say("tick box {words}", { words }) });
    if (option.text_zone) {
      found.push({ part: `text:${n}`, box: option.text_zone, words: say("line of {words}", { words }) });
    }
  });
  return found;
}

export function partOf(field, part) {
  return parts(field).find((one) => one.part === part) ?? null;
}

/** Put a part of a field somewhere else. A zone takes along what lies in it. */
export function place(field, part, box) {
  const [kind, n] = part.split(":");
  const there = rounded(box);
  if (kind === "label") field.label_zone = there;
  else if (kind === "option") field.options[n].box = there;
  else if (kind === "text") field.options[n].text_zone = there;
  else moveZone(field, there);
  if (kind === "option" || kind === "text") widen(field, there);
}

function moveZone(field, there) {
  const here = field.zone;
  const width = here[2] - here[0];
  const height = here[3] - here[1];
  const same =
    Math.abs(there[2] - there[0] - width) < 0.06 && Math.abs(there[3] - there[1] - height) < 0.06;
  const x = (v) => there[0] + ((v - here[0]) * (there[2] - there[0])) / width;
  const y = (v) => there[1] + ((v - here[1]) * (there[3] - there[1])) / height;
  const scaled = (box) => rounded([x(box[0]), y(box[1]), x(box[2]), y(box[3])]);
  field.zone = there;
  if (field.cells) field.cells = field.cells.map(scaled);
  for (const column of field.columns ?? []) {
    column.zone = scaled(column.zone);
    if (column.label_zone) {
      const head = column.label_zone;
      const tall = head[3] - head[1];
      column.label_zone = rounded([column.zone[0], there[1] - tall, column.zone[2], there[1]]);
    }
  }
  // Tick boxes keep their size: they are printed.
  if (!same) return;
  const by = [there[0] - here[0], there[1] - here[1]];
  const along = (box) => rounded([box[0] + by[0], box[1] + by[1], box[2] + by[0], box[3] + by[1]]);
  for (const option of field.options ?? []) {
    option.box = along(option.box);
    if (option.text_zone) option.text_zone = along(option.text_zone);
  }
}

/** A zone holds its tick boxes. */
function widen(field, box) {
  const zone = field.zone;
  field.zone = rounded([
    Math.min(zone[0], box[0] - 0.3),
    Math.min(zone[1], box[1] - 0.3),
    Math.max(zone[2], box[2] + 0.3),
    Math.max(zone[3], box[3] + 0.3),
  ]);
}

/** Equal boxes for letters across a zone. */
export function evenCells(zone, count) {
  const wide = (zone[2] - zone[0]) / count;
  return Array.from({ length: count }, (_, n) =>
    rounded([zone[0] + n * wide, zone[1], zone[0] + (n + 1) * wide, zone[3]]),
  );
}

/** Equal columns across a zone. */
export function evenColumns(field, count, language) {
  const known = field.columns ?? [];
  const wide = (field.zone[2] - field.zone[0]) / count;
  return Array.from({ length: count }, (_, n) => ({
    key: known[n]?.key ?? `column_${n + 1}`,
    kind: known[n]?.kind ?? "text",
    labels: known[n]?.labels ?? { [language]: `Column ${n + 1}` },
    zone: rounded([
      field.zone[0] + n * wide,
      field.zone[1],
      field.zone[0] + (n + 1) * wide,
      field.zone[3],
    ]),
  }));
}

/** Where a label stands as a rule: left of its zone, where there is paper. */
export function labelBeside(zone) {
  if (zone[0] > 6) return rounded([Math.max(0, zone[0] - 20), zone[1], zone[0] - 0.4, zone[3]]);
  return rounded([zone[0], Math.max(0, zone[1] - 4), zone[2], Math.max(0.8, zone[1] - 0.2)]);
}

/** Moved by (dx, dy), kept on the page. */
export function shifted(box, dx, dy, page) {
  const x = Math.max(-box[0], Math.min(page.width - box[2], dx));
  const y = Math.max(-box[1], Math.min(page.height - box[3], dy));
  return [box[0] + x, box[1] + y, box[2] + x, box[3] + y];
}

/** One or two sides moved, `sides` such as "nw"; kept on the page and not turned inside out. */
export function stretched(box, sides, dx, dy, page, least = LEAST) {
  let [x0, y0, x1, y1] = box;
  if (sides.includes("w")) x0 = Math.max(0, Math.min(x1 - least, x0 + dx));
  if (sides.includes("e")) x1 = Math.min(page.width, Math.max(x0 + least, x1 + dx));
  if (sides.includes("n")) y0 = Math.max(0, Math.min(y1 - least, y0 + dy));
  if (sides.includes("s")) y1 = Math.min(page.height, Math.max(y0 + least, y1 + dy));
  return [x0, y0, x1, y1];
}
