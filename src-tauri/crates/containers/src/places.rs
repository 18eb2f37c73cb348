//! Which files are read, in which order, and whose they are.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use portolan_credentials::Surroundings;

use crate::Error;

/// What files are called that are read beside the main one.
const ENDING: &str = "conf";

/// The person's own file, where no other of theirs has the name. Files are read by their names, and what is
/// read later counts: so the name is one of the last.
const OWN_FILE: &str = "zz-portolan.conf";

/// Which rules decide what is read. They changed with Podman 6.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Rules {
    /// Until Podman 5: the person's main file replaces all of the system's; the system's folder is read
    /// before the person's.
    BeforeSix,
    /// From Podman 6: folders under /usr/share, /etc and the person's are read as one, by the names of their
    /// files; of the same name the person's counts.
    SinceSix,
}

/// Whose a file is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Owner {
    /// The person's, in their home or named by their environment.
    Person,
    /// The system's: only read.
    System,
    /// The person's, written by the engine when it asked which registry was meant.
    Recorded,
}

/// A file that is read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Place {
    pub(crate) path: PathBuf,
    pub(crate) owner: Owner,
    /// Whether it stands before all others, and may be of the old format.
    pub(crate) is_main: bool,
}

impl Place {
    fn new(path: PathBuf, owner: Owner) -> Self {
        Self {
            path,
            owner,
            is_main: false,
        }
    }

    fn main(path: PathBuf, owner: Owner) -> Self {
        Self {
            is_main: true,
            ..Self::new(path, owner)
        }
    }
}

/// Where everything is, for one person on one machine.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Layout {
    /// Which rules decide.
    pub rules: Rules,
    /// Above `etc`, `usr` and `var`; the root of the file system but for tests.
    pub root: PathBuf,
    /// The person's number; 0 is root.
    pub user: u32,
    /// Home, and what the environment says of files.
    pub surroundings: Surroundings,
}

impl Layout {
    /// Where everything is for whoever runs this.
    pub fn of(surroundings: &Surroundings, rules: Rules) -> Self {
        #[cfg(unix)]
        let user = rustix::process::geteuid().as_raw();
        #[cfg(not(unix))]
        let user = 1000;
        Self {
            rules,
            root: PathBuf::from("/"),
            user,
            surroundings: surroundings.clone(),
        }
    }

    /// Whether the system has files that only the newer rules know.
    pub fn looks_newer(&self) -> bool {
        let shared = self.root.join("usr/share/containers");
        shared.join("registries.conf").exists() || shared.join("registries.conf.d").exists()
    }

    fn folder(&self, variable: &str, usual: &str) -> PathBuf {
        match self.surroundings.variable(variable) {
            Some(folder) => PathBuf::from(folder),
            None => self.surroundings.home.join(usual),
        }
    }

    /// The folder of the person's own files. The older rules don't ask `XDG_CONFIG_HOME`.
    fn own_folder(&self) -> PathBuf {
        match self.rules {
            Rules::BeforeSix => self.surroundings.home.join(".config/containers"),
            Rules::SinceSix => self.folder("XDG_CONFIG_HOME", ".config").join("containers"),
        }
    }

    /// The file that new short names go to.
    pub fn own_file(&self) -> PathBuf {
        self.own_folder().join("registries.conf.d").join(OWN_FILE)
    }

    /// Where the engine records what the person chose.
    pub(crate) fn recorded_file(&self) -> PathBuf {
        let folder = if self.user == 0 {
            self.root.join("var/cache")
        } else {
            self.folder("XDG_CACHE_HOME", ".cache")
        };
        folder.join("containers/short-name-aliases.conf")
    }

    fn named(&self, variable: &str) -> Option<PathBuf> {
        self.surroundings.variable(variable).map(PathBuf::from)
    }

    /// Whether the person's own folder is read: the environment may name another, or one file alone.
    pub fn reads_own_folder(&self) -> bool {
        match self.rules {
            Rules::BeforeSix => self.named("CONTAINERS_REGISTRIES_CONF_DIR").is_none(),
            Rules::SinceSix => self.named("CONTAINERS_REGISTRIES_CONF").is_none(),
        }
    }

    /// The files in the order in which they are read: what a later one says counts. Those that were recorded
    /// are last.
    pub(crate) fn places(&self) -> Result<Vec<Place>, Error> {
        let mut places = match self.rules {
            Rules::BeforeSix => self.places_before_six()?,
            Rules::SinceSix => self.places_since_six()?,
        };
        places.push(Place::new(self.recorded_file(), Owner::Recorded));
        Ok(places)
    }

