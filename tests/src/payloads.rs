//! Texts that would run something or ask the network if they were shown without protection: what a
//! stranger may write into the name, the description or the pages of a repository.
//!
//! Each runs `top.fired(N)` or asks for `/hit/N`, where N is its place in the list, so that what
//! worked can be told from what did not. Some need a press or an event of the mouse or the keyboard.

/// One text, as a stranger would write it and as a renderer without protection would show it.
#[derive(Clone, Debug)]
pub struct Payload {
    /// As it is written into a listing: Markdown, with HTML in it.
    pub text: String,
    /// The HTML that an unprotected renderer makes of it.
    pub html: String,
}

/// `FIRE` is the call, `HIT` the address that tells of a request, `LOADED` an address of a script
/// that makes the call.
const HTML: &[&str] = &[
    // Scripts.
    "<script>FIRE</script>",
    "<ScRiPt>FIRE</sCrIpT>",
    "<script >FIRE</script >",
    "<script\n>FIRE</script\n>",
    "<script/x>FIRE</script>",
    "<script type=module>FIRE</script>",
    "<script type=text/javascript>FIRE</script>",
    "<script src=LOADED></script>",
    "<script async src=\"LOADED\"></script>",
    "<script type=module src=LOADED></script>",
    "<script src='data:text/javascript,FIRE'></script>",
    "<svg><script>FIRE</script></svg>",
    "<svg><script href=LOADED /></svg>",
    "<svg><script xlink:href=LOADED></script></svg>",
    "<svg><script>top&#46;fired(N)</script></svg>",
    "<<script>FIRE//<</script>",
    // Pictures that fail, in every spelling.
    "<img src=x onerror=FIRE>",
    "<img src=x onerror='FIRE'>",
    "<img src=x onerror=\"FIRE\">",
    "<IMG SRC=x ONERROR=FIRE>",
    "<img/src=\"x\"/onerror=FIRE>",
    "<img\nsrc=x\nonerror=FIRE\n>",
    "<img\tsrc=x\tonerror=FIRE>",
    "<img src=x onerror = FIRE>",
    "<img src=x:x onerror=FIRE //\n<b>",
    "<img src onerror=FIRE>",
    "<img src=x onerror=top&#46;fired&#40;N&#41;>",
    "<img src=x onerror=&#116;op.fired(N)>",
    "<img src=x onerror=setTimeout('FIRE')>",
    "<img src=x alt=\"a\"onerror=FIRE>",
    "<image src=x onerror=FIRE>",
    "<img \"\"\"><img src=x onerror=FIRE>",
    "<img src=data:, onerror=FIRE>",
    "<img srcset=x onerror=FIRE>",
    "<picture><source srcset=x><img onerror=FIRE></picture>",
    "<input type=image src=x onerror=FIRE>",
    "<video src=x onerror=FIRE></video>",
    "<video><source src=x onerror=FIRE></video>",
    "<audio src=x onerror=FIRE></audio>",
    "<audio><source src=x onerror=FIRE></audio>",
    "<link rel=stylesheet href=x onerror=FIRE>",
    "<script src=x:x onerror=FIRE></script>",
    "<svg><image href=x:x onerror=FIRE /></svg>",
    // What loads.
    "<svg onload=FIRE>",
    "<svg/onload=FIRE>",
    "<svg onload=FIRE><g></g></svg>",
    "<body onload=FIRE>",
    "<body onpageshow=FIRE>",
    "<frameset onload=FIRE>",
    "<iframe onload=FIRE></iframe>",
    "<iframe srcdoc='<script>FIRE</script>'></iframe>",
    "<iframe srcdoc='&lt;img src=x onerror=FIRE&gt;'></iframe>",
    "<iframe src=javascript:FIRE></iframe>",
    "<iframe src=HIT></iframe>",
    "<iframe src='java\nscript:FIRE'></iframe>",
    "<style onload=FIRE></style>",
    "<style>b{}</style onload=x><img src=x onerror=FIRE>",
    "<link rel=stylesheet href=data:text/css, onload=FIRE>",
    "<img onload=FIRE src=data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw>",
    "<details open ontoggle=FIRE>",
    "<svg><animate onbegin=FIRE attributeName=x dur=1s></svg>",
    "<svg><set onbegin=FIRE attributeName=x></svg>",
    "<svg><animateTransform onbegin=FIRE attributeName=transform dur=1s></svg>",
    "<svg><animate attributeName=x dur=10ms onend=FIRE></svg>",
    "<input autofocus onfocus=FIRE>",
    "<textarea autofocus onfocus=FIRE></textarea>",
    "<select autofocus onfocus=FIRE></select>",
    "<button autofocus onfocus=FIRE>a</button>",
    "<b tabindex=0 autofocus onfocus=FIRE>a</b>",
    "<a href=x autofocus onfocus=FIRE>a</a>",
    "<style>@keyframes k{to{top:1px}}b{animation:k 1ms}</style><b onanimationend=FIRE>a</b>",
    "<b style='animation:k 1ms' onanimationstart=FIRE>a</b><style>@keyframes k{to{top:1px}}</style>",
    "<object data='data:text/html,<script>parent.top.fired</script>' onload=FIRE></object>",
    // What asks the network without running.
    "<img src=HIT>",
    "<img src='HIT' width=1 height=1>",
    "<img srcset='HIT 1x'>",
    "<picture><source srcset=HIT><img></picture>",
    "<input type=image src=HIT>",
    "<video poster=HIT></video>",
    "<video src=HIT autoplay></video>",
    "<audio src=HIT autoplay></audio>",
    "<object data=HIT></object>",
    "<embed src=HIT>",
    "<link rel=stylesheet href=HIT>",
    "<link rel=preload as=image href=HIT>",
    "<meta http-equiv=refresh content='0;url=HIT'>",
    "<META HTTP-EQUIV=Refresh CONTENT=\"0; URL=HIT\">",
    "<base href='HIT/'><img src=x>",
    "<style>@import 'HIT';</style>",
    "<style>@import url(HIT);</style>",
    "<style>*{background:url(HIT)}</style>",
    "<style>b::before{content:url(HIT)}</style><b>a</b>",
    "<b style='background:url(HIT)'>a</b>",
    "<b style=\"background-image:url('HIT')\">a</b>",
    "<b style='display:list-item;list-style-image:url(HIT)'>a</b>",
    "<b style='border:1px solid;border-image-source:url(HIT)'>a</b>",
    "<b style='background:\\75rl(HIT)'>a</b>",
    "<table background=HIT><tr><td>a</table>",
    "<table><tr><td background=HIT>a</table>",
    "<body background=HIT>",
    "<svg><image href=HIT width=9 height=9></svg>",
    "<svg><image xlink:href=HIT width=9 height=9></svg>",
    "<svg width=9 height=9><filter id=f><feImage href=HIT /></filter><rect width=9 height=9 filter=url(#f) /></svg>",
    "<style>@font-face{font-family:f;src:url(HIT)}b{font-family:f}</style><b>a</b>",
    // What a parser reads twice, each time otherwise.
    "<noscript><p title=\"</noscript><img src=x onerror=FIRE>\">",
    "<style><img title=\"</style><img src=x onerror=FIRE>\">",
    "<textarea><img title=\"</textarea><img src=x onerror=FIRE>\">",
    "<title><img title=\"</title><img src=x onerror=FIRE>\">",
    "<xmp><img title=\"</xmp><img src=x onerror=FIRE>\">",
    "<noembed><img title=\"</noembed><img src=x onerror=FIRE>\">",
    "<noframes><img title=\"</noframes><img src=x onerror=FIRE>\">",
    "<iframe><img title=\"</iframe><img src=x onerror=FIRE>\">",
    "<svg><style><img src=x onerror=FIRE></style></svg>",
    "<math><style><img src=x onerror=FIRE></style></math>",
    "<svg></p><style><a title=\"</style><img src=x onerror=FIRE>\">",
    "<!--><img src=x onerror=FIRE>-->",
    "<!--a--!><img src=x onerror=FIRE>-->",
    "<![CDATA[><img src=x onerror=FIRE>]]>",
    "<form><input name=firstChild><input name=attributes><img src=x onerror=FIRE></form>",
    "<div><template shadowrootmode=open><img src=x onerror=FIRE></template></div>",
];

