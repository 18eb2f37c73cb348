// Roles and names as WAI-ARIA 1.2 and the accessible name computation 1.2 give them, as far as an
// interface made of HTML elements and ARIA attributes needs it. WebKit's own computation is asked
// for in the walk over every control; this one finds elements quickly among many.

const LANDMARK_PARENTS = "article, aside, main, nav, section";
const NAMED_BY_CONTENT = new Set([
  "button", "cell", "checkbox", "columnheader", "gridcell", "heading", "link", "menuitem",
  "menuitemcheckbox", "menuitemradio", "option", "radio", "row", "rowheader", "switch", "tab",
  "tooltip", "treeitem",
]);
const INPUTS = {
  button: "button", checkbox: "checkbox", email: "textbox", image: "button", number: "spinbutton",
  password: "textbox", radio: "radio", range: "slider", reset: "button", search: "searchbox",
  submit: "button", tel: "textbox", text: "textbox", url: "textbox",
};
const TAGS = {
  article: "article", aside: "complementary", button: "button", datalist: "listbox",
  dialog: "dialog", fieldset: "group", figure: "figure", h1: "heading", h2: "heading",
  h3: "heading", h4: "heading", h5: "heading", h6: "heading", hr: "separator", li: "listitem",
  main: "main", menu: "list", meter: "meter", nav: "navigation", ol: "list", optgroup: "group",
  option: "option", output: "status", p: "paragraph", progress: "progressbar", search: "search",
  summary: "button", table: "table", tbody: "rowgroup", textarea: "textbox", tfoot: "rowgroup",
  thead: "rowgroup", tr: "row", ul: "list",
};

function isHidden(element) {
  return (
    element.closest("[aria-hidden=true], [inert]") !== null ||
    !element.checkVisibility({ visibilityProperty: true })
  );
}

function roleOf(element) {
  const explicit = (element.getAttribute("role") ?? "").trim().split(/\s+/)[0];
  if (explicit) return explicit === "none" || explicit === "presentation" ? "" : explicit;
  const tag = element.localName;
  switch (tag) {
    case "a":
    case "area":
      return element.hasAttribute("href") ? "link" : "";
    case "input":
      if (element.hasAttribute("list")) return "combobox";
      return element.type === "hidden" ? "" : (INPUTS[element.type] ?? "textbox");
    case "select":
      return element.multiple || element.size > 1 ? "listbox" : "combobox";
    case "img":
      return element.getAttribute("alt") === "" ? "" : "img";
    case "header":
      return element.closest(LANDMARK_PARENTS) ? "" : "banner";
    case "footer":
      return element.closest(LANDMARK_PARENTS) ? "" : "contentinfo";
    case "section":
      return nameOf(element, "region") ? "region" : "";
    case "form":
      return nameOf(element, "form") ? "form" : "";
    case "td":
      return element.closest("[role=grid], [role=treegrid]") ? "gridcell" : "cell";
    case "th":
      return element.scope === "row" ? "rowheader" : "columnheader";
    default:
      return TAGS[tag] ?? "";
  }
}

const collapse = (text) => text.replace(/\s+/g, " ").trim();

function textOf(node, seen) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || seen.has(node)) return "";
  if (node.getAttribute("aria-hidden") === "true") return "";
  const style = getComputedStyle(node);
  if (style.display === "none" || style.visibility === "hidden") return "";
  seen.add(node);
  const label = node.getAttribute("aria-label");
  if (label && label.trim()) return ` ${label} `;
  if (node.localName === "img") return node.alt;
  if (node.localName === "svg") return node.querySelector(":scope > title")?.textContent ?? "";
  if (node.localName === "input" || node.localName === "textarea") return node.value;
  const inner = [...node.childNodes].map((child) => textOf(child, seen)).join("");
  return style.display.startsWith("inline") || style.display === "contents" ? inner : ` ${inner} `;
}

function nameOf(element, role) {
  const root = element.getRootNode();
  const references = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
  if (references.length > 0) {
    const texts = references.map((id) => {
      const target = root.getElementById(id);
      if (!target) return "";
      const label = target.getAttribute("aria-label");
      // A label may be hidden and still name what refers to it.
      return label?.trim() || textOf(target, new Set()) || target.textContent;
    });
    const name = collapse(texts.join(" "));
    if (name) return name;
  }
  const label = collapse(element.getAttribute("aria-label") ?? "");
  if (label) return label;
  const own = collapse(nativeName(element));
  if (own) return own;
  if (NAMED_BY_CONTENT.has(role)) {
    const content = collapse([...element.childNodes].map((it) => textOf(it, new Set([element]))).join(""));
    if (content) return content;
  }
  return collapse(element.getAttribute("title") ?? element.getAttribute("placeholder") ?? "");
}

function nativeName(element) {
  switch (element.localName) {
    case "img":
    case "area":
      return element.getAttribute("alt") ?? "";
    case "svg":
      return element.querySelector(":scope > title")?.textContent ?? "";
    case "fieldset":
      return element.querySelector(":scope > legend")?.textContent ?? "";
    case "table":
      return element.querySelector(":scope > caption")?.textContent ?? "";
    case "figure":
      return element.querySelector(":scope > figcaption")?.textContent ?? "";
    case "optgroup":
      return element.label;
    case "input":
      if (["button", "reset", "submit"].includes(element.type)) return element.value;
  }
  const labels = element.labels ? [...element.labels] : [];
  return labels.map((it) => textOf(it, new Set([element]))).join(" ");
}

function describe(element) {
  const role = roleOf(element);
  return { role, name: role ? nameOf(element, role) : "", tag: element.localName };
}

/** All elements in the scope with that role and, unless it is null, that name or a part of it. */
function find(scope, role, name, part) {
  const found = [];
  for (const element of (scope ?? document).querySelectorAll("*")) {
    if (roleOf(element) !== role || isHidden(element)) continue;
    const own = nameOf(element, role);
    if (name === null || own === name || (part && own.includes(name))) {
      found.push({ element, role, name: own, tag: element.localName });
    }
  }
  return found;
}

/** Everything with a role, in the order of the page. */
function outline() {
  const lines = [];
  const visit = (element, depth) => {
    if (element.getAttribute("aria-hidden") === "true" || element.inert) return;
    const shown = describe(element);
    const listed = shown.role !== "" && !isHidden(element);
    if (listed) lines.push({ ...shown, depth });
    for (const child of element.children) visit(child, listed ? depth + 1 : depth);
  };
  visit(document.body, 0);
  return lines;
}

/** Everything that can be focused or pressed, for the question whether it has a role and a name. */
function controls() {
  const selector =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [onclick], " +
    "[contenteditable=true], [role=button], [role=link], [role=tab], [role=menuitem], " +
    "[role=option], [role=treeitem], [role=row], [role=checkbox], [role=switch], [role=radio]";
  return [...document.querySelectorAll(selector)]
    .filter((element) => !isHidden(element))
    .map((element) => ({ element, ...describe(element) }));
}

function focused() {
  const element = document.activeElement;
  const active = element?.getAttribute("aria-activedescendant");
  const target = (active && document.getElementById(active)) || element;
  return target && target !== document.body ? describe(target) : null;
}
