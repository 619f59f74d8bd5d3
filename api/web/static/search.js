// The search without a new page for each: what was found is put below the line. Coming back from a
// record shows the same again. The words are kept in this tab alone, and only as long as it is open;
// they never stand in an address.

import { say } from "/static/say.js";

const KEPT = "lontar-search";
const form = document.getElementById("search");
const found = document.getElementById("found");
const heard = document.getElementById("announcements");
let asked = null;

/** Look for what stands in the form, and show it. */
async function search() {
  asked?.abort();
  asked = new AbortController();
  found.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch("/search", {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Part": "found" },
      signal: asked.signal,
    });
    if (answer.redirected || answer.status === 401) return form.submit();
    if (!answer.ok) throw new Error(String(answer.status));
    found.innerHTML = await answer.text(); // made and escaped by our own server
    heard.textContent = document.getElementById("tally")?.textContent ?? "";
    keep();
  } catch (error) {
    if (error.name === "AbortError") return;
    found.textContent = "";
    const told = document.createElement("p");
    told.className = "note bad";
    told.textContent = say("The search did not work. Check the connection and try again.");
    found.append(told);
    heard.textContent = told.textContent;
  }
  found.removeAttribute("aria-busy");
}

function keep() {
  const { text, within } = form.elements;
  sessionStorage.setItem(KEPT, JSON.stringify({ text: text.value, within: within.value }));
}

/** What was sought before one opened a record, when one comes back from it. */
function again() {
  const way = performance.getEntriesByType("navigation")[0]?.type;
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (way !== "back_forward" || !kept || form.elements.text.value) return;
  form.elements.text.value = kept.text;
  form.elements.within.value = kept.within;
  search();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
again();
