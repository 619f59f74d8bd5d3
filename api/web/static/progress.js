// The overview stays true while it is open: it is fetched again, and put in place where it differs.
import { fragment } from "./api.js";
import { tell } from "./times.js";

const place = document.getElementById("glance");
let seconds = Number(place.firstElementChild.dataset.seconds);
let failures = 0;

/** Nothing moves under somebody's hands: what is opened stays open, and focus stays where it is. */
function put(fresh) {
  const old = place.firstElementChild;
  for (const one of old.querySelectorAll("details[id]")) {
    const same = fresh.querySelector(`#${one.id}`);
    if (same) same.open = one.open;
  }
  const held = old.contains(document.activeElement) && document.activeElement;
  const path = held ? where(held, old) : null;
  place.replaceChildren(fresh);
  if (path) path.reduce((at, number) => at?.children[number], fresh)?.focus({ preventScroll: true });
  tell(fresh);
}

function where(node, root) {
  const path = [];
  for (let at = node; at !== root; at = at.parentElement) {
    path.unshift([...at.parentElement.children].indexOf(at));
  }
  return path;
}

async function again() {
  if (!document.hidden) {
    try {
      // Looking by itself is no use of the sign-in: who went away is signed out all the same.
      const fresh = await fragment("/progress/now", { "Lontar-Watching": "yes" });
      seconds = Number(fresh.dataset.seconds);
      failures = 0;
      put(fresh);
    } catch (trouble) {
      if (trouble.status === 401) return location.reload();
      failures += 1; // the next look may find the server again; what is shown tells its time
    }
  }
  setTimeout(again, 1000 * seconds * Math.min(8, 2 ** failures));
}

setTimeout(again, 1000 * seconds);
