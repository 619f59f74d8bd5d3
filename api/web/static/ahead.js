// The next record, fetched while the present one is worked on, so that it is there at once.
import { send } from "./api.js";
import { filters } from "./skipped.js";

export class Ahead {
  #wanted = null;
  #ready = null;

  /** Fetch the next record, leaving out these ids. Does nothing while one lies ready. */
  fetch(without) {
    this.#wanted ??= this.#load(without);
  }

  /** The next record's element, or null when none is free; it is given once. */
  async take(without) {
    this.fetch(without);
    const found = await this.#wanted;
    this.drop();
    return found;
  }

  /** The id of the record that lies ready, else "". */
  get id() {
    return this.#ready?.dataset.record ?? "";
  }

  /** Somebody else has it now, or it is on the desk. */
  drop() {
    this.#wanted = this.#ready = null;
  }

  async #load(without) {
    try {
      const asked = filters();
      asked.set("skip", without.join(","));
      const response = await send("POST", `/review/ahead?${asked}`, {
        headers: { Accept: "text/html" },
      });
      if (response.status === 204) return null;
      const holder = document.createElement("template");
      holder.innerHTML = await response.text(); // rendered and escaped by our own templates
      this.#ready = document.importNode(holder.content.firstElementChild, true);
      // Its first crops, and with them the tiles of its page, are there when it is shown.
      for (const crop of [...this.#ready.querySelectorAll(".crop")].slice(0, 4)) {
        crop.src = crop.dataset.src;
      }
      return this.#ready;
    } catch {
      return null; // the server's own page tells why
    }
  }
}
