// The blank page with everything that is drawn on it: to choose, move, resize and draw with a pointer.
import { LEAST, partOf, parts, place, shifted, stretched } from "./draft_shapes.js";
import { say } from "/static/say.js";

const SVG = "http://www.w3.org/2000/svg";
const SIDES = ["nw", "n", "ne", "e", "se", "s", "sw", "w"];
const CORNERS = ["nw", "ne", "se", "sw"];
const CLICK = 1.2; // mm: less is no movement
const NEAR = 0.7; // mm within which an edge snaps to another's
const TICK = 3.6; // mm, side of a tick box that was not drawn but put

function make(name, attributes = {}, parent = null) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  parent?.append(element);
  return element;
}

function rect(box, kind, parent) {
  const [x0, y0, x1, y1] = box;
  return make(
    "rect",
    { x: x0, y: y0, width: Math.max(0, x1 - x0), height: Math.max(0, y1 - y0), class: kind },
    parent,
  );
}

export class Board extends EventTarget {
  #svg = null;
  #layer = null;
  #zoom = 0; // pixels a millimetre
  #hold = null;

  constructor(frame, paper, store, words) {
    super();
    this.frame = frame;
    this.paper = paper;
    this.store = store;
    this.words = words;
    this.tool = "select";
    for (const kind of ["changed", "chosen", "judged"]) {
      store.addEventListener(kind, () => this.draw());
    }
    store.addEventListener("turned", () => this.show());
    paper.addEventListener("pointerdown", (event) => this.#grab(event));
    paper.addEventListener("pointermove", (event) => this.#drag(event));
    paper.addEventListener("pointerup", (event) => this.#drop(event));
    paper.addEventListener("pointercancel", () => this.#let());
    frame.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    new ResizeObserver(() => this.#zoom === 0 && this.#scale()).observe(frame);
    this.show();
  }

  get page() {
    return this.store.form.pages[this.store.page - 1];
  }

  /** Begin a page anew. */
  show() {
    const { width, height, number } = this.page;
    this.#svg?.remove();
    this.#svg = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "group" }, this.paper);
    this.#svg.setAttribute("aria-label", say("Page {number}", { number }));
    make("image", { href: `${this.store.address}/pages/${number}`, width, height }, this.#svg);
    this.#layer = make("g", {}, this.#svg);
    this.#scale();
    this.draw();
  }

  draw() {
    const had = this.#svg.contains(document.activeElement);
    this.#layer.replaceChildren();
    const chosen = this.store.chosen;
    for (const field of this.store.onPage()) if (field !== chosen) this.#field(field);
    if (chosen && chosen.page === this.store.page) this.#field(chosen);
    if (had) this.focus();
  }

  #field(field) {
    const chosen = field.key === this.store.key;
    const wrong = this.store.wrong(field.key).length > 0;
    const doubt = this.store.doubts(field.key).length > 0;
    const group = make("g", { class: "place", "data-key": field.key }, this.#layer);
    group.classList.toggle("chosen", chosen);
    group.classList.toggle("wrong", wrong);
    group.classList.toggle("doubt", doubt && !wrong);
    group.setAttribute("tabindex", chosen || !this.store.chosen ? "0" : "-1");
    group.setAttribute("role", "button");
    group.setAttribute("aria-pressed", String(chosen));
    const name = Object.values(field.labels)[0] ?? field.key;
    const state = wrong ? say("not right yet") : doubt ? say("to look at") : "";
    const said = [this.words.kinds[field.kind], state].filter(Boolean).join(", ");
    group.setAttribute("aria-label", `${name}: ${said}`);
    rect(field.zone, "zone", group).dataset.part = "zone";
    this.#rows(field, group);
    for (const cell of field.cells ?? []) rect(cell, "cell", group);
    for (const column of field.columns ?? []) rect(column.zone, "column", group);
    for (const { part, box } of parts(field).slice(1)) {
      const kind = part.split(":")[0];
      if (kind === "label" && !chosen) continue;
      const shape = rect(box, `part ${kind}`, group);
      shape.dataset.part = part;
      if (chosen && part === this.store.part) shape.classList.add("on");
    }
    if (chosen) this.#handles(field, group);
    else if (!field.options) this.#tag(field, group);
  }

  #rows(field, group) {
    const [x0, y0, x1, y1] = field.zone;
    for (let n = 1; n < (field.rows ?? 1); n += 1) {
      const y = y0 + ((y1 - y0) * n) / field.rows;
      make("line", { x1: x0, y1: y, x2: x1, y2: y, class: "row-line" }, group);
    }
  }

  #tag(field, group) {
    const [x0, y0, x1] = field.zone;
    const name = Object.values(field.labels)[0] ?? field.key;
    const most = Math.max(4, Math.floor((x1 - x0) / 1.5));
    const text = make("text", { x: x0 + 0.6, y: y0 + 2.4, class: "tag" }, group);
    text.textContent = name.length > most ? `${name.slice(0, most - 1)}…` : name;
  }

  #handles(field, group) {
    const shape = partOf(field, this.store.part) ?? partOf(field, "zone");
    const [x0, y0, x1, y1] = shape.box;
    const size = 8 / this.#pixels();
    const small = Math.min(x1 - x0, y1 - y0) < 4 * size;
    const out = small ? size / 2 : 0; // what is small is not covered by its handles
    for (const sides of small ? CORNERS : SIDES) {
      const x = sides.includes("w") ? x0 - out : sides.includes("e") ? x1 + out : (x0 + x1) / 2;
      const y = sides.includes("n") ? y0 - out : sides.includes("s") ? y1 + out : (y0 + y1) / 2;
      const handle = rect([x - size / 2, y - size / 2, x + size / 2, y + size / 2], "handle", group);
      handle.dataset.sides = sides;
      handle.classList.add(sides);
    }
  }

  focus() {
    const key = this.store.key;
    const group = key
      ? this.#layer.querySelector(`[data-key="${CSS.escape(key)}"]`)
      : this.#layer.querySelector(".place");
    group?.focus({ preventScroll: true });
  }

  /** Bring the chosen field into view. */
  reveal() {
    const field = this.store.chosen;
    if (!field || field.page !== this.store.page) return;
    const pixels = this.#pixels();
    const [x0, y0, x1, y1] = field.zone.map((v) => v * pixels);
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.frame;
    const edge = 40;
    const top = this.paper.offsetTop;
    const left = this.paper.offsetLeft;
    const away =
      y0 + top - edge < scrollTop ||
      y1 + top + edge > scrollTop + clientHeight ||
      x0 + left < scrollLeft ||
      x1 + left > scrollLeft + clientWidth;
    if (!away) return;
    this.frame.scrollTo({
      top: (y0 + y1) / 2 + top - clientHeight / 2,
      left: Math.max(0, (x0 + x1) / 2 + left - clientWidth / 2),
      behavior: "smooth",
    });
  }

  // Size

  #pixels() {
    return this.#zoom || this.#whole();
  }

  #whole() {
    return Math.max(1.5, (this.frame.clientWidth - 56) / this.page.width);
  }

  zoom(by) {
    const before = this.#pixels();
    const middle = (this.frame.scrollTop + this.frame.clientHeight / 2) / before;
    this.#zoom = by === 0 ? 0 : Math.max(1.5, Math.min(24, before * by));
    this.#scale();
    this.frame.scrollTop = middle * this.#pixels() - this.frame.clientHeight / 2;
    this.draw();
  }

  #scale() {
    const pixels = this.#pixels();
    this.paper.style.width = `${this.page.width * pixels}px`;
    this.paper.style.height = `${this.page.height * pixels}px`;
    this.paper.style.setProperty("--px", `${1 / pixels}px`);
  }

