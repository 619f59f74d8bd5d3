// Holding a record: as long as somebody works on it, and not longer.
import { send } from "./api.js";

/**
 * Prolong the hold while there is work, let go when the page is left.
 * `lost` is called with the trouble when the record is ours no longer.
 */
export function hold(address, seconds, lost) {
  let touched = Date.now();
  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    addEventListener(kind, () => (touched = Date.now()), { passive: true });
  }
  setInterval(
    async () => {
      if (Date.now() - touched > 1000 * seconds) return;
      try {
        await send("POST", `${address}/claim`);
      } catch (trouble) {
        if (trouble.status) lost(trouble);
      }
    },
    (1000 * seconds) / 3,
  );
  addEventListener("pagehide", () => {
    fetch(`${address}/release`, { method: "POST", keepalive: true, credentials: "same-origin" });
  });
  // A page from the browser's back list no longer holds its record.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
