// Choosing the language, at any moment and without losing what was typed.
//
// The page is loaded again in the new language. Before that everybody may finish what they are at:
// `lontar:leaving` carries `until(promise)`. What stands in other inputs is carried over the reload and
// forgotten at once. Passwords, files, and inputs whose own page keeps them (APART: a record under review,
// single fields) are left alone: a value must never come back in the place of another.

const KEY = "lontar-typed";
const APART = "form[data-language], [data-keeps-itself], [data-record], [data-work], #desk";
const OPEN = "input:not([type=password], [type=file], [type=hidden]), textarea, select";

restore();

for (const form of document.querySelectorAll("form[data-language]")) {
  form.addEventListener("change", () => choose(form));
}

async function choose(form) {
  const chosen = new URLSearchParams(new FormData(form));
  const waits = [];
  const until = (promise) => waits.push(promise);
  document.dispatchEvent(new CustomEvent("lontar:leaving", { detail: { until } }));
  try {
    await Promise.all(waits);
    // Answered with a way back that is not wanted here: this very page is loaded again.
    await fetch(form.action, { method: "POST", body: chosen, redirect: "manual" });
  } catch {
    form.submit(); // the long way, which says what is wrong
    return;
  }
  again();
}

/** The page once more, but never what it was the answer to: that would be done twice. */
function again() {
  const posted = "posted" in document.documentElement.dataset;
  if (posted && document.querySelector(".secret")) return; // shown this once: the next page follows
  remember();
  if (posted) location.assign(location.pathname);
  else location.reload();
}

function inputs() {
  return [...document.querySelectorAll(OPEN)].filter(
    (input) => !input.closest(APART) && (input.id || input.name),
  );
}

function ticks(input) {
  return input.type === "checkbox" || input.type === "radio";
}

function changed(input) {
  if (ticks(input)) return input.checked !== input.defaultChecked;
  if (input.options) return [...input.options].some((one) => one.selected !== one.defaultSelected);
  return input.value !== input.defaultValue;
}

function remember() {
  const typed = [];
  inputs().forEach((input, place) => {
    if (!changed(input)) return;
    typed.push([place, input.id || input.name, ticks(input) ? input.checked : input.value]);
  });
  if (typed.length) sessionStorage.setItem(KEY, JSON.stringify([location.pathname, typed]));
}

function restore() {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  const [path, typed] = JSON.parse(kept ?? "[]");
  if (path !== location.pathname) return;
  const all = inputs();
  for (const [place, id, value] of typed) {
    const input = all[place];
    if (!input || (input.id || input.name) !== id) continue;
    if (ticks(input)) input.checked = value;
    else input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
