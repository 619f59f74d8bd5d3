// Pages that one can zoom, pan and light places on: deep zoom over tiles, by OpenSeadragon. Places are
// given in pixels of the scan; pages are shown upright, a scan that lay on its side is turned by
// `rotation` degrees clockwise. The page that is shown lies at the origin, the others far away: what
// was loaded of them is still there when one comes back.

const STEP = 1.25;
const CLOSEST = 3; // screen pixels for one of the scan
const AWAY = 1000; // page widths
const TILE = 512;
const RIM = 12; // screen pixels around a whole page
const calm = matchMedia("(prefers-reduced-motion: reduce)");

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

/** Where the tiles of a page are found, as OpenSeadragon wants to know it. */
function source(page) {
  const [width, height] = uprightSize(page);
  const top = Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / TILE)));
  return {
    width,
    height,
    tileSize: TILE,
    tileOverlap: 0,
    minLevel: 0,
    maxLevel: top,
    getTileUrl: (level, x, y) => `${page.tiles}/${level}/${x}/${y}`,
  };
}

export class Viewer {
  #frame;
  #osd;
  #pages = new Map();
  #items = new Map(); // page number -> the viewer's own image
  #number = 0;
  #aim = null;
  #lights = [];

  /** `frame` is the element to fill. */
  constructor(frame) {
    this.#frame = frame;
    withoutInlineStyle();
    this.#osd = OpenSeadragon({
      element: frame,
      drawer: "canvas",
      tabIndex: -1,
      showNavigationControl: false,
      showSequenceControl: false,
      keyboardNavEnabled: false,
      preserveViewport: true,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true, zoomToRefPoint: true },
      animationTime: calm.matches ? 0 : 0.35,
      springStiffness: 9,
      visibilityRatio: 0.4,
      minZoomImageRatio: 0.6,
      maxZoomPixelRatio: CLOSEST,
      minPixelRatio: 0.8,
      imageLoaderLimit: 6,
      tileRetryMax: 20, // a line that is lost comes back
      tileRetryDelay: 3000,
      maxImageCacheCount: 400,
    });
    this.#osd.world.addHandler("metrics-change", () => this.#bound());
    this.#osd.addHandler("resize", () => this.#settle(true));
    for (const kind of ["canvas-drag", "canvas-scroll", "canvas-pinch"]) {
      this.#osd.addHandler(kind, () => (this.#aim = null));
    }
  }

  /** The number of the page that is shown, 0 for none. */
  get number() {
    return this.#number;
  }

  get pages() {
    return this.#pages;
  }

  /** Lay out other pages. `pages`: Map of number -> {tiles, width, height, rotation}. */
  lay(pages) {
    this.#osd.clearOverlays();
    this.#osd.world.removeAll();
    this.#lights = [];
    this.#number = 0;
    this.#aim = null;
    this.#pages = new Map(pages);
    this.#items = new Map();
    for (const [number, page] of pages) {
      this.#osd.addTiledImage({
        tileSource: source(page),
        x: AWAY,
        y: 0,
        width: 1,
        success: ({ item }) => {
          if (this.#pages.get(number) !== page) return; // other pages were laid out meanwhile
          this.#items.set(number, item);
          this.#bound();
        },
      });
    }
  }

  /** Show a page; keeps the view when it is already shown. */
  show(number) {
    if (number === this.#number || !this.#pages.has(number)) return;
    const before = this.#items.get(this.#number);
    this.#number = number; // before anything moves: whatever moves is told to #bound at once
    before?.setPosition(new OpenSeadragon.Point(AWAY, 0), true);
    this.light([], "");
    this.#bound();
    this.#aim = { whole: true };
    this.#settle(true);
    this.#frame.dispatchEvent(new CustomEvent("page", { detail: number }));
  }

  /** The page before or after. */
  turn(step) {
    const numbers = [...this.#pages.keys()];
    const next = numbers[numbers.indexOf(this.#number) + step];
    if (next) this.show(next);
  }

  /** Light boxes of the scan; `kind` says how. Returns the elements. */
  light(boxes, kind) {
    for (const element of this.#lights) this.#osd.removeOverlay(element);
    this.#lights = boxes.map((box) => {
      const element = document.createElement("div");
      element.className = `light ${kind}`;
      this.#osd.addOverlay({ element, location: this.#place(box) });
      return element;
    });
    return this.#lights;
  }

  /** Move so that a box of the scan can be read and what stands around it is seen. */
  look(box) {
    this.#aim = { box };
    this.#settle();
  }

  /** The whole page. */
  whole() {
    this.#aim = { whole: true };
    this.#settle();
  }

  zoom(factor) {
    this.#aim = null;
    this.#osd.viewport.zoomBy(factor).applyConstraints();
  }

  /** Move by parts of the frame. */
  pan(x, y) {
    this.#aim = null;
    const { width, height } = this.#osd.viewport.getBounds();
    this.#osd.viewport.panBy(new OpenSeadragon.Point(x * width, y * height)).applyConstraints();
  }

  /** Does what a key stands for, and tells whether it knew the key. */
  key(key) {
    const known = {
      "+": () => this.zoom(STEP),
      "=": () => this.zoom(STEP),
      "-": () => this.zoom(1 / STEP),
      0: () => this.whole(),
      ArrowLeft: () => this.pan(-0.2, 0),
      ArrowRight: () => this.pan(0.2, 0),
      ArrowUp: () => this.pan(0, -0.2),
      ArrowDown: () => this.pan(0, 0.2),
      PageUp: () => this.turn(-1),
      PageDown: () => this.turn(1),
    }[key];
    if (known && this.#number) known();
    return Boolean(known);
  }

  get #page() {
    return this.#pages.get(this.#number);
  }

  /** A box of the scan in the viewport, where the page is one unit wide. */
  #place(box) {
    const [width] = uprightSize(this.#page);
    const [x0, y0, x1, y1] = upright(box, this.#page).map((pixel) => pixel / width);
    return new OpenSeadragon.Rect(x0, y0, x1 - x0, y1 - y0);
  }

  #sheet() {
    const [width, height] = uprightSize(this.#page);
    return new OpenSeadragon.Rect(0, 0, 1, height / width);
  }

  /** The page that is shown is the whole world, as far as moving about goes. */
  #bound() {
    if (!this.#number) return;
    const item = this.#items.get(this.#number);
    if (item && item.getBounds().x !== 0) item.setPosition(new OpenSeadragon.Point(0, 0), true);
    this.#osd.viewport.resetContentSize(new OpenSeadragon.Point(...uprightSize(this.#page)));
  }

  #settle(at_once = false) {
    if (!this.#number || !this.#aim) return;
    const wide = this.#frame.clientWidth || 1;
    const high = this.#frame.clientHeight || 1;
    const sheet = this.#sheet();
    // Screen pixels for one unit, so that the whole page is seen.
    const fit = Math.min((wide - 2 * RIM) / sheet.width, (high - 2 * RIM) / sheet.height);
    let scale = fit;
    let x = sheet.x + sheet.width / 2;
    let y = sheet.height / 2;
    if (this.#aim.box) {
      const box = this.#place(this.#aim.box);
      const close = Math.min((wide * 0.72) / box.width, (high * 0.5) / box.height);
      // Never so near that the neighbours and the label leave the picture.
      scale = Math.max(fit, Math.min(close, (wide - 2 * RIM) / (sheet.width * 0.68)));
      x = filling(box.x + box.width / 2, sheet.x, sheet.width, wide / scale, RIM / scale);
      y = filling(box.y + box.height / 2 + (0.08 * high) / scale, 0, sheet.height, high / scale, RIM / scale);
    }
    const [width, height] = [wide / scale, high / scale];
    const view = new OpenSeadragon.Rect(x - width / 2, y - height / 2, width, height);
    this.#osd.viewport.fitBounds(view, at_once || calm.matches);
  }
}

/**
 * OpenSeadragon wants to write a <style> of its own, which our security policy forbids. It looks first
 * whether it is there: an element of that name which is no style is enough.
 */
function withoutInlineStyle() {
  const stand_in = document.createElementNS("urn:lontar", "style");
  stand_in.setAttribute("data-openseadragon-mobile-css", "true");
  document.head.append(stand_in);
}

/** The middle of the view: no empty desk beside the sheet where the sheet could be shown. */
function filling(wanted, start, length, room, rim) {
  if (length + 2 * rim <= room) return start + length / 2;
  return Math.min(start + length + rim - room / 2, Math.max(start - rim + room / 2, wanted));
}