    fn places_before_six(&self) -> Result<Vec<Place>, Error> {
        let own_main = self.own_folder().join("registries.conf");
        let named = self
            .named("CONTAINERS_REGISTRIES_CONF")
            .or_else(|| self.named("REGISTRIES_CONFIG_PATH"));
        let is_own = named.is_none() && own_main.exists();
        let main = match named {
            Some(named) => self.named_main(named),
            None if is_own => Place::main(own_main, Owner::Person),
            None => Place::main(
                self.root.join("etc/containers/registries.conf"),
                Owner::System,
            ),
        };
        let mut places = vec![main];
        if let Some(folder) = self.named("CONTAINERS_REGISTRIES_CONF_DIR") {
            let owner = self.owner_of(&folder);
            places.extend(self.files_in(&folder, owner)?);
            return Ok(places);
        }
        if !is_own {
            let folder = self.root.join("etc/containers/registries.conf.d");
            places.extend(self.files_in(&folder, Owner::System)?);
        }
        let folder = self.own_folder().join("registries.conf.d");
        places.extend(self.files_in(&folder, Owner::Person)?);
        Ok(places)
    }

    fn places_since_six(&self) -> Result<Vec<Place>, Error> {
        let mut places = Vec::new();
        if let Some(named) = self.named("CONTAINERS_REGISTRIES_CONF") {
            places.push(self.named_main(named));
        } else {
            let shared = self.root.join("usr/share/containers");
            let system = self.root.join("etc/containers");
            let mains = [
                Place::main(self.own_folder().join("registries.conf"), Owner::Person),
                Place::main(system.join("registries.conf"), Owner::System),
                Place::main(shared.join("registries.conf"), Owner::System),
            ];
            places.extend(mains.into_iter().find(|place| place.path.exists()));
            let mut by_name = BTreeMap::new();
            for (folder, owner) in [(shared, Owner::System), (system, Owner::System)] {
                for name in self.folder_names() {
                    for place in self.files_in(&folder.join(name), owner)? {
                        by_name.insert(place.path.file_name().map(ToOwned::to_owned), place);
                    }
                }
            }
            let own = self.own_folder().join("registries.conf.d");
            for place in self.files_in(&own, Owner::Person)? {
                by_name.insert(place.path.file_name().map(ToOwned::to_owned), place);
            }
            places.extend(by_name.into_values());
        }
        if let Some(last) = self.named("CONTAINERS_REGISTRIES_CONF_OVERRIDE") {
            let owner = self.owner_of(&last);
            places.push(Place::new(last, owner));
        }
        Ok(places)
    }

    /// The system's folders: for everybody, and for those with or without the rights of root.
    fn folder_names(&self) -> Vec<String> {
        let mut names = vec!["registries.conf.d".to_owned()];
        if self.user == 0 {
            names.push("registries.rootful.conf.d".to_owned());
        } else {
            names.push("registries.rootless.conf.d".to_owned());
            names.push(format!("registries.rootless.conf.d/{}", self.user));
        }
        names
    }

    fn named_main(&self, path: PathBuf) -> Place {
        let owner = self.owner_of(&path);
        Place::main(path, owner)
    }

    /// What the environment names is the person's, unless it lies among the system's.
    fn owner_of(&self, path: &Path) -> Owner {
        let is_system = ["etc", "usr"]
            .iter()
            .any(|folder| path.starts_with(self.root.join(folder)));
        if is_system {
            Owner::System
        } else {
            Owner::Person
        }
    }

    /// The files of a folder that are read, by their names.
    fn files_in(&self, folder: &Path, owner: Owner) -> Result<Vec<Place>, Error> {
        let of_folder = |problem: &io::Error| Error::of_system(folder, problem);
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(problem) if is_absence(&problem) => return Ok(vec![]),
            Err(problem) => return Err(of_folder(&problem)),
        };
        let mut places = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|problem| of_folder(&problem))?;
            let kind = entry.file_type().map_err(|problem| of_folder(&problem))?;
            // The newer rules pass links over.
            let is_read = match self.rules {
                Rules::BeforeSix => !kind.is_dir(),
                Rules::SinceSix => kind.is_file(),
            };
            let path = entry.path();
            let is_named = path.extension().is_some_and(|ending| ending == ENDING);
            if is_read && is_named {
                places.push(Place::new(path, owner));
            }
        }
        places.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(places)
    }
}

