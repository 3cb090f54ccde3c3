/* Copies of words that the server has not acknowledged yet, on this device only. */
const PREFIX = "samenspel.draft.";

export function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

/* Says whether it worked: a browser may refuse, or be full. */
export function write(key, copy) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
}

export function remove(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // Nothing was kept where nothing can be kept.
  }
}

export function all() {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX))
      .map((name) => name.slice(PREFIX.length))
      .map((key) => ({ key, ...read(key) }));
  } catch {
    return [];
  }
}
