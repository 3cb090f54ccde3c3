// Places in a text, for the browser: it counts UTF-16 units, the server counts code points.
// Twin of sources/offsets.py; sources/tests/offsets.json holds the cases both must answer alike.

const WHITE = "\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";
const LEADING = new RegExp(`^[${WHITE}]*`);
const TRAILING = new RegExp(`[${WHITE}]*$`);

/** How many code points a string holds. */
export function length(text) {
  return fromUtf16(text, text.length);
}

/** The browser's number for our place. */
export function toUtf16(text, place) {
  let units = 0;
  for (let left = place; left > 0 && units < text.length; left--) {
    units += text.codePointAt(units) > 0xffff ? 2 : 1;
  }
  return units;
}

/** Our number for the browser's place; halfway a character is the place before it. */
export function fromUtf16(text, units) {
  let place = 0;
  for (let at = 0; at < text.length; place++) {
    at += text.codePointAt(at) > 0xffff ? 2 : 1;
    if (at > units) return place;
  }
  return place;
}

/** The words in the stretch [start, end). */
export function cut(text, start, end) {
  if (!(0 <= start && start < end && end <= length(text))) {
    throw new RangeError(`[${start}, ${end}) in a text of ${length(text)}`);
  }
  return text.slice(toUtf16(text, start), toUtf16(text, end));
}

/** The stretch without white space at its ends, as [start, end]. */
export function trim(text, start, end) {
  const words = text.slice(toUtf16(text, start), toUtf16(text, end));
  const from = start + LEADING.exec(words)[0].length;
  return [from, Math.max(from, end - TRAILING.exec(words)[0].length)];
}

/** The stretches between line ends, as [start, end]; an empty line is no paragraph. */
export function paragraphs(text) {
  return Array.from(text.matchAll(/[^\r\n]+/g), ({ index, 0: words }) => {
    const start = fromUtf16(text, index);
    return [start, start + length(words)];
  });
}