/// Whether there is nothing at a path.
pub(crate) fn is_absence(problem: &io::Error) -> bool {
    matches!(
        problem.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(test)]
pub(crate) mod tests {
    use tempfile::TempDir;

    use super::*;

    /// A machine of its own, with a person at home in it.
    #[derive(Debug)]
    pub(crate) struct Machine {
        pub(crate) folder: TempDir,
        pub(crate) layout: Layout,
    }

    impl Machine {
        pub(crate) fn new(rules: Rules) -> Self {
            let folder = TempDir::new().unwrap();
            let surroundings = Surroundings {
                home: folder.path().join("home"),
                ..Surroundings::default()
            };
            let layout = Layout {
                rules,
                root: folder.path().to_owned(),
                user: 1000,
                surroundings,
            };
            Self { folder, layout }
        }

        pub(crate) fn with(mut self, variable: &str, value: &str) -> Self {
            let value = self.path(value).into_os_string();
            let environment = &mut self.layout.surroundings.environment;
            environment.insert(variable.into(), value);
            self
        }

        pub(crate) fn path(&self, path: &str) -> PathBuf {
            self.folder.path().join(path)
        }

        pub(crate) fn write(&self, path: &str, text: &str) -> PathBuf {
            let path = self.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            path
        }

        pub(crate) fn read(&self, path: &str) -> String {
            fs::read_to_string(self.path(path)).unwrap()
        }

        fn order(&self) -> Vec<String> {
            let places = self.layout.places().unwrap();
            let root = self.folder.path();
            places
                .iter()
                .map(|place| {
                    let path = place.path.strip_prefix(root).unwrap();
                    path.to_string_lossy().into_owned()
                })
                .collect()
        }
    }

    const RECORDED: &str = "home/.cache/containers/short-name-aliases.conf";

    #[test]
    fn until_five_the_systems_folder_is_read_before_the_persons() {
        let machine = Machine::new(Rules::BeforeSix);
        for path in [
            "etc/containers/registries.conf.d/b.conf",
            "etc/containers/registries.conf.d/a.conf",
            "etc/containers/registries.conf.d/c.txt",
            "home/.config/containers/registries.conf.d/a.conf",
            "usr/share/containers/registries.conf.d/0.conf",
        ] {
            machine.write(path, "");
        }
        assert_eq!(
            machine.order(),
            [
                "etc/containers/registries.conf",
                "etc/containers/registries.conf.d/a.conf",
                "etc/containers/registries.conf.d/b.conf",
                "home/.config/containers/registries.conf.d/a.conf",
                RECORDED,
            ]
        );
        machine.write("home/.config/containers/registries.conf", "");
        assert_eq!(
            machine.order(),
            [
                "home/.config/containers/registries.conf",
                "home/.config/containers/registries.conf.d/a.conf",
                RECORDED,
            ]
        );
    }

    #[test]
    fn from_six_all_folders_are_one_and_the_persons_counts_of_the_same_name() {
        let machine = Machine::new(Rules::SinceSix);
        for path in [
            "usr/share/containers/registries.conf",
            "usr/share/containers/registries.conf.d/a.conf",
            "usr/share/containers/registries.conf.d/b.conf",
            "etc/containers/registries.conf.d/b.conf",
            "etc/containers/registries.conf.d/d.conf",
            "etc/containers/registries.rootless.conf.d/c.conf",
            "etc/containers/registries.rootful.conf.d/root.conf",
            "home/.config/containers/registries.conf.d/d.conf",
        ] {
            machine.write(path, "");
        }
        assert_eq!(
            machine.order(),
            [
                "usr/share/containers/registries.conf",
                "usr/share/containers/registries.conf.d/a.conf",
                "etc/containers/registries.conf.d/b.conf",
                "etc/containers/registries.rootless.conf.d/c.conf",
                "home/.config/containers/registries.conf.d/d.conf",
                RECORDED,
            ]
        );
        assert!(machine.layout.looks_newer());
    }

    #[test]
    fn what_the_environment_names_is_read_instead() {
        let machine = Machine::new(Rules::BeforeSix)
            .with("CONTAINERS_REGISTRIES_CONF", "mine/one.conf")
            .with("CONTAINERS_REGISTRIES_CONF_DIR", "mine/more");
        machine.write("etc/containers/registries.conf.d/a.conf", "");
        machine.write("mine/more/m.conf", "");
        assert_eq!(
            machine.order(),
            ["mine/one.conf", "mine/more/m.conf", RECORDED]
        );
        assert!(!machine.layout.reads_own_folder());

        let machine = Machine::new(Rules::SinceSix)
            .with("CONTAINERS_REGISTRIES_CONF", "mine/one.conf")
            .with("CONTAINERS_REGISTRIES_CONF_OVERRIDE", "mine/last.conf");
        machine.write("etc/containers/registries.conf.d/a.conf", "");
        assert_eq!(
            machine.order(),
            ["mine/one.conf", "mine/last.conf", RECORDED]
        );
    }

    #[test]
    fn roots_names_are_recorded_for_the_whole_machine() {
        let mut machine = Machine::new(Rules::BeforeSix);
        machine.layout.user = 0;
        assert_eq!(
            machine.layout.recorded_file(),
            machine.path("var/cache/containers/short-name-aliases.conf")
        );
    }

    #[cfg(unix)]
    #[test]
    fn the_newer_rules_pass_links_over() {
        for (rules, count) in [(Rules::BeforeSix, 3), (Rules::SinceSix, 1)] {
            let machine = Machine::new(rules);
            let there = machine.write("dotfiles/a.conf", "");
            let link = machine.path("home/.config/containers/registries.conf.d/a.conf");
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            std::os::unix::fs::symlink(there, link).unwrap();
            assert_eq!(machine.order().len(), count, "{rules:?}");
        }
    }
}
