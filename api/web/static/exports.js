// The form of an export: its kind is part of the address, and what is left open is left out of it.
const form = document.getElementById("export");
const separators = document.getElementById("separators");

form.addEventListener("change", show);
form.addEventListener("submit", () => {
  form.action = form.dataset.to + kind();
  for (const input of left()) input.disabled = true;
  setTimeout(() => {
    for (const input of form.elements) input.disabled = false;
  });
});
show();

function kind() {
  return form.elements.kind.value;
}

function show() {
  separators.hidden = !["csv", "tables", "htcds"].includes(kind());
}

/** Inputs that say nothing, or what the address says already. */
function left() {
  return [...form.querySelectorAll("input, select")].filter(
    (input) => input.name === "kind" || !input.value || (input.name === "separator" && separators.hidden),
  );
}
