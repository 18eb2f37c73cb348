// Scrolls lists that are longer than a web view can draw: small steps move by what they are, large ones by their share.

/** The tallest element that every web view still places exactly; beyond twice this WebKit clips. */
export const tallest = 15_000_000;

export interface LongScroll {
  /** Where the element is scrolled to. */
  scrollTop: number;
  /** What is at the upper edge of the view, in pixels of the whole list. */
  top: number;
}

export interface ScrollExtent {
  /** The height of the whole list. */
  whole: number;
  /** The height of the view. */
  view: number;
}

export const scrollStart: LongScroll = { scrollTop: 0, top: 0 };

/** The height that the element gets. */
export const drawnHeight = ({ whole }: ScrollExtent): number => Math.min(whole, tallest);

const between = (least: number, value: number, most: number): number => Math.min(Math.max(least, value), Math.max(least, most));

/** Where the list is after the element was scrolled. */
export function followScroll(before: LongScroll, scrollTop: number, extent: ScrollExtent): LongScroll {
  const { whole, view } = extent;
  const drawn = drawnHeight(extent);
  if (drawn === whole) return { scrollTop, top: scrollTop };
  const most = drawn - view;
  if (scrollTop <= 0) return { scrollTop, top: 0 };
  if (scrollTop >= most) return { scrollTop, top: whole - view };
  const step = scrollTop - before.scrollTop;
  const top = Math.abs(step) <= view ? before.top + step : (scrollTop / most) * (whole - view);
  return { scrollTop, top: between(0, top, whole - view) };
}

/** How the element is to be scrolled so that `from` to `to` of the list is in view; the same where it is already. */
export function scrollInto(before: LongScroll, from: number, to: number, extent: ScrollExtent): LongScroll {
  const { whole, view } = extent;
  const wanted = from < before.top ? from : to > before.top + view ? to - view : before.top;
  const top = between(0, wanted, whole - view);
  if (top === before.top) return before;
  const drawn = drawnHeight(extent);
  if (drawn === whole) return { scrollTop: top, top };
  const step = top - before.top;
  const near = before.scrollTop + step;
  // The ends of the element are the ends of the list: nothing else may be there.
  const isNear = Math.abs(step) <= view && near > 0 && near < drawn - view;
  return { scrollTop: isNear ? near : Math.round((top / (whole - view)) * (drawn - view)), top };
}
