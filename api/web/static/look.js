// A page to look at, beside its values or its text: whatever is pointed at is lit on the page.
import { layPages, openViewer } from "./pages.js";

const frame = document.getElementById("viewer");
const viewer = openViewer();
const pages = layPages(viewer, document.querySelector(".page-list"));

for (const part of document.querySelectorAll("[data-box]")) {
  part.addEventListener("focus", () => light(part));
  part.addEventListener("click", () => light(part));
}
addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if ((event.key.startsWith("Arrow") || event.key.startsWith("Page")) && event.target !== frame) return;
  if (viewer.key(event.key)) event.preventDefault();
});
if (pages.size) viewer.show([...pages.keys()][0]);

function light(part) {
  if (!part.dataset.box || !pages.has(Number(part.dataset.page))) return;
  const box = part.dataset.box.split(",").map(Number);
  viewer.show(Number(part.dataset.page));
  viewer.light([box], "focus");
  viewer.look(box);
  for (const other of document.querySelectorAll("[data-box].on")) other.classList.remove("on");
  part.classList.add("on");
}
