// Goes round the parts of the window by keyboard: address box, sidebar, list, inspector.

const focusable = 'button:not([disabled]), input, [tabindex="0"]';

/** What takes the focus in each part that is drawn and shown, in order. */
function panes(): HTMLElement[] {
  const find = (selector: string): HTMLElement | undefined =>
    [...document.querySelectorAll<HTMLElement>(selector)].find((element) => element.checkVisibility());
  const main = find("main");
  const inspector = find("main aside");
  const list = main?.querySelector<HTMLElement>('[role="grid"], [role="tree"]');
  const found = [
    find('header [role="combobox"]'),
    find('nav [role="tree"]'),
    list && !inspector?.contains(list) ? list : main?.querySelector<HTMLElement>(focusable),
    inspector?.querySelector<HTMLElement>(focusable),
  ];
  return found.filter((element) => element !== null && element !== undefined);
}

/** The part that an element stands in: the closest of the landmarks. */
function partOf(element: Element | null): Element | null {
  return element?.closest("aside, main, nav, header") ?? null;
}

/** Moves the focus to the part of the window before or after the one that has it, round the ends. */
export function focusPane(step: 1 | -1): void {
  const all = panes();
  const here = all.findIndex((element) => partOf(element) === partOf(document.activeElement));
  const next = here === -1 ? 0 : (here + step + all.length) % all.length;
  all[next]?.focus();
}
