//! Hostile Markdown, raw HTML included, and what each does where nothing protects. What the window makes
//! of hostile markup is tried there.

use std::collections::BTreeSet;

/// What a payload does where it is put into a page as it is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum Sign {
    /// It sets `window.pwned`, by itself.
    Runs,
    /// It sets `window.pwned` when its link or button is clicked.
    RunsWhenClicked,
    /// It sends a request to the beacon, by itself.
    Asks,
    /// It is known from attacks on sanitisers, and does nothing by itself in every engine.
    Lurks,
}

/// One piece of hostile markup.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Payload {
    /// Its number and beginning, for messages.
    pub(super) name: String,
    /// The markup: Markdown, which raw HTML is too.
    pub(super) text: String,
    /// What it does without protections.
    pub(super) sign: Sign,
}

/// All payloads, at least 200. `beacon` is an address without a query, such as
/// `http://127.0.0.1:PORT`, which those that send requests ask for `/pwned/NUMBER`.
pub(super) fn payloads(beacon: &str) -> Vec<Payload> {
    let plain = PLAIN.iter().map(|(sign, text)| (*sign, (*text).to_owned()));
    let handlers = HANDLERS.iter().flat_map(|text| {
        VARIATIONS
            .iter()
            .map(|(sign, vary)| (*sign, vary(text)))
            .collect::<Vec<_>>()
    });
    plain
        .chain(handlers)
        .enumerate()
        .map(|(number, (sign, text))| Payload {
            name: format!("{number}: {}", text.chars().take(60).collect::<String>()),
            text: text
                .replace("{ask}", &format!("{beacon}/pwned/{number}"))
                .replace("{run}", "window.pwned=1"),
            sign,
        })
        .collect()
}

/// Elements whose handlers fire by themselves.
const HANDLERS: [&str; 17] = [
    "<img src=x onerror={run}>",
    "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' onload={run} onerror={run}>",
    "<svg onload={run}></svg>",
    "<svg><image href=x onerror={run}></image></svg>",
    "<video src=x onerror={run}></video>",
    "<audio src=x onerror={run}></audio>",
    "<video><source src=x onerror={run}></video>",
    "<input autofocus onfocus={run}>",
    "<textarea autofocus onfocus={run}></textarea>",
    "<select autofocus onfocus={run}></select>",
    "<details open ontoggle={run}><summary>x</summary></details>",
    "<object data=x onerror={run}></object>",
    "<link rel=stylesheet href=x onerror={run}>",
    "<iframe src=about:blank onload={run}></iframe>",
    "<embed src=x onerror={run} onload={run}>",
    "<marquee onstart={run}>x</marquee>",
    "<style onload={run}></style>",
];

type Vary = fn(&str) -> String;

/// Ways to write the same that a reader of its own makes may not see through.
const VARIATIONS: [(Sign, Vary); 6] = [
    (Sign::Lurks, str::to_owned),
    (Sign::Lurks, |text| {
        text.replace("<i", "<I").replace("on", "oN")
    }),
    (Sign::Lurks, |text| text.replacen(' ', "/", 1)),
    (Sign::Lurks, |text| text.replacen(' ', "\n", 1)),
    (Sign::Lurks, |text| {
        format!("<div><p>{text}</p><!-- --></div>")
    }),
    (Sign::Lurks, |text| format!("a **b {text} c** d")),
];

