// Puts a stranger in the place of the gallery's answers, as raw as they could never come out of Rust, and looks at
// what the window makes of them. Everything else is answered by the program.

/** What the window opened outside, what ran, and what was found in the page that must never be there. */
const stranger = (window.stranger ??= { payloads: [], at: 0, opened: [], ran: [], found: new Set(), shown: new Set() });
window.fired = (place) => stranger.ran.push(place);

const now = Date.now();
const refusal = (text) => ({
  code: { type: "offline" },
  hint: { type: "serverFault", host: text, status: 500 },
  retry: "yes",
  detail: text,
});
const textOf = (place) => stranger.payloads[place].text;
const said = (place) => `payload ${String(place)} ${textOf(place)}`;

function card(place) {
  const text = textOf(place);
  return {
    reference: `public.ecr.aws/payload/${text}`,
    source: text,
    also: [text],
    connection: null,
    host: "public.ecr.aws",
    alias: "payload",
    name: text,
    displayName: text,
    publisher: text,
    description: said(place),
    kind: text,
    systems: ["linux", text],
    architectures: ["amd64", text],
    categories: [text],
    standing: "verified",
    pulls: 1,
    stars: 1,
    updated: now,
    starter: place % 2 === 0,
    bookmarked: false,
    hasLogo: true,
  };
}

const pieces = (text) => [
  { text: text.slice(0, 5), marked: true },
  { text: text.slice(5), marked: false },
];
const all = () => stranger.payloads.map((_, place) => place);
const windowOf = (places, { offset, limit }) => places.slice(offset, offset + limit);
const counted = () => all().map((place) => ({ value: textOf(place), count: 1 }));
const nothing = {
  publishers: [], architectures: [], systems: [], kinds: [], sources: [], categories: [], standings: [],
  updatedSince: null, updatedBefore: null, leastPulls: null, mostPulls: null,
};

/** An answer; thrown, it is a refusal. */
const answers = {
  resolve_address: ({ text }) => {
    const place = /payload (\d+)/.exec(text);
    if (place) return { type: "listing", reference: `public.ecr.aws/${textOf(Number(place[1]))}`, selector: null };
    if (text.includes("payload publisher")) return { type: "publisher", host: "public.ecr.aws", alias: "payload" };
    return { type: "listing", reference: "public.ecr.aws/payload/page", selector: null };
  },
  read_listing: ({ reference }) => {
    if (reference !== "public.ecr.aws/payload/page") throw { ...refusal(reference), code: { type: "notFound" }, hint: null };
    const text = textOf(stranger.at);
    const { html } = stranger.payloads[stranger.at];
    return {
      card: { ...card(stranger.at), reference },
      about: html,
      usage: html,
      created: now,
      links: [{ label: text, url: "https://example.com/" }, { label: "website", url: text }, { label: "source", url: `javascript:${text}` }],
      observedAt: now,
      refreshing: false,
      problem: refusal(text),
    };
  },
  list_listing_tags: (request) => ({
    total: stranger.payloads.length,
    all: stranger.payloads.length,
    offset: request.offset,
    rows: windowOf(all(), request).map((place) => ({ tag: textOf(place), digest: textOf(place), size: 1, platforms: [textOf(place)], created: now })),
    more: true,
    observedAt: now,
    refreshing: false,
    problem: null,
    revision: 1,
  }),
  list_uses: () => ({
    pull: [{ engine: "docker", text: said(stranger.at) }],
    snippets: all().map((place) => ({ place: "dockerfile", fileName: textOf(place), text: textOf(place), note: null })),
  }),
  read_logo: () => ({ url: stranger.logo }),
  visit_listing: () => {
    throw refusal(textOf(stranger.at));
  },
  read_publisher: (request) => ({
    ...request,
    displayName: textOf(stranger.at),
    standing: "official",
    listings: stranger.payloads.length,
    logoOf: "public.ecr.aws/payload/page",
    refreshing: false,
    problem: refusal(textOf(stranger.at)),
  }),
  search_gallery: (request) => ({
    total: stranger.payloads.length,
    all: stranger.payloads.length,
    corrected: true,
    offset: request.offset,
    hits: windowOf(all(), request).map((place) => ({
      card: card(place),
      alias: pieces("payload"),
      name: pieces(textOf(place)),
      snippet: { place: "about", pieces: pieces(said(place)) },
    })),
    facets: request.withFacets
      ? { sources: counted(), kinds: counted(), systems: counted(), architectures: counted(), categories: counted(), standings: counted(), publishers: counted() }
      : null,
    understood: { ...nothing, categories: all().slice(0, 20).map(textOf), publishers: [textOf(0)] },
    rebuilding: false,
    revision: 1,
  }),
  read_gallery_shelf: () => ({
    searches: all().map(said),
    opened: all().map(card),
    bookmarked: all().map(card),
    listings: stranger.payloads.length,
  }),
  ask_sources: () => ({ added: 0, refreshed: 0, problems: all().slice(0, 9).map((place) => ({ source: textOf(place), failure: refusal(textOf(place)) })) }),
  open_link: ({ url }) => {
    stranger.opened.push(url);
    return {};
  },
  record_visit: () => ({}),
};