/// Events that somebody's pointer, keyboard or clipboard brings about.
pub const PAYLOAD_EVENTS: &[&str] = &[
    "auxclick",
    "blur",
    "change",
    "click",
    "contextmenu",
    "copy",
    "cut",
    "dblclick",
    "drag",
    "dragend",
    "dragenter",
    "dragleave",
    "dragover",
    "dragstart",
    "drop",
    "focus",
    "input",
    "invalid",
    "keydown",
    "keypress",
    "keyup",
    "mousedown",
    "mouseenter",
    "mouseleave",
    "mousemove",
    "mouseout",
    "mouseover",
    "mouseup",
    "paste",
    "pointerdown",
    "pointerenter",
    "pointermove",
    "pointerover",
    "pointerup",
    "reset",
    "scroll",
    "select",
    "submit",
    "toggle",
    "wheel",
];

/// Addresses that run something when they are followed.
const ADDRESSES: &[&str] = &[
    "javascript:FIRE",
    "JavaScript:FIRE",
    "JAVASCRIPT:FIRE",
    "java&Tab;script:FIRE",
    "java&NewLine;script:FIRE",
    "java&#9;script:FIRE",
    "java&#10;script:FIRE",
    "java&#13;script:FIRE",
    "&#106;avascript:FIRE",
    "&#x6A;avascript:FIRE",
    "javascript&colon;FIRE",
    "javascript&#58;FIRE",
    "&#1;javascript:FIRE",
    "&#32;javascript:FIRE",
    "javascript://x.example/%0aFIRE",
    "javascript:void(FIRE)",
];

