// A page one can zoom, pan and light places on. Places are given in pixels of the scan; the page is
// shown upright, so a scan that lay on its head or side is turned by `rotation` degrees clockwise.

const STEP = 1.25;
const CLOSEST = 4;

/** A box of the scan on the upright page. `page`: {width, height, rotation} of the scan. */
export function upright([x0, y0, x1, y1], { width, height, rotation }) {
  if (rotation === 90) return [height - y1, x0, height - y0, x1];
  if (rotation === 180) return [width - x1, height - y1, width - x0, height - y0];
  if (rotation === 270) return [y0, width - x1, y1, width - x0];
  return [x0, y0, x1, y1];
}

/** Width and height of the upright page. */
export function uprightSize({ width, height, rotation }) {
  return rotation % 180 ? [height, width] : [width, height];
}

/** Loads page pictures once each. `pages`: Map of number -> {url, width, height, rotation}. */
export class Pictures {
  #loading = new Map();

  constructor(pages) {
    this.pages = pages;
  }

  load(number) {
    if (!this.#loading.has(number)) {
      const image = new Image();
      image.src = this.pages.get(number).url;
      this.#loading.set(number, image.decode().then(() => image));
    }
    return this.#loading.get(number);
  }

  /** Cut a box of the scan, with `margin` pixels around it, into a canvas; upright. */
  async cut(canvas, number, box, margin) {
    const page = this.pages.get(number);
    if (!page) return;
    const image = await this.load(number);
    const [wide, high] = uprightSize(page);
    const [x0, y0, x1, y1] = upright(box, page);
    const left = Math.max(0, x0 - margin);
    const top = Math.max(0, y0 - margin);
    const width = Math.max(1, Math.min(wide, x1 + margin) - left);
    const height = Math.max(1, Math.min(high, y1 + margin) - top);
    canvas.width = Math.round(width);
    canvas.height = Math.round(height);
    const pen = canvas.getContext("2d");
    pen.translate(-left, -top);
    turn(pen, page);
    // The picture may be kept smaller than the scan: boxes speak of the scan.
    pen.drawImage(image, 0, 0, page.width, page.height);
  }
}

function turn(pen, { width, height, rotation }) {
  if (rotation === 90) pen.translate(height, 0);
  if (rotation === 180) pen.translate(width, height);
  if (rotation === 270) pen.translate(0, width);
  pen.rotate((rotation * Math.PI) / 180);
}

export class Viewer {
  #frame;
  #stage;
  #sheet;
  #lights;
  #page = null;
  #number = 0;
  #view = { x: 0, y: 0, scale: 1 };
  #aim = null;
  #held = null;

