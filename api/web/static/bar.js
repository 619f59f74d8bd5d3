// The bar's menus: they close by Escape, by a press elsewhere and when the focus goes on.
// And whatever scrolls sideways can be reached by keyboard.

const bar = document.querySelector(".bar");
const menu = document.getElementById("menu");
const drops = [...document.querySelectorAll("details.drops")];

menu?.addEventListener("click", () => {
  const open = bar.classList.toggle("open");
  menu.setAttribute("aria-expanded", String(open));
});

for (const one of drops) {
  one.addEventListener("focusout", (event) => {
    // Nowhere: the window itself was left, and may be come back to.
    if (event.relatedTarget && !one.contains(event.relatedTarget)) one.open = false;
  });
}

addEventListener("pointerdown", (event) => {
  for (const one of drops) if (!one.contains(event.target)) one.open = false;
});

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = drops.find((one) => one.open);
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (bar?.classList.contains("open")) {
    menu.click();
    menu.focus();
  }
});

const wide = new ResizeObserver((seen) => {
  for (const { target } of seen) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const one of document.querySelectorAll(".scroll")) wide.observe(one);
