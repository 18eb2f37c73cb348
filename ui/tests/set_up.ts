// What every unit test of the window needs: a clean document, and the sizes that jsdom does not compute.
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

afterEach(cleanup);
// A screen is loaded when it is first opened, which on a busy machine can take seconds.
configure({ asyncUtilTimeout: 10_000 });

/** jsdom lays nothing out: every element is 800 by 480 for ever, so that windowed lists show fifteen rows. */
class ResizeObserverStub implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

if (typeof DOMRect === "undefined") {
  class Rect {
    constructor(
      public x = 0,
      public y = 0,
      public width = 0,
      public height = 0,
    ) {}
    get left(): number {
      return this.x;
    }
    get top(): number {
      return this.y;
    }
    get right(): number {
      return this.x + this.width;
    }
    get bottom(): number {
      return this.y + this.height;
    }
    toJSON(): unknown {
      return { ...this };
    }
  }
  Object.assign(globalThis, { DOMRect: Rect });
}
Object.assign(globalThis, { ResizeObserver: ResizeObserverStub });
Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 480 });
Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, get: () => 800 });
Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, get: () => 480 });
globalThis.CSS ??= { escape: (text: string) => text.replace(/[^\w-]/g, "\\$&") } as typeof CSS;
Element.prototype.checkVisibility ??= () => true;
Element.prototype.scrollIntoView = () => {};
Element.prototype.scrollTo = function scrollTo(this: Element, options?: ScrollToOptions | number): void {
  if (typeof options === "object" && options.top !== undefined && options.top !== this.scrollTop) {
    this.scrollTop = options.top;
    this.dispatchEvent(new Event("scroll"));
  }
};
window.scrollTo = () => {};
window.matchMedia ??= (media: string): MediaQueryList => ({
  matches: false,
  media,
  onchange: null,
  addEventListener: () => {},
  removeEventListener: () => {},
  addListener: () => {},
  removeListener: () => {},
  dispatchEvent: () => false,
});
