// The dictionary narrows while one types; without this script the form asks the server instead.
import { sayMany } from "/static/say.js";
const box = document.getElementById("q");
const language = document.getElementById("lang");
const count = document.getElementById("count");
const nothing = document.getElementById("nothing");
const invisible = /[\u200b\u200c\u200d\ufeff]/g;

const folded = (text) =>
  text.normalize("NFC").replace(invisible, "").toLowerCase().replace(/\s+/g, " ").trim();

const entries = [...document.querySelectorAll("[data-entry]")].map((place) => ({
  place,
  text: folded(place.textContent),
}));

function narrow() {
  const wanted = folded(box.value);
  let shown = 0;
  for (const { place, text } of entries) {
    place.hidden = !text.includes(wanted);
    shown += place.hidden ? 0 : 1;
  }
  for (const group of document.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector("[data-entry]:not([hidden])");
  }
  nothing.hidden = shown > 0;
  count.textContent = sayMany("{count} entry", "{count} entries", shown);
}

// A page that the server has narrowed holds too little to search in: ask it again.
const whole = box.defaultValue === "";
box.addEventListener("input", () => {
  if (whole) narrow();
});
if (whole && box.value) narrow(); // typed before this script was here
language.addEventListener("change", () => language.form.requestSubmit());
