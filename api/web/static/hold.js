// Holding records: as long as somebody works on them, and not longer. The holds are short, so that a
// browser that has vanished gives back soon what it held.
import { send } from "./api.js";

/**
 * Prolong the holds while there is work, let go when the page is left.
 * `ids()` are the records held now; `lost(ids, problem)` is called with those that are ours no longer.
 */
export function hold(ids, seconds, lost) {
  let touched = Date.now();
  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    addEventListener(kind, () => (touched = Date.now()), { passive: true });
  }
  setInterval(
    async () => {
      if (Date.now() - touched > IDLE * 1000 || !ids().length) return;
      try {
        const response = await send("POST", "/api/v1/records/held", {
          body: { ids: ids() },
          // Only a person's own acts keep them signed in.
          headers: { "Lontar-Watching": "1" },
        });
        const answer = await response.json();
        if (answer.lost.length) lost(answer.lost);
      } catch {
        // A lost line comes back, or saving tells what is wrong.
      }
    },
    (1000 * seconds) / 3,
  );
  addEventListener("pagehide", () => letGo(ids()));
  // A page from the browser's back list no longer holds its record.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

/** Let others have these records. Also works while the page is being left. */
export function letGo(ids) {
  if (!ids.length) return;
  // Not a beacon: its Blob may be gone before it is read when the whole browser closes.
  fetch("/api/v1/records/let-go", {
    method: "POST",
    keepalive: true,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ids }),
  }).catch(() => {});
}

/** Who has not touched anything for so many seconds is believed to have gone. */
const IDLE = 600;
