/* On every page: "/" goes to the search box, or to the page that has it. Can be turned off there. */
const typing = "input, textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (event.target.closest?.(typing) || localStorage.getItem("slash-key") === "off") return;
  const target = document.querySelector("search-box input[type=search]") ?? document.querySelector("[data-slash]");
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) {
    target.focus();
    target.select();
  } else {
    target.click();
  }
});
