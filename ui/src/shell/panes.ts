// Goes round the parts of the window by keyboard: address box, sidebar, list, inspector.

const focusable = 'button:not([disabled]), input, [tabindex="0"]';

/** The list of the place that is open, once it is drawn. */
function openList(): HTMLElement | undefined {
  const main = [...document.querySelectorAll<HTMLElement>("main")].find((element) => element.checkVisibility());
  return [...(main?.querySelectorAll<HTMLElement>('[role="grid"], [role="tree"]') ?? [])].find(
    (element) => element.checkVisibility() && !element.closest("aside"),
  );
}

/** How long the list of a place that was opened is waited for. */
const patience = 4_000;

/**
 * Gives the focus that nothing has to the content of a place that was opened, and to its list as soon as there is
 * one: the arrows work without a Tab. Whoever has moved the focus meanwhile keeps it.
 */
export function focusContent(content: HTMLElement): () => void {
  let given: Element = content;
  const give = (): void => {
    if (document.activeElement !== document.body && document.activeElement !== given) {
      stop();
      return;
    }
    // The list of the place that is left may still be drawn: it takes the focus with it when it goes.
    const target = openList() ?? content;
    if (target === document.activeElement) return;
    given = target;
    target.focus();
  };
  const observer = new MutationObserver(give);
  const timer = setTimeout(() => observer.disconnect(), patience);
  const stop = (): void => {
    clearTimeout(timer);
    observer.disconnect();
  };
  observer.observe(content, { childList: true, subtree: true });
  give();
  return stop;
}

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