  /** `frame` is the element to fill; `pictures` gives the pages. */
  constructor(frame, pictures) {
    this.#frame = frame;
    this.pictures = pictures;
    this.#stage = frame.appendChild(document.createElement("div"));
    this.#stage.className = "stage";
    this.#sheet = this.#stage.appendChild(document.createElement("div"));
    this.#sheet.className = "sheet";
    this.#lights = this.#stage.appendChild(document.createElement("div"));
    this.#lights.className = "lights";
    frame.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    frame.addEventListener("pointerdown", (event) => this.#grab(event));
    frame.addEventListener("pointermove", (event) => this.#drag(event));
    frame.addEventListener("pointerup", () => this.#drop());
    frame.addEventListener("pointercancel", () => this.#drop());
    frame.addEventListener("dblclick", () => this.zoom(STEP * STEP));
    new ResizeObserver(() => this.#settle()).observe(frame);
  }

  get number() {
    return this.#number;
  }

  /** Show a page; keeps the view when it is already shown. */
  async show(number) {
    if (number === this.#number) return;
    const page = this.pictures.pages.get(number);
    if (!page) return;
    this.#number = number;
    this.#page = page;
    this.#sheet.replaceChildren();
    this.#lights.replaceChildren();
    const [width, height] = uprightSize(page);
    this.#stage.style.width = `${width}px`;
    this.#stage.style.height = `${height}px`;
    this.whole(false);
    this.#frame.dispatchEvent(new CustomEvent("page", { detail: number }));
    this.#frame.setAttribute("aria-busy", "true");
    try {
      const loaded = await this.pictures.load(number);
      if (this.#number !== number) return;
      const image = loaded.cloneNode();
      image.alt = "";
      image.draggable = false;
      image.style.width = `${page.width}px`;
      image.style.height = `${page.height}px`;
      image.style.transform = turned(page);
      this.#sheet.replaceChildren(image);
    } finally {
      this.#frame.removeAttribute("aria-busy");
    }
  }

  /** Light boxes of the scan; the first class name says how. Returns the elements. */
  light(boxes, kind) {
    const lit = boxes.map((box) => {
      const [x0, y0, x1, y1] = upright(box, this.#page);
      const element = document.createElement("div");
      element.className = `light ${kind}`;
      element.style.left = `${x0}px`;
      element.style.top = `${y0}px`;
      element.style.width = `${x1 - x0}px`;
      element.style.height = `${y1 - y0}px`;
      return element;
    });
    this.#lights.replaceChildren(...lit);
    return lit;
  }

  /** Move so that a box of the scan can be read and what stands around it is seen. */
  look(box) {
    this.#aim = { box };
    this.#settle(true);
  }

  /** The whole width of the page from its top. */
  whole(smooth = true) {
    this.#aim = { whole: true };
    this.#settle(smooth);
  }

  zoom(factor, at = null) {
    const [wide, high] = this.#room();
    const [x, y] = at ?? [wide / 2, high / 2];
    const { scale } = this.#view;
    const next = Math.min(CLOSEST, Math.max(this.#fit() * 0.6, scale * factor));
    this.#aim = null;
    this.#move(
      {
        x: x - ((x - this.#view.x) * next) / scale,
        y: y - ((y - this.#view.y) * next) / scale,
        scale: next,
      },
      at === null,
    );
  }

  pan(dx, dy, smooth = true) {
    this.#aim = null;
    this.#move({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy }, smooth);
  }

  /** Does what a key stands for, and tells whether it knew the key. */
  key(key) {
    const [wide, high] = this.#room();
    const known = {
      "+": () => this.zoom(STEP),
      "=": () => this.zoom(STEP),
      "-": () => this.zoom(1 / STEP),
      0: () => this.whole(),
      ArrowLeft: () => this.pan(wide / 5, 0),
      ArrowRight: () => this.pan(-wide / 5, 0),
      ArrowUp: () => this.pan(0, high / 5),
      ArrowDown: () => this.pan(0, -high / 5),
    }[key];
    known?.();
    return Boolean(known);
  }

  #room() {
    return [this.#frame.clientWidth, this.#frame.clientHeight];
  }

  #fit() {
    const [wide, high] = this.#room();
    const [width, height] = uprightSize(this.#page);
    return Math.min((wide - 24) / width, (high - 24) / height);
  }

  #settle(smooth = false) {
    if (!this.#page) return;
    const [wide, high] = this.#room();
    const [width, height] = uprightSize(this.#page);
    if (!this.#aim) {
      this.#move(this.#view, false);
    } else if (this.#aim.whole) {
      const scale = this.#fit();
      this.#move({ x: (wide - width * scale) / 2, y: (high - height * scale) / 2, scale }, smooth);
    } else {
      const [x0, y0, x1, y1] = upright(this.#aim.box, this.#page);
      const close = Math.min((wide * 0.72) / (x1 - x0), (high * 0.5) / (y1 - y0));
      // Never so near that the neighbours and the label leave the picture.
      const scale = Math.max(this.#fit(), Math.min(close, (wide - 24) / (width * 0.68)));
      const x = wide / 2 - ((x0 + x1) / 2) * scale;
      const y = high * 0.42 - ((y0 + y1) / 2) * scale;
      this.#move(
        { x: filling(x, wide, width * scale), y: filling(y, high, height * scale), scale },
        smooth,
      );
    }
  }

  #move(view, smooth) {
    const [wide, high] = this.#room();
    const [width, height] = uprightSize(this.#page);
    const x = within(view.x, wide, width * view.scale);
    const y = within(view.y, high, height * view.scale);
    this.#view = { x, y, scale: view.scale };
    this.#stage.classList.toggle("smooth", smooth);
    this.#stage.style.transform = `translate(${x}px, ${y}px) scale(${view.scale})`;
    this.#stage.style.setProperty("--thin", `${1 / view.scale}px`);
  }

  #wheel(event) {
    event.preventDefault();
    if (event.shiftKey) return this.pan(-event.deltaY, 0, false);
    const frame = this.#frame.getBoundingClientRect();
    const factor = Math.exp(-Math.max(-80, Math.min(80, event.deltaY)) / 320);
    this.zoom(factor, [event.clientX - frame.left, event.clientY - frame.top]);
  }

  #grab(event) {
    if (event.button !== 0) return;
    this.#held = [event.clientX, event.clientY];
    this.#frame.setPointerCapture(event.pointerId);
    this.#frame.classList.add("held");
  }

  #drag(event) {
    if (!this.#held) return;
    const [x, y] = this.#held;
    this.#held = [event.clientX, event.clientY];
    this.pan(event.clientX - x, event.clientY - y, false);
  }

  #drop() {
    this.#held = null;
    this.#frame.classList.remove("held");
  }
}

/** Keep a part of the sheet in sight: centred when small, no more than half out when large. */
function within(start, room, length) {
  if (length <= room) return Math.min(room - length / 2, Math.max(-length / 2, start));
  return Math.min(room / 2, Math.max(room / 2 - length, start));
}

/** No empty desk beside the sheet where the sheet could be shown. */
function filling(start, room, length) {
  const rim = 12;
  if (length + 2 * rim <= room) return (room - length) / 2;
  return Math.min(rim, Math.max(room - rim - length, start));
}

function turned({ width, height, rotation }) {
  if (rotation === 90) return `translate(${height}px, 0) rotate(90deg)`;
  if (rotation === 180) return `translate(${width}px, ${height}px) rotate(180deg)`;
  if (rotation === 270) return `translate(0, ${width}px) rotate(270deg)`;
  return "none";
}
