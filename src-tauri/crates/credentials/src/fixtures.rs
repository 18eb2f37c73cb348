//! What this room's tests share: a home of one's own, and credential helpers made of shell.

use std::{
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use crate::Surroundings;

/// A person at home in `home`, with the helpers that [`install`] put there, and no others.
pub(crate) fn surroundings(home: &Path, variables: &[(&str, &str)]) -> Surroundings {
    let path = format!("{}:/usr/bin:/bin", home.join("bin").display());
    let mut environment: std::collections::BTreeMap<_, _> = variables
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect();
    environment.insert("PATH".into(), path.into());
    environment.insert("HOME".into(), home.into());
    environment.insert("XDG_RUNTIME_DIR".into(), home.join("run").into());
    Surroundings {
        home: home.to_owned(),
        environment,
    }
}

/// Writes a file and the folders it is in.
pub(crate) fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Makes a credential helper of a shell script.
pub(crate) fn install(home: &Path, name: &str, script: &str) {
    install_program(home, &format!("docker-credential-{name}"), script);
}

/// Makes a program on the search path of a shell script.
pub(crate) fn install_program(home: &Path, name: &str, script: &str) {
    let folder = home.join("bin");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    // Written by another process: a program that this one holds open for writing, even for a moment in a
    // forked child of another test, could not be run ("text file busy").
    let mut shell = Command::new("/bin/sh")
        .args(["-c", "cat > \"$0\" && chmod 755 \"$0\""])
        .arg(&path)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let text = format!("#!/bin/sh\n{script}\n");
    shell
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    assert!(shell.wait().unwrap().success());
}
