// What of a stranger's HTML is drawn: a few elements, links that lead outside, and words.
import { describe, expect, it } from "vitest";
import { readMarkup, textOf } from "./markup";
import type { MarkupNode } from "./markup";
import { readOutside } from "./outside_link";

/** The tree in one line: `p(text a→https://…(text))`. */
function write(nodes: readonly MarkupNode[]): string {
  return nodes
    .map((node) => {
      if (node.type === "text") return node.text;
      const inside = `(${write(node.children)})`;
      if (node.type === "heading") return `h${String(node.level)}${inside}`;
      if (node.type === "link") return `→${node.url}${inside}`;
      return `${node.tag}${inside}`;
    })
    .join("");
}
const read = (html: string): string => write(readMarkup(html));

describe("a text", () => {
  it("keeps its structure", () => {
    expect(read('<h1>nginx</h1><p>A <em>fast</em> <a href="https://nginx.org">server</a></p><pre><code class="language-sh">run\n</code></pre>')).toBe(
      "h1(nginx)p(A em(fast) →https://nginx.org/(server))pre(code(run\n))",
    );
    expect(read("<table><thead><tr><th align=center>a</th></tr></thead></table>")).toBe("table(thead(tr(th(a))))");
  });

  it("shows pictures as links and fetches none", () => {
    expect(read('<p><img src="https://tracker.example/pixel.gif" alt="Build"></p>')).toBe("p(→https://tracker.example/pixel.gif(Build))");
    expect(read('<img src="x" onerror="run()" alt="words">')).toBe("words");
  });

  it("unwraps what it does not know and drops what runs or hides", () => {
    expect(read("<section><center><p>kept</p></center></section>")).toBe("p(kept)");
    for (const html of [
      "<script>run()</script>",
      "<style>*{background:url(//x)}</style>",
      "<template><p>a</p></template>",
      "<noscript><p title='</noscript><img src=x onerror=run()>'></noscript>",
      "<svg><script>run()</script></svg>",
      "<math><mtext><p>a</p></mtext></math>",
      "<iframe srcdoc='<script>run()</script>'></iframe>",
      "<form action='javascript:run()'><button>a</button></form>",
      "<object data='x'>a</object>",
    ]) {
      expect(read(html), html).not.toMatch(/run|button|script/);
    }
  });

  it("is not misled by forms whose fields are called as a node's own properties are", () => {
    for (const name of ["localName", "firstChild", "nextSibling", "namespaceURI", "nodeType", "body", "documentElement"]) {
      expect(read(`<p>before</p><form><input name=${name}><img name=${name}></form><img name=${name}><p>after</p>`), name).toBe("p(before)p(after)");
    }
  });

  it("ends where nesting and length have no end", () => {
    expect(textOf(readMarkup(`${"<blockquote>".repeat(2_000)}deep`))).toBe("deep");
    expect(readMarkup("<b>a</b>".repeat(20_000)).length).toBeLessThan(30_001);
  });

  it("shows what hides in words, and leaves emoji whole", () => {
    expect(read("<p>a\u202Eb\u200B \u{1F469}\u200D\u{1F4BB}</p>")).toBe("p(a⟨U+202E⟩b \u{1F469}\u200D\u{1F4BB})");
    expect(read("<code>rm\u200B -rf</code>")).toBe("code(rm⟨U+200B⟩ -rf)");
  });
});

describe("a link", () => {
  it("leads outside by http, https or mail alone", () => {
    expect(readOutside("https://nginx.org/en/")).toEqual({ url: "https://nginx.org/en/", host: "nginx.org", rest: "/en/" });
    expect(readOutside("mailto:team@example.com")?.host).toBe("team@example.com");
    for (const url of ["javascript:run()", " java\nscript:run()", "data:text/html,x", "vbscript:x", "file:///etc", "//x.example", "/x", "#x", "x", "https://bank.example@evil.example", "https://", ""]) {
      expect(readOutside(url), url).toBeUndefined();
    }
  });

  it("to anywhere else is words", () => {
    expect(read('<p><a href="javascript:run()">press</a> <a href="#top">up</a> <a href="https://x.example"><b></b></a></p>')).toBe("p(press up b())");
  });

  it("holds no other link", () => {
    expect(read('<a href="https://a.example">a <img src="https://b.example/i.png" alt="b"></a>')).toBe("→https://a.example/(a b)");
  });
});