/** Puts these answers in the place of the program's: all of them, or those that are named. */
function interpose(names = Object.keys(answers)) {
  const fetchOwn = window.fetch.bind(window);
  window.fetch = async (address, options) => {
    if (String(address) !== "ipc://localhost/call" || typeof options?.body !== "string") return fetchOwn(address, options);
    const { command, payload } = JSON.parse(options.body);
    const answer = names.includes(command) ? answers[command] : undefined;
    if (!answer) return fetchOwn(address, options);
    let reply;
    let outcome = "ok";
    try {
      reply = answer(payload);
    } catch (refused) {
      reply = refused;
      outcome = "error";
    }
    return new Response(JSON.stringify(reply), { headers: { "content-type": "application/json", "Tauri-Response": outcome } });
  };
}

/** What has no place in what a stranger wrote. */
const forbidden = [
  "script", "iframe", "frame", "object", "embed", "applet", "link", "meta", "base", "style", "video", "audio", "source", "track",
  "math", "image", "foreignObject", "animate", "set", "marquee", "form", "area", "map", "noscript", "a[href]",
  "[background]", "[srcset]", "[srcdoc]", "[formaction]", "[action]", "[ping]", "[poster]", "[style*='url']", "[style*='\\\\']",
].map((selector) => `#root ${selector}`).join();

/** Notes what must not be there, and does to what strangers wrote all that a person could do. */
function look() {
  const { found } = stranger;
  for (const element of document.querySelectorAll(forbidden)) found.add(element.outerHTML.slice(0, 200));
  // The parts of the window's own lists keep an empty one.
  for (const element of document.querySelectorAll("#root template")) if (element.innerHTML !== "") found.add(element.outerHTML.slice(0, 200));
  for (const picture of document.querySelectorAll("#root img")) {
    if (!picture.src.startsWith("data:image/png;base64,")) found.add(picture.outerHTML.slice(0, 200));
  }
  for (const element of document.querySelectorAll("#root *")) {
    for (const { name } of element.attributes) if (/^on/i.test(name)) found.add(element.outerHTML.slice(0, 200));
  }
  for (const element of document.querySelectorAll("#root main [data-selectable] *")) {
    for (const event of stranger.events) element.dispatchEvent(new Event(event));
  }
  for (const link of document.querySelectorAll("#root [role=link]")) link.click();
  // White space is drawn as one space each.
  const plain = (text) => text.replace(/\s+/gu, " ");
  const text = plain(document.querySelector("#root")?.textContent ?? "");
  for (const place of all()) if (text.includes(plain(said(place)))) stranger.shown.add(place);
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

async function until(what, isSo) {
  const deadline = Date.now() + 20_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await pause();
  }
}

/** Shows every payload of a range on the page that is open, which asks again each time. */
async function showEach(from, to) {
  for (let place = from; place < to; place += 1) {
    stranger.at = place;
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "F5", bubbles: true, cancelable: true }));
    const first = `payload ${String(place)} `;
    await until(first, () => document.querySelector("main")?.textContent.includes(first));
    look();
  }
}

const press = (key, altKey = false) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, altKey, bubbles: true, cancelable: true }));

/** Opens these places of the list of results, one after the other, looks at each page as its source told it, and comes back. */
async function openEach(from, to) {
  for (let index = from; index < to; index += 1) {
    await until("the list", () => document.querySelector("main [role=grid] [data-index]"));
    const list = document.querySelector("main [role=grid]");
    const columns = Number(list.ariaColCount);
    const find = () => list.querySelector(`[data-index="${String(index)}"]`);
    list.scrollTop = Math.floor(index / columns) * 136;
    await until(`the tile ${String(index)}`, () => find() && !find().querySelector("[aria-busy=true]"));
    find().click();
    await until(`the page of ${String(index)}, ${find()?.textContent}`, () => document.querySelector("main [role=tab]"));
    await until(`what the source of ${String(index)} says`, () => stranger.isRead(document.querySelector("main").innerText));
    look();
    press("ArrowLeft", true);
  }
}

/** Moves through all that scrolls, as far as it goes. */
async function scrollThrough(selector) {
  await until(selector, () => document.querySelector(selector));
  const scrolled = document.querySelector(selector);
  for (let top = 0; ; top += 200) {
    scrolled.scrollTop = top;
    await pause();
    await pause();
    look();
    if (top + scrolled.clientHeight >= scrolled.scrollHeight) return;
  }
}
