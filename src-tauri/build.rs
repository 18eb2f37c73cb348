//! Prepares what Tauri's macros read at compile time.

fn main() {
    // The macros refuse to compile without the folder; an empty one is enough to check the code.
    if let Err(problem) = std::fs::create_dir_all("../ui/dist") {
        println!("cargo::warning=ui/dist could not be created: {problem}");
    }
    // The window's files are compiled into the program.
    println!("cargo::rerun-if-changed=../ui/dist");
    tauri_build::build();
}
