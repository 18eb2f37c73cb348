//! An empty Tauri window: what the benchmarks hold Portolan's own window against. Its page has one
//! button, which asks Rust and shows the answer.

/// What the button asks for.
#[tauri::command]
fn answer() -> &'static str {
    "answered"
}

fn main() -> tauri::Result<()> {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![answer])
        .run(tauri::generate_context!(
            "examples/empty_window/tauri.conf.json"
        ))
}
