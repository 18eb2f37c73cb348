//! How the web view draws. WebKitGTK composites with OpenGL; where there is no graphics processor,
//! Mesa imitates one, which costs ten times the work of painting plainly.

use std::{env, fs, path::Path};

/// With this WebKitGTK paints plainly. What a person has set it to stays.
const PLAIN: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

/// Chooses for the web view of this process, before it or any thread is made.
#[expect(
    unsafe_code,
    reason = "WebKitGTK takes this choice from the environment only"
)]
pub(crate) fn choose() {
    let is_told = env::var_os(PLAIN).is_some();
    if cfg!(target_os = "linux") && !is_told && !has_render_node(Path::new("/dev/dri")) {
        // SAFETY: nothing else reads or writes the environment yet: `main` comes here first, while
        // the process has one thread.
        unsafe { env::set_var(PLAIN, "1") };
    }
}

/// The kernel shows each graphics processor that programs can compute with as a render node.
fn has_render_node(devices: &Path) -> bool {
    let mut nodes = fs::read_dir(devices).into_iter().flatten().flatten();
    nodes.any(|node| node.file_name().as_encoded_bytes().starts_with(b"renderD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_that_cant_compute_is_no_graphics_processor() {
        let devices = tempfile::tempdir().unwrap();
        assert!(!has_render_node(&devices.path().join("dri")));
        fs::write(devices.path().join("card0"), "").unwrap();
        assert!(!has_render_node(devices.path()));
        fs::write(devices.path().join("renderD128"), "").unwrap();
        assert!(has_render_node(devices.path()));
    }
}
