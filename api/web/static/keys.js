// Keys of the review. Letters with Alt go by their place on the keyboard, so that they work the same
// under a Khmer or Thai layout; none of them is one that browsers refuse to give away. While an input
// method composes a letter, every key is its own.

import { digitOf } from "./finding.js";

const MARKS = { KeyI: "illegible", KeyE: "empty", KeyN: "not_applicable" };
const VIEWS = { ArrowUp: "+", ArrowDown: "-", Digit0: "0", PageUp: "PageUp", PageDown: "PageDown" };
const COMPOSING = 229; // the key code of a key that the input method has taken

/** `acts`: what to do for each key; see review.js. */
export function installKeys(acts) {
  addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === COMPOSING || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (known(event, acts)) event.preventDefault();
  });
}

function known(event, acts) {
  const { code, key } = event;
  // AltGr types letters on many layouts and must stay free.
  const alt = event.altKey && !event.ctrlKey && !event.getModifierState("AltGraph");
  if (alt) return withAlt(code, acts);
  if (key === "F1") return did(acts.help());
  if (event.ctrlKey && key === "Enter") return did(acts.finish());
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return inField(event, acts) || outside(event, acts);
}

function withAlt(code, acts) {
  if (code in MARKS) return did(acts.mark(MARKS[code]));
  if (code in VIEWS) return did(acts.view(VIEWS[code]));
  const digit = /^Digit([1-9])$/.exec(code)?.[1];
  if (digit) return did(acts.take(digit));
  const act = {
    KeyZ: acts.undo,
    KeyS: acts.skip,
    KeyA: acts.fold,
    KeyH: acts.help,
    KeyP: acts.places,
    KeyM: acts.note,
    KeyR: acts.second,
  }[code];
  return act ? did(act()) : false;
}

function inField(event, acts) {
  const { target, key, code, shiftKey } = event;
  if (!target.closest?.(".field") || target.closest(".levels")) return false;
  if (key === "Tab") return acts.stop(shiftKey ? -1 : 1);
  if (key === "Escape") return did(acts.back());
  if (target.matches(".filter") && acts.find(event)) return true;
  if (key === "Enter" && target.matches("input")) return did(acts.keep());
  if (key === "Enter" && target.matches("textarea") && !shiftKey) return did(acts.keep());
  const option = target.matches("input[type=radio], input[type=checkbox]");
  if (!option) return false;
  const digit = digitOf(key);
  if (digit) return acts.tick(digit);
  if (target.type === "checkbox" && key.startsWith("Arrow")) return rove(target, key);
  if (key === "?") return did(acts.help());
  if (key.length !== 1 || key === " ") return false;
  // On a Thai keyboard the digits' keys type letters: where no option begins so, the digit is meant.
  return acts.seek(key) || (/^Digit[0-9]$/.test(code) && acts.tick(code.at(-1)));
}

/** Arrows go from box to box, as they do among radio buttons. */
function rove(box, key) {
  const all = [...box.closest(".options").querySelectorAll("input[type=checkbox]")];
  const step = key === "ArrowDown" || key === "ArrowRight" ? 1 : -1;
  all[(all.indexOf(box) + step + all.length) % all.length].focus();
  return true;
}

function outside({ target, key }, acts) {
  if (target.matches?.("input, textarea, select")) return false;
  if (key === "?") return did(acts.help());
  const moves = (key.startsWith("Arrow") || key.startsWith("Page")) && target.id !== "viewer";
  return !moves && acts.view(key);
}

function did() {
  return true;
}
