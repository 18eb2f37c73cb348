//! Opening the window: Portolan against an empty Tauri window, both built for speed and opened in
//! turn on the same kind of screen: from the start of the process until it is interactive, and the
//! memory of all processes then.
//!
//! Interactive means that the first screen is painted, and that a press of a control on it was
//! answered by Rust and the answer is painted: in Portolan the settings are opened from the sidebar,
//! the empty window's one button shows what Rust says.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{path::Path, process::ExitCode};

use portolan_tests::{
    FreshHome, Keyring, built_program,
    desktop::{Desktop, Window},
    measure::{RUNS, Verdict, family, proportional_memory, running, started_at},
};

/// Where the page is painted with the control to press, and what shows that it was answered.
struct Page {
    control: &'static str,
    answer: &'static str,
}

/// The first screen on a fresh home is the welcome.
const OURS: Page = Page {
    control: r#"document.querySelector("main h1") && !document.querySelector("[aria-busy=true]") &&
        [...document.querySelectorAll("[role=treeitem]")].find((it) => it.textContent === "Settings")"#,
    answer: r#"document.querySelector("main h1")?.textContent === "Settings" &&
        document.querySelector("main [role=radiogroup], main button")"#,
};

const EMPTY: Page = Page {
    control: r#"document.querySelector("button")"#,
    answer: r#"document.querySelector("output").textContent === "answered""#,
};

#[tokio::main]
async fn main() -> ExitCode {
    let (mut our_times, mut our_memory) = (Vec::new(), Vec::new());
    let (mut empty_times, mut empty_memory) = (Vec::new(), Vec::new());
    // The first of each fills the page cache and is not counted.
    for run in 0..=RUNS {
        let (time, memory) = measure(&built_program("portolan"), &OURS).await;
        let (empty_time, empty) = measure(&built_program("examples/empty_window"), &EMPTY).await;
        if run > 0 {
            our_times.push(time);
            our_memory.push(memory);
            empty_times.push(empty_time);
            empty_memory.push(empty);
        }
    }
    let mut verdict = Verdict::default();
    verdict.compare(
        "window, start to interactive",
        "s",
        &our_times,
        ("an empty Tauri window", &empty_times),
        1.5,
    );
    verdict.compare(
        "window, memory (PSS of all processes)",
        "MiB",
        &our_memory,
        ("an empty Tauri window", &empty_memory),
        1.4,
    );
    verdict.exit_code()
}

/// Seconds until the window is interactive, and MiB of all its processes then.
async fn measure(program: &Path, page: &Page) -> (f64, f64) {
    let mut desktop = Desktop::start_with(FreshHome::new(), Keyring::Open).await;
    desktop.set_program(program);
    let window = desktop.open(&[]).await;
    let interactive_at = become_interactive(&window, page).await;
    let processes = family(window.process());
    let started = started_at(running(program, &processes));
    // The driver is not part of the program.
    let own: Vec<u32> = processes
        .into_iter()
        .filter(|it| *it != window.process())
        .collect();
    let memory = proportional_memory(&own);
    window.close().await;
    (interactive_at - started, memory)
}

/// Presses the control once it is painted; answers when the answer was painted, in seconds since
/// 1970.
async fn become_interactive(window: &Window, page: &Page) -> f64 {
    let script = format!(
        r"
        const done = arguments[0];
        const painted = (then) => requestAnimationFrame(() => setTimeout(then, 0));
        const once = (is, then) => {{
            const found = is();
            if (found) return then(found);
            const observer = new MutationObserver(() => {{
                const found = is();
                if (!found) return;
                observer.disconnect();
                then(found);
            }});
            observer.observe(document, {{ attributes: true, characterData: true, childList: true, subtree: true }});
        }};
        once(() => {}, (control) => painted(() => {{
            control.click();
            once(() => {}, () => painted(() => done(performance.timeOrigin + performance.now())));
        }}));",
        page.control, page.answer
    );
    let milliseconds = window.script_to_its_end(&script, vec![]).await;
    milliseconds.as_f64().expect("a time") / 1000.0
}
