// A page to look at, beside its values or its text: whatever is pointed at is lit on the page.
import { openViewer } from "./pages.js";

const frame = document.getElementById("viewer");
const viewer = openViewer();
const { pages } = viewer.pictures;

for (const part of document.querySelectorAll("[data-box]")) {
  part.addEventListener("focus", () => light(part));
  part.addEventListener("click", () => light(part));
}
addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea") || event.ctrlKey || event.metaKey) return;
  if (event.key.startsWith("Arrow") && event.target !== frame) return;
  if (viewer.key(event.key)) event.preventDefault();
});
if (pages.size) viewer.show([...pages.keys()][0]).catch(() => {});

function light(part) {
  if (!part.dataset.box || !pages.has(Number(part.dataset.page))) return;
  const box = part.dataset.box.split(",").map(Number);
  viewer.show(Number(part.dataset.page)).catch(() => {});
  viewer.light([box], "focus");
  viewer.look(box);
  for (const other of document.querySelectorAll("[data-box].on")) other.classList.remove("on");
  part.classList.add("on");
}
