//! Writes a file whole or not at all.

use std::{
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use crate::Error;

/// Writes a text in the place of a file, or takes the file away. A link stays, and what it points to is
/// written; permissions stay as they are.
pub(crate) fn replace(path: &Path, text: Option<&str>) -> Result<(), Error> {
    let of_path = |problem: &io::Error| Error::of_system(path, problem);
    let Some(text) = text else {
        return fs::remove_file(path).map_err(|problem| of_path(&problem));
    };
    let real: PathBuf = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = real.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|problem| Error::of_system(folder, &problem))?;
    write(&real, folder, text).map_err(|problem| of_path(&problem))
}

fn write(real: &Path, folder: &Path, text: &str) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(".portolan-")
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    match fs::metadata(real) {
        Ok(there) => file.as_file().set_permissions(there.permissions())?,
        Err(_) => let_others_read(file.as_file())?,
    }
    file.as_file().sync_all()?;
    file.persist(real).map_err(|problem| problem.error)?;
    // The name is on the disk only once its folder is.
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}

/// There is no secret in a new file, and other programs of the machine may read it. Elsewhere its folder
/// decides that.
fn let_others_read(file: &fs::File) -> io::Result<()> {
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_link_stays_a_link_and_permissions_stay() {
        let folder = TempDir::new().unwrap();
        let real = folder.path().join("dotfiles.conf");
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o600)).unwrap();
        let link = folder.path().join("a.conf");
        symlink("dotfiles.conf", &link).unwrap();
        replace(&link, Some("new")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(
            fs::metadata(&real).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }

    #[test]
    fn nothing_is_left_beside_the_file() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("deep/in/a.conf");
        replace(&path, Some("text")).unwrap();
        let names: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(names.len(), 1);
        replace(&path, None).unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn what_can_not_be_written_says_where() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let problem = replace(&file.join("a.conf"), Some("text")).unwrap_err();
        assert!(matches!(problem, Error::System { .. }), "{problem}");
    }
}
