// Reads sanitised HTML into a tree of the few elements that texts of strangers may have. It trusts nothing of
// what it reads: what is not in the lists below does not get into the tree, whoever let it pass before.
import { readOutside } from "./outside_link";
import { visibleText } from "./visible_text";

/** Elements that are drawn. Headings are drawn by level, links by what they lead to. */
const drawn = [
  "p", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption",
  "pre", "code", "kbd", "samp", "var", "em", "strong", "b", "i", "u", "s", "del", "ins", "sub", "sup", "mark", "small", "q",
  "cite", "abbr", "dfn", "br", "hr", "details", "summary", "figure", "figcaption",
] as const;

export type DrawnTag = (typeof drawn)[number];

export type MarkupNode =
  | { type: "text"; text: string }
  | { type: "element"; tag: DrawnTag; align?: "left" | "center" | "right"; start?: number; children: readonly MarkupNode[] }
  | { type: "heading"; level: number; children: readonly MarkupNode[] }
  | { type: "link"; url: string; children: readonly MarkupNode[] };

/** What goes with all that is in it: it shows nothing, or what it holds is not read as HTML. */
const silent = new Set([
  "script", "style", "template", "noscript", "noembed", "noframes", "iframe", "frame", "frameset", "object", "embed", "applet",
  "svg", "math", "head", "title", "meta", "link", "base", "form", "input", "button", "select", "option", "textarea", "audio",
  "video", "source", "track", "canvas", "map", "area", "dialog", "slot", "portal", "xmp", "plaintext", "listing",
]);
const drawnTags: ReadonlySet<string> = new Set(drawn);
/** What stands between their children is laid out and not read. */
const structural: ReadonlySet<string> = new Set(["table", "thead", "tbody", "tfoot", "tr", "ul", "ol", "dl"]);
/** They never have content. */
const empty: ReadonlySet<string> = new Set(["br", "hr"]);

/** Nesting and length beyond what any text needs: what is more is left out. */
const deepest = 40;
const mostNodes = 30_000;
const longest = 2_000_000;

/** The tree of a text; of one that is too long its beginning. */
export function readMarkup(html: string): readonly MarkupNode[] {
  // A document made by DOMParser has no window: nothing in it runs, and nothing is fetched for it.
  const parsed = new DOMParser().parseFromString(html.slice(0, longest), "text/html");
  return readChildren(parsed, 0, { left: mostNodes });
}

/** The prototype's own property: `<form><input name="firstChild">` puts its own in the place of a form's. */
function own<N extends Node, K extends keyof N & string>(prototype: N, name: K): (node: N) => N[K] {
  const getter = Object.getOwnPropertyDescriptor(prototype, name)?.get as ((this: N) => N[K]) | undefined;
  if (!getter) throw new Error(`The web view has no ${name}.`);
  return (node) => getter.call(node);
}

const firstChildOf = own(Node.prototype, "firstChild");
const nextSiblingOf = own(Node.prototype, "nextSibling");
const typeOf = own(Node.prototype, "nodeType");
const valueOf = own(Node.prototype, "nodeValue");
const contentOf = own(Node.prototype, "textContent");
const nameOf = own(Element.prototype, "localName");
const namespaceOf = own(Element.prototype, "namespaceURI");

interface Budget {
  left: number;
}

function readChildren(parent: Node, depth: number, budget: Budget, inCode = false): MarkupNode[] {
  const nodes: MarkupNode[] = [];
  for (let child = firstChildOf(parent); child !== null && budget.left > 0; child = nextSiblingOf(child)) {
    budget.left -= 1;
    const type = typeOf(child);
    if (type === Node.TEXT_NODE) {
      const text = inCode ? visibleText(valueOf(child) ?? "", true) : visibleProse(valueOf(child) ?? "");
      if (text !== "") nodes.push({ type: "text", text });
    } else if (type === Node.ELEMENT_NODE) nodes.push(...readElement(child as Element, depth, budget, inCode));
  }
  return nodes;
}

function readElement(element: Element, depth: number, budget: Budget, inCode: boolean): readonly MarkupNode[] {
  const tag = nameOf(element);
  // Elements of SVG and MathML have the names of others.
  if (namespaceOf(element) !== "http://www.w3.org/1999/xhtml" || silent.has(tag)) return [];
  if (tag === "img") return readImage(element);
  if (depth >= deepest) {
    const text = visibleProse(contentOf(element) ?? "");
    return text === "" ? [] : [{ type: "text", text }];
  }
  let children = empty.has(tag) ? [] : readChildren(element, depth + 1, budget, inCode || tag === "pre" || tag === "code");
  if (structural.has(tag)) children = children.filter((child) => child.type !== "text" || child.text.trim() !== "");
  const heading = /^h([1-6])$/.exec(tag);
  if (heading) return [{ type: "heading", level: Number(heading[1]), children }];
  if (tag === "a") {
    const address = readOutside((element.getAttribute("href") ?? "").trim());
    // A link inside a link can't be written, and a link without words can't be pressed.
    return address && textOf(children).trim() !== "" ? [{ type: "link", url: address.url, children: withoutLinks(children) }] : children;
  }
  if (!drawnTags.has(tag)) return children;
  const node: MarkupNode = { type: "element", tag: tag as DrawnTag, children };
  const align = element.getAttribute("align");
  if ((tag === "td" || tag === "th") && (align === "left" || align === "center" || align === "right")) node.align = align;
  const start = Number.parseInt(element.getAttribute("start") ?? "", 10);
  if (tag === "ol" && start > 1 && start < 1_000_000) node.start = start;
  return [node];
}

/** Pictures are never fetched: what is left of one is a link to it. */
function readImage(element: Element): readonly MarkupNode[] {
  const words = visibleProse(element.getAttribute("alt") ?? "").trim();
  const address = readOutside((element.getAttribute("src") ?? "").trim());
  if (!address) return words === "" ? [] : [{ type: "text", text: words }];
  return [{ type: "link", url: address.url, children: [{ type: "text", text: words === "" ? address.host : words }] }];
}

function withoutLinks(nodes: readonly MarkupNode[]): MarkupNode[] {
  return nodes.flatMap((node) => {
    if (node.type === "text") return [node];
    const children = withoutLinks(node.children);
    return node.type === "link" ? children : [{ ...node, children }];
  });
}

/** All words of a piece of the tree. */
export function textOf(nodes: readonly MarkupNode[]): string {
  return nodes.map((node) => (node.type === "text" ? node.text : textOf(node.children))).join("");
}

// Where words may be broken, and how signs are joined into one emoji: in prose they do no harm.
const softBreaks = /[\u00ad\u200b\u2060\ufeff]/g;
const joinedEmoji = /(?<=\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)\u200d(?=\p{Extended_Pictographic})/gu;
const stand = "\ue000";

/** Prose as it can be trusted to be seen. */
function visibleProse(text: string): string {
  const held = text.replaceAll(stand, "").replace(softBreaks, "").replace(joinedEmoji, stand);
  return visibleText(held, true).replaceAll(stand, "\u200d");
}
