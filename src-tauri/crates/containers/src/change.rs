//! Changes of the person's own files, one name in one file at a time, and taking them back. Each is prepared
//! first, so that it can be written down before it is carried out.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{
    Error, Layout, Owner, Problem, ShortNames, edit,
    file::{ConfFile, read_text},
    read_name, read_short_names, read_target,
    write::replace,
};

/// What is to be otherwise.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Change {
    /// The name stands for this.
    Set {
        /// The short name.
        name: String,
        /// `host/repository`.
        target: String,
    },
    /// The name stands for nothing, whatever the system's files say.
    SwitchOff {
        /// The short name.
        name: String,
    },
    /// One file of the person's no longer has the name.
    Remove {
        /// The short name.
        name: String,
        /// The file.
        path: PathBuf,
    },
}

/// One change of one file: enough to carry it out, and to take it back exactly.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// The file.
    pub path: PathBuf,
    /// The short name.
    pub name: String,
    /// What the file had of it: `None` for nothing, an empty text for taking it away.
    pub before: Option<String>,
    /// What the file has of it afterwards.
    pub after: Option<String>,
    /// The whole file before; `None` where there is none.
    pub text_before: Option<String>,
    /// The whole file afterwards; `None` where there is none.
    pub text_after: Option<String>,
}

/// Where a name would be written: into that of the person's files whose word counts already, or else into
/// the one that Portolan keeps.
pub fn find_file_for(layout: &Layout, known: &ShortNames, name: &str) -> PathBuf {
    // Of one name, what counts is first.
    let mut own = known
        .aliases
        .iter()
        .filter(|alias| alias.name == name && alias.owner != Owner::System);
    own.next()
        .map_or_else(|| layout.own_file(), |alias| alias.path.clone())
}

/// Prepares the change of one name in one file. Nothing is written yet.
///
/// # Errors
/// Names and targets that can't be, the system's files, damaged files and what the system refuses.
pub fn prepare_change(layout: &Layout, wanted: &Change) -> Result<Edit, Error> {
    let (name, path, after) = match wanted {
        Change::Set { name, target } => {
            let (name, target) = (read_name(name)?, read_target(target)?);
            let path = find_file_for(layout, &read_short_names(layout), &name);
            (name, path, Some(target))
        }
        Change::SwitchOff { name } => {
            let name = read_name(name)?;
            let path = find_file_for(layout, &read_short_names(layout), &name);
            (name, path, Some(String::new()))
        }
        Change::Remove { name, path } => (name.clone(), path.clone(), None),
    };
    check_own(layout, &path)?;
    prepare(layout, &path, &name, after, Expected::Anything)
}

/// Prepares taking a change back: to the whole file as it was, where nobody has changed it since, else of the
/// one name.
///
/// # Errors
/// [`Error::ChangedSince`] where somebody has changed the name; else as [`prepare_change`].
pub fn prepare_undo(layout: &Layout, done: &Edit) -> Result<Edit, Error> {
    check_own(layout, &done.path)?;
    let now = read_text(&done.path)?;
    if now == done.text_after {
        return Ok(Edit {
            path: done.path.clone(),
            name: done.name.clone(),
            before: done.after.clone(),
            after: done.before.clone(),
            text_before: now,
            text_after: done.text_before.clone(),
        });
    }
    let expected = Expected::This(done.after.as_deref());
    let after = done.before.clone();
    prepare(layout, &done.path, &done.name, after, expected)
}

/// Writes what was prepared, whole or not at all.
///
/// # Errors
/// [`Error::ChangedSince`] where the file has changed since then, and what the system refuses.
pub fn carry_out(edit: &Edit) -> Result<(), Error> {
    if read_text(&edit.path)? != edit.text_before {
        return Err(Error::ChangedSince {
            path: edit.path.clone(),
            name: edit.name.clone(),
        });
    }
    replace(&edit.path, edit.text_after.as_deref())
}

/// Whether a file may be changed: it is among those that are read, and the person's.
fn check_own(layout: &Layout, path: &Path) -> Result<(), Error> {
    let place = layout.places()?.into_iter().find(|it| it.path == path);
    match place {
        Some(place) if place.owner != Owner::System => Ok(()),
        None if path == layout.own_file() && layout.reads_own_folder() => Ok(()),
        None if path == layout.own_file() => Err(Error::NotRead {
            path: path.to_owned(),
        }),
        _ => Err(Error::ReadOnly {
            path: path.to_owned(),
        }),
    }
}

/// What a file has to say of a name before it is changed.
enum Expected<'t> {
    Anything,
    This(Option<&'t str>),
}

