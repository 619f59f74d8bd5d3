// Keys of single fields; those with Alt go by their place, so that they work under any layout.

const MARKS = { KeyI: "illegible", KeyE: "empty", KeyN: "not_applicable" };

/** `acts`: what to do for each key; see the end of crops.js. */
export function installCropKeys(acts) {
  addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const dialog = document.querySelector("dialog[open]");
    if (dialog ? inDialog(dialog, event, acts) : known(event, acts)) event.preventDefault();
  });
}

function inDialog(dialog, { key }, acts) {
  return dialog.id === "pass" && /^[1-3]$/.test(key) ? did(acts.reason(Number(key))) : false;
}

function known(event, acts) {
  const { code, key, target } = event;
  // AltGr types letters on many layouts and must stay free.
  if (event.altKey && !event.ctrlKey && !event.getModifierState("AltGraph")) return withAlt(code, acts);
  if (key === "F1") return did(acts.help());
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const typing = target.matches?.("input[type=text], textarea");
  if (key === "?" && !typing) return did(acts.help());
  if (!target.closest?.(".field.alone")) return false;
  if (key === "Escape") return did(acts.back());
  if (key === "Enter" && target.matches("input")) return did(acts.keep());
  if (key === "Enter" && target.matches("textarea") && !event.shiftKey) return did(acts.keep());
  return !typing && /^[0-9]$/.test(key) ? acts.tick(key) : false;
}

function withAlt(code, acts) {
  if (code in MARKS) return did(acts.mark(MARKS[code]));
  const digit = /^Digit([1-9])$/.exec(code)?.[1];
  if (digit) return did(acts.take(digit));
  const act = { KeyZ: acts.undo, KeyR: acts.pass, KeyH: acts.help }[code];
  return act ? did(act()) : false;
}

function did() {
  return true;
}