const PLAIN: &[(Sign, &str)] = &[
    // What every engine does.
    (Sign::Runs, "<img src=x onerror={run}>"),
    (Sign::Runs, "<img src=x onerror=\"{run}\">"),
    (Sign::Runs, "<img src=x onerror='{run}'>"),
    (Sign::Runs, "<IMG SRC=x ONERROR={run}>"),
    (Sign::Runs, "<img/src=x/onerror={run}>"),
    (Sign::Runs, "<img\nsrc=x\nonerror={run}>"),
    (Sign::Runs, "<img src=x onerror=\"window['pw'+'ned']=1\">"),
    (Sign::Runs, "<img src=x onerror=\"&#119;indow.pwned=1\">"),
    (Sign::Runs, "<img src=x onerror=\"&#x77;indow.pwned=1\">"),
    (Sign::Runs, "<img src=x:y onerror={run}>"),
    (Sign::Runs, "<img src onerror={run}>x"),
    (Sign::Runs, "<svg onload={run}></svg>"),
    (Sign::Runs, "<svg/onload={run}></svg>"),
    (
        Sign::Runs,
        "<svg><g onload={run}></g></svg><svg onload={run}></svg>",
    ),
    (
        Sign::Runs,
        "<details open ontoggle={run}><summary>x</summary>y</details>",
    ),
    (
        Sign::Runs,
        "<iframe srcdoc=\"<script>parent.window.pwned=1</script>\"></iframe>",
    ),
    (
        Sign::Runs,
        "<iframe src=\"javascript:parent.window.pwned=1\"></iframe>",
    ),
    (Sign::Runs, "<iframe onload={run}></iframe>"),
    (Sign::Runs, "<video src=x onerror={run}></video>"),
    (Sign::Runs, "<audio src=x onerror={run}></audio>"),
    (
        Sign::Runs,
        "<link rel=stylesheet href=\"data:text/css,x\" onload={run} onerror={run}>",
    ),
    (Sign::Runs, "<style onload={run}>a{}</style>"),
    (Sign::Runs, "<p><b><img src=x onerror={run}></b></p>"),
    (
        Sign::Runs,
        "<table><tr><td><img src=x onerror={run}></td></tr></table>",
    ),
    (Sign::Runs, "<a href=x><img src=x onerror={run}></a>"),
    (Sign::Runs, "> <img src=x onerror={run}>"),
    (Sign::Runs, "- <img src=x onerror={run}>"),
    (Sign::Runs, "# <img src=x onerror={run}>"),
    (Sign::Runs, "| a |\n|---|\n| <img src=x onerror={run}> |"),
    (Sign::Runs, "text <img src=x onerror={run}> text"),
    (Sign::Runs, "<img src=x alt='\"><b>' onerror={run}>"),
    (Sign::Runs, "<img src=x title=\"</b>\" onerror={run}>"),
    (
        Sign::Runs,
        "<img src='x' style='display:none' onerror={run}>",
    ),
    (
        Sign::Runs,
        "<div style=animation:x><img src=x onerror={run}></div>",
    ),
    (
        Sign::Runs,
        "<img src=x onerror=eval('window.pw'.concat('ned=1'))>",
    ),
    (Sign::Runs, "<img src=x onerror=\"(()=>{{run}})()\">"),
    (Sign::Runs, "<picture><img src=x onerror={run}></picture>"),
    (
        Sign::Runs,
        "<picture><source srcset=x><img src=x onerror={run}></picture>",
    ),
    (Sign::Runs, "<form><img src=x onerror={run}></form>"),
    (
        Sign::Runs,
        "<math><mtext><img src=x onerror={run}></mtext></math>",
    ),
    (
        Sign::Runs,
        "<svg><foreignObject><img src=x onerror={run}></foreignObject></svg>",
    ),
    (Sign::Runs, "<noscript></noscript><img src=x onerror={run}>"),
    (Sign::Runs, "<template></template><img src=x onerror={run}>"),
    (Sign::Runs, "<!-- --><img src=x onerror={run}><!-- -->"),
    (Sign::Runs, "<!-><img src=x onerror={run}>"),
    (Sign::Runs, "</p><img src=x onerror={run}>"),
    (
        Sign::Runs,
        "<center><font color=red><img src=x onerror={run}></font></center>",
    ),
    (
        Sign::Runs,
        "<svg><style><img src=x onerror={run}></style></svg><img src=x onerror={run}>",
    ),
    // Requests.
    (Sign::Asks, "<img src={ask}>"),
    (Sign::Asks, "<img src=\"{ask}\" width=1 height=1>"),
    (Sign::Asks, "<img srcset=\"{ask} 1x\">"),
    (Sign::Asks, "<img src=x srcset=\"{ask} 1x, x 2x\">"),
    (
        Sign::Asks,
        "<picture><source srcset=\"{ask}\"><img src=x></picture>",
    ),
    (Sign::Asks, "![tracked]({ask})"),
    (Sign::Asks, "![tracked]({ask} \"title\")"),
    (Sign::Asks, "![][logo]\n\n[logo]: {ask}"),
    (Sign::Asks, "[![badge]({ask})](https://example.org)"),
    (Sign::Asks, "<iframe src={ask}></iframe>"),
    (Sign::Asks, "<link rel=stylesheet href={ask}>"),
    (Sign::Asks, "<style>@import '{ask}';</style>"),
    (Sign::Asks, "<style>@import url({ask});</style>"),
    (Sign::Asks, "<style>body{background:url({ask})}</style>"),
    (
        Sign::Asks,
        "<style>*{background-image:url('{ask}')!important}</style>",
    ),
    (Sign::Asks, "<div style=\"background:url({ask})\">x</div>"),
    (
        Sign::Asks,
        "<div style=\"background-image:url('{ask}')\">x</div>",
    ),
    (
        Sign::Asks,
        "<p style=\"list-style:url({ask});display:list-item\">x</p>",
    ),
    (
        Sign::Asks,
        "<p style=\"border-image:url({ask}) 30;border-style:solid\">x</p>",
    ),
    (Sign::Asks, "<input type=image src={ask}>"),
    (Sign::Asks, "<video poster={ask}></video>"),
    (Sign::Asks, "<object data={ask}></object>"),
    (Sign::Asks, "<embed src={ask}>"),
    (
        Sign::Asks,
        "<svg><image href={ask} width=9 height=9></image></svg>",
    ),
    (
        Sign::Asks,
        "<svg><image xlink:href={ask} width=9 height=9></image></svg>",
    ),
    (
        Sign::Asks,
        "<svg width=9 height=9><style>rect{fill:url({ask}#x)}</style><image href={ask} width=9 height=9 /></svg>",
    ),
    (
        Sign::Asks,
        "<table background={ask}><tr><td>x</td></tr></table>",
    ),
    (
        Sign::Asks,
        "<table><tr><td background={ask}>x</td></tr></table>",
    ),
    (Sign::Asks, "<div style=\"content:url({ask})\">x</div>"),
    (
        Sign::Asks,
        "<div style=\"background:image-set('{ask}' 1x)\">x</div>",
    ),
    (
        Sign::Asks,
        "<div style=\"cursor:url({ask}),auto;background:url({ask})\">x</div>",
    ),
    (
        Sign::Asks,
        "<audio src={ask} autoplay preload=auto></audio><img src={ask}>",
    ),
    (
        Sign::Lurks,
        "<audio src={ask} autoplay preload=auto></audio>",
    ),
    (
        Sign::Lurks,
        "<video src={ask} autoplay preload=auto></video>",
    ),
    (Sign::Lurks, "<video><track default src={ask}></video>"),
    (Sign::Lurks, "<base href={ask}><img src=x>"),
    (
        Sign::Lurks,
        "<meta http-equiv=refresh content=\"0;url={ask}\">",
    ),
    (Sign::Lurks, "<link rel=prefetch href={ask}>"),
    (Sign::Lurks, "<link rel=preload as=image href={ask}>"),
    (Sign::Lurks, "<link rel=dns-prefetch href={ask}>"),
    (Sign::Lurks, "<link rel=icon href={ask}>"),
    (Sign::Lurks, "<a href={ask} ping={ask}>x</a>"),
    (Sign::Lurks, "<form action={ask}><input type=submit></form>"),
    (Sign::Lurks, "<svg><use href=\"{ask}#x\"></use></svg>"),
    (Sign::Lurks, "<svg><feImage href={ask}></feImage></svg>"),
    (
        Sign::Lurks,
        "<svg><filter id=f><feImage href={ask} /></filter><rect filter='url(#f)' width=9 height=9 /></svg>",
    ),
    (
        Sign::Lurks,
        "<style>@font-face{font-family:x;src:url({ask})}body{font-family:x}</style>",
    ),
    (
        Sign::Lurks,
        "<style>input[value^='a']{background:url({ask})}</style>",
    ),
    (Sign::Lurks, "<body background={ask}>"),
    (Sign::Lurks, "<frameset><frame src={ask}></frameset>"),
    (Sign::Lurks, "<applet archive={ask}></applet>"),
    (Sign::Lurks, "<isindex src={ask} type=image>"),
    // Links that run.
    (Sign::RunsWhenClicked, "<a href=\"javascript:{run}\">x</a>"),
    (Sign::RunsWhenClicked, "<a href=\"JaVaScRiPt:{run}\">x</a>"),
    (Sign::RunsWhenClicked, "<a href=\" javascript:{run}\">x</a>"),
    (
        Sign::RunsWhenClicked,
        "<a href=\"java\tscript:{run}\">x</a>",
    ),
    (
        Sign::RunsWhenClicked,
        "<a href=\"java&#10;script:{run}\">x</a>",
    ),
    (
        Sign::RunsWhenClicked,
        "<a href=\"java&Tab;script:{run}\">x</a>",
    ),
    (
        Sign::RunsWhenClicked,
        "<a href=\"&#x6a;avascript:{run}\">x</a>",
    ),
    (
        Sign::RunsWhenClicked,
        "<a href=\"javascript&colon;{run}\">x</a>",
    ),
    (
        Sign::RunsWhenClicked,
        "<a href=\"&#1;javascript:{run}\">x</a>",
    ),
    (Sign::RunsWhenClicked, "<a onclick={run}>x</a>"),
    (Sign::RunsWhenClicked, "<a href=# onclick={run}>x</a>"),
    (Sign::RunsWhenClicked, "<button onclick={run}>x</button>"),
    (
        Sign::RunsWhenClicked,
        "<form action=\"javascript:{run}\"><button>x</button></form>",
    ),
    (
        Sign::RunsWhenClicked,
        "<button formaction=\"javascript:{run}\" form=f>x</button><form id=f></form>",
    ),
    (
        Sign::RunsWhenClicked,
        "<details><summary onclick={run}>x</summary></details>",
    ),
    (
        Sign::RunsWhenClicked,
        "<svg><a href=\"javascript:{run}\"><text x=9 y=9>x</text></a></svg>",
    ),
    (
        Sign::RunsWhenClicked,
        "<svg><a xlink:href=\"javascript:{run}\"><text x=9 y=9>x</text></a></svg>",
    ),
    (
        Sign::RunsWhenClicked,
        "<math href=\"javascript:{run}\">x</math>",
    ),
    (
        Sign::RunsWhenClicked,
        "<svg><a><set attributeName=href to=\"javascript:{run}\" /><text y=9>x</text></a></svg>",
    ),
    (
        Sign::RunsWhenClicked,
        "<svg><a><animate attributeName=href values=\"javascript:{run}\" /><text y=9>x</text></a></svg>",
    ),
    (Sign::RunsWhenClicked, "[x](javascript:window.pwned=1)"),
    (Sign::RunsWhenClicked, "[x](<javascript:window.pwned=1>)"),
    (Sign::RunsWhenClicked, "[x](JAVASCRIPT:window.pwned=1)"),
    (
        Sign::RunsWhenClicked,
        "[x](javascript&colon;window.pwned=1)",
    ),
    (Sign::RunsWhenClicked, "[x](java&#115;cript:window.pwned=1)"),
    (
        Sign::RunsWhenClicked,
        "[x][y]\n\n[y]: javascript:window.pwned=1",
    ),
    (Sign::RunsWhenClicked, "<javascript:window.pwned=1>"),
    (Sign::Lurks, "[x](data:text/html,<script>{run}</script>)"),
    (Sign::Lurks, "[x](vbscript:{run})"),
    (
        Sign::Lurks,
        "<a href=\"data:text/html;base64,PHNjcmlwdD5vcGVuZXIucHduZWQ9MTwvc2NyaXB0Pg==\">x</a>",
    ),
    (Sign::Lurks, "<a href=\"blob:null/x\" target=_blank>x</a>"),
    (Sign::Lurks, "<a href=\"file:///etc/passwd\">x</a>"),
    (
        Sign::Lurks,
        "<a href=\"portolan://public.ecr.aws/x/y\">x</a>",
    ),
    (Sign::Lurks, "<a href=\"ipc://localhost/call\">x</a>"),
    (Sign::Lurks, "<a href=\"tauri://localhost/\">x</a>"),
    // Scripts: put into a page as text they lie still, written into one they run.
    (Sign::Lurks, "<script>{run}</script>"),
    (Sign::Lurks, "<ScRiPt>{run}</sCrIpT>"),
    (Sign::Lurks, "<script src={ask}></script>"),
    (Sign::Lurks, "<script type=module>{run}</script>"),
    (Sign::Lurks, "<scr<script>ipt>{run}</scr</script>ipt>"),
    (Sign::Lurks, "<<script>{run}//<</script>"),
    (Sign::Lurks, "<script/x>{run}</script>"),
    (Sign::Lurks, "<script\n>{run}</script\n>"),
    (Sign::Lurks, "<svg><script>{run}</script></svg>"),
    (
        Sign::Lurks,
        "<svg><script href=\"data:text/javascript,{run}\" /></svg>",
    ),
    (Sign::Lurks, "<script>/*\n\n*/{run}</script>"),
    (Sign::Lurks, "```\n</code></pre><script>{run}</script>\n```"),
    (Sign::Lurks, "```\"><script>{run}</script>\nx\n```"),
    (Sign::Lurks, "`</code><script>{run}</script>`"),
    // Parsers that disagree, as sanitisers have been passed by.
    (
        Sign::Lurks,
        "<noscript><p title=\"</noscript><img src=x onerror={run}>\"></noscript>",
    ),
    (
        Sign::Lurks,
        "<textarea><p title=\"</textarea><img src=x onerror={run}>\"></textarea>",
    ),
    (
        Sign::Lurks,
        "<title><p title=\"</title><img src=x onerror={run}>\"></title>",
    ),
    (
        Sign::Lurks,
        "<xmp><p title=\"</xmp><img src=x onerror={run}>\"></xmp>",
    ),
    (
        Sign::Lurks,
        "<noembed><p title=\"</noembed><img src=x onerror={run}>\"></noembed>",
    ),
    (
        Sign::Lurks,
        "<noframes><p title=\"</noframes><img src=x onerror={run}>\"></noframes>",
    ),
    (
        Sign::Lurks,
        "<iframe><p title=\"</iframe><img src=x onerror={run}>\"></iframe>",
    ),
    (
        Sign::Lurks,
        "<style><p title=\"</style><img src=x onerror={run}>\"></style>",
    ),
    (
        Sign::Lurks,
        "<svg></p><style><a id=\"</style><img src=x onerror={run}>\">",
    ),
    (
        Sign::Lurks,
        "<svg><p><style><g title=\"</style><img src=x onerror={run}>\">",
    ),
    (
        Sign::Lurks,
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror={run}&gt;\">",
    ),
    (
        Sign::Lurks,
        "<math><mtext><table><mglyph><style><math><img src=x onerror={run}>",
    ),
    (
        Sign::Lurks,
        "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={run}>",
    ),
    (
        Sign::Lurks,
        "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror={run}></style></annotation-xml></math>",
    ),
    (
        Sign::Lurks,
        "<svg><desc><table><desc></desc><svg></table><style><!--</style><a title='--><img src=x onerror={run}>'>",
    ),
    (
        Sign::Lurks,
        "<svg><annotation-xml><foreignobject><style><!--</style><p id=\"--><img src=x onerror={run}>\">",
    ),
    (
        Sign::Lurks,
        "<select><template><style><!--</style><a rel=\"--></style></template></select><img src=x onerror={run}>\">",
    ),
    (
        Sign::Lurks,
        "<svg><set attributeName=href to=\"javascript:{run}\"></set></svg>",
    ),
    (
        Sign::Lurks,
        "<svg><animate onbegin={run} attributeName=x dur=1s></svg>",
    ),
    (Sign::Lurks, "<svg><animateTransform onbegin={run}></svg>"),
    (
        Sign::Lurks,
        "<svg><title><style></title><img src=x onerror={run}></style></svg>",
    ),
    (Sign::Lurks, "<!--><img src=x onerror={run}>-->"),
    (Sign::Lurks, "<!---><img src=x onerror={run}>"),
    (Sign::Lurks, "<!--!><img src=x onerror={run}>--!>"),
    (Sign::Lurks, "<! ><img src=x onerror={run}>"),
    (Sign::Lurks, "<?xml ><img src=x onerror={run}>?>"),
    (Sign::Lurks, "<![CDATA[><img src=x onerror={run}>]]>"),
    (
        Sign::Lurks,
        "<svg><![CDATA[><img src=x onerror={run}>]]></svg>",
    ),
    (Sign::Lurks, "</ ><img src=x onerror={run}>"),
    (
        Sign::Lurks,
        "<a href=\"x\" title='\"><img src=x onerror={run}>'>x</a>",
    ),
    (
        Sign::Lurks,
        "<a href='https://x/\"onmouseover={run} \"'>x</a>",
    ),
    (Sign::Lurks, "[x](https://x/\"onmouseover={run})"),
    (Sign::Lurks, "[x](https://x/ \"title\" onmouseover={run}\")"),
    (Sign::Lurks, "![\" onerror={run} x=\"](x)"),
    (Sign::Lurks, "![x](x\"onerror={run})"),
    (Sign::Lurks, "![x](x 'a\"onerror={run} ')"),
    (Sign::Lurks, "<b title=\"`\" onmouseover={run}>`x</b>"),
    (Sign::Lurks, "<p id=__proto__ name=pwned>x</p>"),
    (
        Sign::Lurks,
        "<form id=documentElement><input name=attributes></form>",
    ),
    (
        Sign::Lurks,
        "<a id=pwned></a><a id=pwned name=x href=https://x></a>",
    ),
    (
        Sign::Lurks,
        "<div id=root class=dialog style=\"position:fixed;inset:0;z-index:9999\">Sign in again</div>",
    ),
    (Sign::Lurks, "<p style=\"position:fixed;inset:0\">x</p>"),
    (Sign::Lurks, "<input type=password name=token autofocus>"),
    (
        Sign::Lurks,
        "<dialog open>x</dialog><p popover id=p>x</p><button popovertarget=p>x</button>",
    ),
    (Sign::Lurks, "<portal src={ask}></portal>"),
    (
        Sign::Lurks,
        "<x-element onclick={run} tabindex=0 onfocus={run} autofocus>x</x-element>",
    ),
    (Sign::Lurks, "<body onload={run}>"),
    (Sign::Lurks, "<body onpageshow={run}>"),
    (Sign::Lurks, "<html onmouseover={run}>"),
    (
        Sign::Lurks,
        "<p onmouseover={run} onpointerenter={run}>x</p>",
    ),
    (
        Sign::Lurks,
        "<p contenteditable onfocus={run} autofocus>x</p>",
    ),
    (Sign::Lurks, "<p tabindex=1 onfocus={run} autofocus>x</p>"),
    (
        Sign::Lurks,
        "<style>@keyframes x{}</style><p style=\"animation-name:x\" onanimationstart={run}>x</p>",
    ),
    (Sign::Lurks, "<p style=\"width:expression({run})\">x</p>"),
    (Sign::Lurks, "<p style=\"-moz-binding:url({ask})\">x</p>"),
    (Sign::Lurks, "<p style=\"behavior:url({ask})\">x</p>"),
    (
        Sign::Lurks,
        "<meta charset=utf-7>+ADw-img src=x onerror={run}+AD4-",
    ),
    (Sign::Lurks, "<img src=\"x`<img src=x onerror={run}>\"`>"),
    (Sign::Lurks, "&lt;img src=x onerror={run}&gt;"),
    (Sign::Lurks, "\\<img src=x onerror={run}\\>"),
    (Sign::Lurks, "<im\u{0}g src=x onerror={run}>"),
    (Sign::Lurks, "<img src=x on\u{0}error={run}>"),
    (Sign::Lurks, "<img src=x onerror\u{c}={run}>"),
    (Sign::Lurks, "\u{202e}<img src=x onerror={run}>"),
    (Sign::Lurks, "\u{ff1c}img src=x onerror={run}\u{ff1e}"),
    (
        Sign::Lurks,
        "{{constructor.constructor('window.pwned=1')()}}",
    ),
    (Sign::Lurks, "${window.pwned=1}"),
];

#[test]
fn there_are_enough_of_them_and_no_two_are_the_same() {
    let all = payloads("http://127.0.0.1:9");
    let texts: BTreeSet<&str> = all.iter().map(|it| it.text.as_str()).collect();
    assert!(texts.len() >= 300, "{}", texts.len());
    let count = |sign| all.iter().filter(|it| it.sign == sign).count();
    assert!(count(Sign::Runs) + count(Sign::Asks) >= 75);
    let is_unfilled = |it: &Payload| it.text.contains("{run}") || it.text.contains("{ask}");
    assert!(!all.iter().any(is_unfilled));
}