/// Has a file say `after` of a name, if it says what is expected now.
fn prepare(
    layout: &Layout,
    path: &Path,
    name: &str,
    after: Option<String>,
    expected: Expected<'_>,
) -> Result<Edit, Error> {
    let text = read_text(path)?;
    let is_main = layout
        .places()?
        .iter()
        .any(|place| place.path == path && place.is_main);
    let read = |text: &str| {
        ConfFile::parse(text, layout.rules, is_main).map_err(|problem| Error::Damaged {
            path: path.to_owned(),
            problem,
        })
    };
    let file = read(text.as_deref().unwrap_or_default())?;
    let before = said(&file, name);
    if let Expected::This(expected) = expected
        && expected != before.as_deref()
    {
        return Err(Error::ChangedSince {
            path: path.to_owned(),
            name: name.to_owned(),
        });
    }
    if before == after {
        return Err(Error::AlreadySo {
            path: path.to_owned(),
        });
    }
    let old = text.as_deref().unwrap_or_default();
    let new = match &after {
        Some(target) => edit::put(old, name, target),
        None => edit::remove(old, name),
    };
    // What is written says what was wanted and all that it said before, or it is not written.
    let unwritable = || Error::Damaged {
        path: path.to_owned(),
        problem: Problem {
            line: None,
            column: None,
            reason: "its table of names is written in a way that can't be changed".to_owned(),
        },
    };
    let new = new.ok_or_else(unwritable)?;
    let mut wanted = names_of(&file);
    match &after {
        Some(target) => wanted.insert(name.to_owned(), target.clone()),
        None => wanted.remove(name),
    };
    let written = read(&new)?;
    let is_right = names_of(&written) == wanted
        && written.search == file.search
        && written.mode == file.mode
        && written.rewrites == file.rewrites;
    if !is_right {
        return Err(unwritable());
    }
    Ok(Edit {
        path: path.to_owned(),
        name: name.to_owned(),
        before,
        after,
        text_before: text,
        text_after: Some(new),
    })
}

fn said(file: &ConfFile, name: &str) -> Option<String> {
    let (target, _) = file.aliases.get(name)?;
    Some(target.clone().unwrap_or_default())
}