/// Places of a link: `ADDRESS` is where it leads.
const LINKS: &[&str] = &[
    "<a href=\"ADDRESS\">a</a>",
    "<svg><a href=\"ADDRESS\"><text>a</text></a></svg>",
    "<form><button formaction=\"ADDRESS\">a</button></form>",
    "<form action=\"ADDRESS\"><input type=submit></form>",
    "<map><area href=\"ADDRESS\" shape=default></map>",
];

/// Markdown's own marks around something hostile, and what an unprotected renderer makes of them.
const MARKDOWN: &[(&str, &str)] = &[
    (
        "[a](javascript:FIRE)",
        "<p><a href=\"javascript:FIRE\">a</a></p>",
    ),
    (
        "[a](<javascript:FIRE>)",
        "<p><a href=\"javascript:FIRE\">a</a></p>",
    ),
    (
        "[a](JaVaScRiPt:FIRE)",
        "<p><a href=\"JaVaScRiPt:FIRE\">a</a></p>",
    ),
    (
        "[a](javascript&colon;FIRE)",
        "<p><a href=\"javascript:FIRE\">a</a></p>",
    ),
    (
        "[a]: javascript:FIRE\n\n[a]",
        "<p><a href=\"javascript:FIRE\">a</a></p>",
    ),
    (
        "<javascript:FIRE>",
        "<p><a href=\"javascript:FIRE\">javascript:FIRE</a></p>",
    ),
    ("![a](HIT)", "<p><img src=\"HIT\" alt=\"a\"></p>"),
    (
        "![a](<HIT> \"t\")",
        "<p><img src=\"HIT\" alt=\"a\" title=\"t\"></p>",
    ),
    ("![a]\n\n[a]: HIT", "<p><img src=\"HIT\" alt=\"a\"></p>"),
    (
        "[![a](HIT)](https://x.example)",
        "<p><a><img src=\"HIT\" alt=\"a\"></a></p>",
    ),
    (
        "# <img src=x onerror=FIRE>",
        "<h1><img src=x onerror=FIRE></h1>",
    ),
    (
        "- <img src=x onerror=FIRE>",
        "<ul><li><img src=x onerror=FIRE></li></ul>",
    ),
    (
        "1. <img src=x onerror=FIRE>",
        "<ol><li><img src=x onerror=FIRE></li></ol>",
    ),
    (
        "> <img src=x onerror=FIRE>",
        "<blockquote><img src=x onerror=FIRE></blockquote>",
    ),
    (
        "**<img src=x onerror=FIRE>**",
        "<p><strong><img src=x onerror=FIRE></strong></p>",
    ),
    (
        "| a |\n|---|\n| <img src=x onerror=FIRE> |",
        "<table><tr><td><img src=x onerror=FIRE></table>",
    ),
    (
        "[<img src=x onerror=FIRE>](https://x.example)",
        "<p><a><img src=x onerror=FIRE></a></p>",
    ),
    (
        "![\"><img src=x onerror=FIRE>](x)",
        "<p><img alt=\"\"><img src=x onerror=FIRE>\"></p>",
    ),
    (
        "```\"><img src=x onerror=FIRE>\na\n```",
        "<pre><code class=\"\"><img src=x onerror=FIRE>\">a</code></pre>",
    ),
    (
        "[a](x \"\\\"><img src=x onerror=FIRE>\")",
        "<p><a href=x title=\"\"><img src=x onerror=FIRE>\">a</a></p>",
    ),
];

/// All of them. `host` is where requests are counted, such as `http://127.0.0.1:8080`.
pub fn payloads(host: &str) -> Vec<Payload> {
    let same = |html: String| (html.clone(), html);
    let plain = HTML.iter().map(|html| same((*html).to_owned()));
    let handlers = PAYLOAD_EVENTS
        .iter()
        .map(|event| same(format!("<b on{event}=FIRE>a</b>")));
    let first = ADDRESSES
        .iter()
        .map(|it| same(LINKS[0].replace("ADDRESS", it)));
    let rest = LINKS[1..].iter().flat_map(|link| {
        ADDRESSES[..6]
            .iter()
            .map(|it| same(link.replace("ADDRESS", it)))
    });
    let marks = MARKDOWN
        .iter()
        .map(|(text, html)| ((*text).to_owned(), (*html).to_owned()));
    plain
        .chain(handlers)
        .chain(first)
        .chain(rest)
        .chain(marks)
        .enumerate()
        .map(|(place, (text, html))| {
            let fill = |text: &str| {
                text.replace("FIRE", &format!("top.fired({place})"))
                    .replace("fired(N)", &format!("fired({place})"))
                    .replace("fired&#40;N&#41;", &format!("fired&#40;{place}&#41;"))
                    .replace("LOADED", &format!("{host}/script/{place}"))
                    .replace("HIT", &format!("{host}/hit/{place}"))
            };
            Payload {
                text: fill(&text),
                html: fill(&html),
            }
        })
        .collect()
}
