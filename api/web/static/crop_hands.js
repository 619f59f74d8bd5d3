// The fields that this page holds: taken by the hand, held while somebody works, given back.
import { send } from "./api.js";

const desk = document.getElementById("desk");
const held = new Set();
let touched = Date.now();
let coming = null; // the next hand, asked for ahead

/** The next hand as an element; its cards are held. Null when nothing more waits. */
export async function take(most) {
  const { how, key, form } = desk.dataset;
  const asked = { how, key, most, held: [...held] };
  if (form !== undefined) asked.form = form;
  const response = await send("POST", "/crops/hand", { body: asked });
  const holder = document.createElement("template");
  holder.innerHTML = await response.text(); // rendered and escaped by our own templates
  // Adopted, its pictures begin to come, though it is shown later.
  const hand = document.adoptNode(holder.content.firstElementChild);
  for (const { dataset } of hand.querySelectorAll("[data-key]")) held.add(dataset.key);
  return hand.querySelector("[data-key]") ? hand : null;
}

/** Ask for the next hand while this one is worked on. */
export function ahead(most) {
  coming ??= take(most).catch(() => null);
}

/** The hand that was asked for ahead, or a new one. */
export async function nextHand(most) {
  const came = coming && (await coming);
  coming = null;
  return came ?? take(most);
}

/** Whether the pictures in there have come: nobody confirms what nobody could have looked at. */
export function pictured(element) {
  return [...element.querySelectorAll("img")].every((img) => img.complete && img.naturalWidth);
}

export function holding(key) {
  held.add(key);
}

export function letGo(key) {
  held.delete(key);
}

/** Hold while there is work, give back when the page is left; `lost` is told keys that are gone. */
export function keepHolding(lost) {
  const seconds = Number(desk.dataset.seconds);
  for (const kind of ["keydown", "pointerdown", "wheel"]) {
    addEventListener(kind, () => (touched = Date.now()), { passive: true });
  }
  setInterval(
    async () => {
      if (!held.size || Date.now() - touched > 10_000 * seconds) return;
      try {
        const response = await send("POST", "/crops/held", {
          body: { ids: [...held] },
          headers: { "Lontar-Watching": "1" }, // the page asks by itself: that keeps nobody signed in
        });
        const gone = (await response.json()).lost;
        for (const key of gone) held.delete(key);
        if (gone.length) lost(gone);
      } catch {
        // The line is down: answers will say so, and the fields come back by themselves.
      }
    },
    (1000 * seconds) / 3,
  );
  addEventListener("pagehide", () => {
    if (!held.size) return;
    fetch("/crops/let-go", {
      method: "POST",
      keepalive: true,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ids: [...held] }),
    });
  });
  // A page from the browser's back list holds nothing any more.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