fn names_of(file: &ConfFile) -> std::collections::BTreeMap<String, String> {
    let aliases = file.aliases.iter();
    aliases
        .map(|(name, (target, _))| (name.clone(), target.clone().unwrap_or_default()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NameProblem, Rules, TargetProblem, places::tests::Machine};

    const OWN: &str = "home/.config/containers/registries.conf.d/zz-portolan.conf";

    fn change(layout: &Layout, wanted: &Change) -> Result<Edit, Error> {
        let edit = prepare_change(layout, wanted)?;
        carry_out(&edit)?;
        Ok(edit)
    }

    fn take_back(layout: &Layout, done: &Edit) -> Result<Edit, Error> {
        let edit = prepare_undo(layout, done)?;
        carry_out(&edit)?;
        Ok(edit)
    }

    fn set(name: &str, target: &str) -> Change {
        Change::Set {
            name: name.to_owned(),
            target: target.to_owned(),
        }
    }

    fn winner(machine: &Machine, name: &str) -> Option<String> {
        let known = read_short_names(&machine.layout);
        known.winner(name)?.target.clone()
    }

    #[test]
    fn a_new_name_goes_to_a_file_of_its_own_that_counts() {
        for rules in [Rules::BeforeSix, Rules::SinceSix] {
            let machine = Machine::new(rules);
            machine.write(
                "etc/containers/registries.conf.d/shortnames.conf",
                "[aliases]\napp = 'docker.io/library/app'\n",
            );
            let done = change(&machine.layout, &set("app", "quay.io/team/app")).unwrap();
            assert_eq!(done.path, machine.path(OWN));
            assert_eq!(winner(&machine, "app").as_deref(), Some("quay.io/team/app"));
            assert_eq!(
                machine.read(OWN),
                "[aliases]\n\"app\" = \"quay.io/team/app\"\n"
            );
            take_back(&machine.layout, &done).unwrap();
            assert!(!machine.path(OWN).exists());
        }
    }

    #[test]
    fn a_name_that_is_the_persons_already_is_changed_where_it_is() {
        let machine = Machine::new(Rules::BeforeSix);
        let path = "home/.config/containers/registries.conf.d/mine.conf";
        machine.write(path, "# mine\n[aliases]\napp = 'q.io/a' # old\n");
        let done = change(&machine.layout, &set("app", "docker.io/b")).unwrap();
        assert_eq!(
            machine.read(path),
            "# mine\n[aliases]\napp = \"docker.io/library/b\" # old\n"
        );
        assert_eq!(
            (done.before.as_deref(), done.after.as_deref()),
            (Some("q.io/a"), Some("docker.io/library/b"))
        );
    }

    #[test]
    fn a_name_that_was_recorded_is_changed_there_because_that_counts() {
        let machine = Machine::new(Rules::BeforeSix);
        machine.write(
            "home/.cache/containers/short-name-aliases.conf",
            "[aliases]\n  \"app\" = \"q.io/a\"\n",
        );
        change(&machine.layout, &set("app", "q.io/b")).unwrap();
        assert_eq!(winner(&machine, "app").as_deref(), Some("q.io/b"));
        assert!(!machine.path(OWN).exists());
    }

    #[test]
    fn a_systems_name_is_switched_off_by_an_empty_one_and_its_file_stays() {
        let machine = Machine::new(Rules::BeforeSix);
        let system = "etc/containers/registries.conf.d/a.conf";
        let path = machine.write(system, "[aliases]\napp = 'q.io/a'\n");
        let name = "app".to_owned();
        let removed = change(
            &machine.layout,
            &Change::Remove {
                name: name.clone(),
                path: path.clone(),
            },
        );
        assert_eq!(removed, Err(Error::ReadOnly { path }));
        change(&machine.layout, &Change::SwitchOff { name }).unwrap();
        assert_eq!(winner(&machine, "app"), None);
        assert_eq!(machine.read(system), "[aliases]\napp = 'q.io/a'\n");
        assert_eq!(machine.read(OWN), "[aliases]\n\"app\" = \"\"\n");
    }

    #[test]
    fn a_change_is_taken_back_to_the_byte_or_by_its_name_or_not_at_all() {
        let machine = Machine::new(Rules::BeforeSix);
        let text = "# why\n[aliases]\n# app\n'app' = 'q.io/a' # old\n";
        let path = machine.write(OWN, text);
        let name = "app".to_owned();
        let remove = Change::Remove { name, path };

        let done = change(&machine.layout, &remove).unwrap();
        take_back(&machine.layout, &done).unwrap();
        assert_eq!(machine.read(OWN), text);

        let done = change(&machine.layout, &remove).unwrap();
        change(&machine.layout, &set("other", "q.io/o")).unwrap();
        let back = take_back(&machine.layout, &done).unwrap();
        assert_eq!(winner(&machine, "app").as_deref(), Some("q.io/a"));
        assert_eq!(winner(&machine, "other").as_deref(), Some("q.io/o"));
        // And that, again.
        take_back(&machine.layout, &back).unwrap();
        assert_eq!(winner(&machine, "app"), None);

        let done = change(&machine.layout, &set("app", "q.io/1")).unwrap();
        change(&machine.layout, &set("app", "q.io/2")).unwrap();
        assert!(matches!(
            take_back(&machine.layout, &done),
            Err(Error::ChangedSince { .. })
        ));
        assert_eq!(winner(&machine, "app").as_deref(), Some("q.io/2"));
    }

    #[test]
    fn a_damaged_file_is_left_alone() {
        let machine = Machine::new(Rules::BeforeSix);
        let path = machine.write(OWN, "[aliases]\napp = \n");
        let error = change(&machine.layout, &set("b", "q.io/b")).unwrap_err();
        let Error::Damaged { path: at, problem } = &error else {
            panic!("{error}");
        };
        assert_eq!((at, problem.line), (&path, Some(2)));
        assert_eq!(machine.read(OWN), "[aliases]\napp = \n");
    }

    #[test]
    fn what_can_not_be_is_refused_before_anything_is_read_or_written() {
        let machine = Machine::new(Rules::BeforeSix);
        for (name, target, expected) in [
            ("a:1", "q.io/a", Error::Name(NameProblem::HasTag)),
            ("a", "q.io/a:1", Error::Target(TargetProblem::HasTag)),
            ("a", "team/a", Error::Target(TargetProblem::NoRegistry)),
        ] {
            assert_eq!(change(&machine.layout, &set(name, target)), Err(expected));
        }
        let path = machine.path("home/other.conf");
        let name = "a".to_owned();
        let elsewhere = change(
            &machine.layout,
            &Change::Remove {
                name,
                path: path.clone(),
            },
        );
        assert_eq!(elsewhere, Err(Error::ReadOnly { path }));
        assert!(!machine.path("home").exists());
    }

    #[test]
    fn a_name_is_not_written_where_nobody_reads_it() {
        let machine =
            Machine::new(Rules::SinceSix).with("CONTAINERS_REGISTRIES_CONF", "mine/one.conf");
        let path = machine.path(OWN);
        assert_eq!(
            change(&machine.layout, &set("a", "q.io/a")),
            Err(Error::NotRead { path })
        );
    }

    #[test]
    fn what_was_prepared_is_not_carried_out_over_what_another_wrote_meanwhile() {
        let machine = Machine::new(Rules::BeforeSix);
        let edit = prepare_change(&machine.layout, &set("a", "q.io/a")).unwrap();
        machine.write(OWN, "[aliases]\nb = 'q.io/b'\n");
        assert!(matches!(carry_out(&edit), Err(Error::ChangedSince { .. })));
        assert_eq!(machine.read(OWN), "[aliases]\nb = 'q.io/b'\n");
    }

    #[test]
    fn what_a_file_says_already_is_not_written_again() {
        let machine = Machine::new(Rules::BeforeSix);
        let done = change(&machine.layout, &set("a", "q.io/a")).unwrap();
        assert_eq!(
            change(&machine.layout, &set("a", "q.io/a")),
            Err(Error::AlreadySo { path: done.path })
        );
    }
}