  #wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15);
  }

  // The pointer

  #at(event) {
    const frame = this.paper.getBoundingClientRect();
    const pixels = this.#pixels();
    return [(event.clientX - frame.left) / pixels, (event.clientY - frame.top) / pixels];
  }

  #grab(event) {
    if (event.button !== 0) return;
    const at = this.#at(event);
    const handle = event.target.closest(".handle");
    const group = event.target.closest(".place");
    if (this.tool !== "select") {
      this.#hold = { act: "draw", at, now: at };
    } else if (handle) {
      this.#begin("stretch", at, handle.dataset.sides);
    } else if (group) {
      // The first press chooses the field, the next one a part of it.
      const again = group.dataset.key === this.store.key;
      this.store.choose(group.dataset.key, again ? (event.target.dataset.part ?? "zone") : "zone");
      this.#begin("move", at);
    } else {
      this.store.choose(null);
      this.#hold = { act: "pan", at: [event.clientX, event.clientY] };
    }
    this.paper.setPointerCapture(event.pointerId);
    event.preventDefault();
    this.focus();
  }

  #begin(act, at, sides = "") {
    const field = this.store.chosen;
    const shape = partOf(field, this.store.part) ?? partOf(field, "zone");
    this.#hold = { act, at, sides, part: shape.part, box: shape.box, moved: false };
    this.store.settle();
  }

  #drag(event) {
    const hold = this.#hold;
    if (!hold) return;
    if (hold.act === "pan") {
      this.frame.scrollBy(hold.at[0] - event.clientX, hold.at[1] - event.clientY);
      hold.at = [event.clientX, event.clientY];
      return;
    }
    const at = this.#at(event);
    if (hold.act === "draw") {
      hold.now = at;
      this.#ghost(hold);
      return;
    }
    const dx = at[0] - hold.at[0];
    const dy = at[1] - hold.at[1];
    if (!hold.moved && Math.hypot(dx, dy) < CLICK / 2) return;
    hold.moved = true;
    const least = hold.part.startsWith("option") ? 1 : LEAST;
    const free =
      hold.act === "move"
        ? shifted(hold.box, dx, dy, this.page)
        : stretched(hold.box, hold.sides, dx, dy, this.page, least);
    const box = event.altKey ? free : this.#snapped(free, hold);
    const words = hold.act === "move" ? "Moved" : "Resized";
    this.store.change(words, () => place(this.store.chosen, hold.part, box));
  }

  #ghost({ at, now }) {
    this.#layer.querySelector(".ghost")?.remove();
    rect(boxOf(at, now), "ghost", this.#layer);
  }

  #drop() {
    const hold = this.#hold;
    this.#hold = null;
    if (!hold) return;
    if (hold.act === "draw") {
      const box = boxOf(hold.at, hold.now);
      const drawn = box[2] - box[0] > CLICK && box[3] - box[1] > CLICK;
      this.dispatchEvent(
        new CustomEvent("drawn", { detail: { tool: this.tool, box: drawn ? box : null, at: hold.at } }),
      );
      this.#layer.querySelector(".ghost")?.remove();
    } else if (hold.moved) {
      this.store.settle();
    }
  }

  #let() {
    this.#hold = null;
    this.draw();
  }

  /** Edges that come close to those of other zones lie on them. */
  #snapped(box, { act, sides }) {
    const others = this.store.onPage().filter((field) => field.key !== this.store.key);
    const xs = others.flatMap(({ zone }) => [zone[0], zone[2]]);
    const ys = others.flatMap(({ zone }) => [zone[1], zone[3]]);
    const off = (v, places) => {
      const near = places.filter((p) => Math.abs(p - v) < NEAR);
      near.sort((a, b) => Math.abs(a - v) - Math.abs(b - v));
      return near.length ? near[0] - v : 0;
    };
    let [x0, y0, x1, y1] = box;
    if (act === "move") {
      const dx = off(x0, xs) || off(x1, xs);
      const dy = off(y0, ys) || off(y1, ys);
      return shifted(box, dx, dy, this.page);
    }
    if (sides.includes("w")) x0 += off(x0, xs);
    if (sides.includes("e")) x1 += off(x1, xs);
    if (sides.includes("n")) y0 += off(y0, ys);
    if (sides.includes("s")) y1 += off(y1, ys);
    return [x0, y0, x1, y1];
  }

  /** The middle of what is seen, in mm. */
  get middle() {
    const pixels = this.#pixels();
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.frame;
    const x = (scrollLeft + clientWidth / 2 - this.paper.offsetLeft) / pixels;
    const y = (scrollTop + clientHeight / 2 - this.paper.offsetTop) / pixels;
    return [Math.min(this.page.width - 40, Math.max(40, x)), Math.min(this.page.height - 20, y)];
  }
}

function boxOf([ax, ay], [bx, by]) {
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

/** A tick box put down with its middle at a place. */
export function tickAt([x, y]) {
  return [x - TICK / 2, y - TICK / 2, x + TICK / 2, y + TICK / 2];
}
