// Keys of one sign on the bench. They get in the way of speech input, so they can be turned off; the
// dialog with keys at the desk has the switch.
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";

export const singleKeys = {
  get on() {
    return localStorage.getItem("single-keys") !== "off";
  },
  set on(yes) {
    localStorage.setItem("single-keys", yes ? "on" : "off");
  },
};

/** Whether a key press is a command, and not a letter of something that is typed. */
export function isCommand(event) {
  if (!singleKeys.on || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return false;
  return !event.target.closest?.(TYPING) && !document.querySelector("dialog[open]");
}
