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
      for (const id of ids()) {
        try {
          await send("POST", `/api/v1/records/${id}/claim`);
        } catch (problem) {
          if (problem.status) lost([id]);
        }
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
  for (const id of ids) navigator.sendBeacon(`/api/v1/records/${id}/release`);
}

/** Who has not touched anything for so many seconds is believed to have gone. */
const IDLE = 600;
