/* A button that was pressed says so while the answer is slow (parts.css), and its form is sent once. */
const GIVES_UP = 8_000; // an answer that is a file leaves the page as it is

const isBusy = (form) => form.getAttribute("aria-busy") === "true";

function rest(form) {
  for (const each of [form, ...form.elements]) each.removeAttribute("aria-busy");
}

document.addEventListener(
  "submit",
  (event) => {
    if (!isBusy(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  { capture: true },
);

document.addEventListener("submit", ({ target: form, submitter, defaultPrevented }) => {
  if (defaultPrevented || form.method !== "post" || form.target) return;
  form.setAttribute("aria-busy", "true");
  submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => rest(form), GIVES_UP);
});

/* Done in place, or back on a page that was left. */
document.addEventListener("act:done", ({ target }) => rest(target));
window.addEventListener("pageshow", () => [...document.forms].forEach(rest));
