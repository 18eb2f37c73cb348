//! The table of what Portolan needs from a machine, how each thing is proven to be there, and
//! where it comes from on each system. Pure: what is missing goes in, words come out.

use crate::system::System::{self, Arch, Debian, Fedora, MacOs, Windows};

/// What something is needed for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Purpose {
    /// Compiling any Rust of the tree.
    Compile,
    /// Building and opening the window.
    Window,
    /// Testing: real servers, and the window without a screen.
    Test,
    /// Making a package and trying it in a bare system.
    Package,
}

/// What shows that something is there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Proof {
    /// A program in PATH.
    Program(&'static str),
    /// A command that ends well.
    Works(&'static [&'static str]),
    /// A library that pkg-config knows.
    Library(&'static str),
    /// A file or folder.
    File(&'static str),
    /// Node.js, this major version or newer.
    Node(u32),
}

/// Where something comes from on one system.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Source {
    /// Packages of the system, named as its installer wants them.
    Packages(&'static [&'static str]),
    /// A command of its own.
    Command(&'static str),
    /// No package: what a person does.
    ByHand(&'static str),
}

use Source::{ByHand, Command, Packages};

/// One thing, needed on the systems that it has a source for.
#[derive(Debug)]
pub(crate) struct Need {
    /// Its name, for people.
    pub(crate) what: &'static str,
    pub(crate) purpose: Purpose,
    pub(crate) proof: Proof,
    pub(crate) sources: &'static [(System, Source)],
}

impl Need {
    /// Where it comes from on `system`; a system that set-up doesn't know is told Debian's names.
    pub(crate) fn source(&self, system: System) -> Option<Source> {
        let system = if system == System::Other {
            Debian
        } else {
            system
        };
        self.sources
            .iter()
            .find(|(on, _)| *on == system)
            .map(|(_, source)| *source)
    }
}

const BY_HAND_REGISTRY: &str = "put CNCF Distribution's registry program into PATH under the name \
     docker-registry (github.com/distribution/distribution, Releases)";

/// Everything.
pub(crate) const NEEDS: &[Need] = &[
    Need {
        what: "a C compiler and linker",
        purpose: Purpose::Compile,
        proof: Proof::Works(&["cc", "--version"]),
        sources: &[
            (Debian, Packages(&["build-essential"])),
            (Fedora, Packages(&["gcc", "gcc-c++", "make"])),
            (Arch, Packages(&["base-devel"])),
            (MacOs, Command("xcode-select --install")),
        ],
    },
    Need {
        what: "the Microsoft C++ build tools",
        purpose: Purpose::Compile,
        proof: Proof::File(r"C:\Program Files (x86)\Microsoft Visual Studio\Installer\vswhere.exe"),
        sources: &[(
            Windows,
            Command(
                "winget install --id Microsoft.VisualStudio.2022.BuildTools --override \
                 \"--passive --wait --add Microsoft.VisualStudio.Workload.VCTools \
                 --includeRecommended\"",
            ),
        )],
    },
    Need {
        what: "pkg-config",
        purpose: Purpose::Compile,
        proof: Proof::Program("pkg-config"),
        sources: &[
            (Debian, Packages(&["pkg-config"])),
            (Fedora, Packages(&["pkgconf-pkg-config"])),
            (Arch, Packages(&["pkgconf"])),
        ],
    },
    Need {
        what: "certificate authorities",
        purpose: Purpose::Compile,
        proof: Proof::File("/etc/ssl/certs"),
        sources: &[
            (Debian, Packages(&["ca-certificates"])),
            (Fedora, Packages(&["ca-certificates"])),
            (Arch, Packages(&["ca-certificates"])),
        ],
    },
    Need {
        what: "WebKitGTK 4.1, which draws the window",
        purpose: Purpose::Window,
        proof: Proof::Library("webkit2gtk-4.1"),
        sources: &[
            (Debian, Packages(&["libwebkit2gtk-4.1-dev"])),
            (Fedora, Packages(&["webkit2gtk4.1-devel"])),
            (Arch, Packages(&["webkit2gtk-4.1"])),
        ],
    },
    Need {
        what: "GTK 3",
        purpose: Purpose::Window,
        proof: Proof::Library("gtk+-3.0"),
        sources: &[
            (Debian, Packages(&["libgtk-3-dev"])),
            (Fedora, Packages(&["gtk3-devel"])),
            (Arch, Packages(&["gtk3"])),
        ],
    },
    Need {
        what: "WebView2, which draws the window",
        purpose: Purpose::Window,
        proof: Proof::File(r"C:\Program Files (x86)\Microsoft\EdgeWebView\Application"),
        sources: &[(
            Windows,
            Command("winget install --id Microsoft.EdgeWebView2Runtime"),
        )],
    },
    Need {
        what: "Node.js 20 or newer, which builds the UI",
        purpose: Purpose::Window,
        proof: Proof::Node(20),
        sources: &[
            (
                Debian,
                ByHand(
                    "install Node.js 20 or newer with npm from nodejs.org/en/download \
                     (Debian 12's own package is older)",
                ),
            ),
            (Fedora, Packages(&["nodejs", "nodejs-npm"])),
            (Arch, Packages(&["nodejs", "npm"])),
            (MacOs, Packages(&["node"])),
            (Windows, Command("winget install --id OpenJS.NodeJS.LTS")),
        ],
    },
    Need {
        what: "WebKitGTK's WebDriver, which presses the window's buttons",
        purpose: Purpose::Test,
        proof: Proof::Program("WebKitWebDriver"),
        sources: &[
            (Debian, Packages(&["webkit2gtk-driver"])),
            // dnf takes a path for the package that holds it, whatever its name is this year.
            (Fedora, Packages(&["/usr/bin/WebKitWebDriver"])),
            (Arch, Packages(&["webkitgtk-6.0"])),
        ],
    },
    Need {
        what: "Xvfb, a screen that is not there",
        purpose: Purpose::Test,
        proof: Proof::Program("Xvfb"),
        sources: &[
            (Debian, Packages(&["xvfb"])),
            (Fedora, Packages(&["xorg-x11-server-Xvfb"])),
            (Arch, Packages(&["xorg-server-xvfb"])),
        ],
    },
    Need {
        what: "D-Bus",
        purpose: Purpose::Test,
        proof: Proof::Program("dbus-daemon"),
        sources: &[
            (Debian, Packages(&["dbus-daemon"])),
            (Fedora, Packages(&["dbus-daemon"])),
            (Arch, Packages(&["dbus"])),
        ],
    },
    Need {
        what: "GNOME's keyring",
        purpose: Purpose::Test,
        proof: Proof::Program("gnome-keyring-daemon"),
        sources: &[
            (Debian, Packages(&["gnome-keyring"])),
            (Fedora, Packages(&["gnome-keyring"])),
            (Arch, Packages(&["gnome-keyring"])),
        ],
    },
    Need {
        what: "CNCF Distribution, the registry most people run",
        purpose: Purpose::Test,
        proof: Proof::Program("docker-registry"),
        sources: &[
            (Debian, Packages(&["docker-registry"])),
            (Fedora, ByHand(BY_HAND_REGISTRY)),
            (Arch, ByHand(BY_HAND_REGISTRY)),
            (MacOs, ByHand(BY_HAND_REGISTRY)),
            (Windows, ByHand(BY_HAND_REGISTRY)),
        ],
    },
    Need {
        what: "skopeo",
        purpose: Purpose::Test,
        proof: Proof::Program("skopeo"),
        sources: &[
            (Debian, Packages(&["skopeo"])),
            (Fedora, Packages(&["skopeo"])),
            (Arch, Packages(&["skopeo"])),
            (MacOs, Packages(&["skopeo"])),
        ],
    },
    Need {
        what: "Podman",
        purpose: Purpose::Test,
        proof: Proof::Program("podman"),
        sources: &[
            (Debian, Packages(&["podman"])),
            (Fedora, Packages(&["podman"])),
            (Arch, Packages(&["podman"])),
        ],
    },
    Need {
        what: "git",
        purpose: Purpose::Test,
        proof: Proof::Program("git"),
        sources: &[
            (Debian, Packages(&["git"])),
            (Fedora, Packages(&["git"])),
            (Arch, Packages(&["git"])),
            (MacOs, Packages(&["git"])),
            (Windows, Command("winget install --id Git.Git")),
        ],
    },
    Need {
        what: "Python's virtual environments, for moto and botocore, which play Amazon",
        purpose: Purpose::Test,
        proof: Proof::Works(&["python3", "-c", "import ensurepip, venv"]),
        // Other systems have it with Python; where that is missing, the tests name what they skip.
        sources: &[(Debian, Packages(&["python3-venv"]))],
    },
    Need {
        what: "dpkg, which reads the package",
        purpose: Purpose::Package,
        proof: Proof::Program("dpkg-deb"),
        // Debian is never without it.
        sources: &[(Fedora, Packages(&["dpkg"])), (Arch, Packages(&["dpkg"]))],
    },
    Need {
        what: "debootstrap, which makes the bare Debian that the package is tried in",
        purpose: Purpose::Package,
        proof: Proof::Program("debootstrap"),
        sources: &[
            (Debian, Packages(&["debootstrap"])),
            (Fedora, Packages(&["debootstrap"])),
            (Arch, Packages(&["debootstrap"])),
        ],
    },
];

/// What is missing for these purposes on this system, by asking `is_there` about each proof.
pub(crate) fn missing(
    needs: &'static [Need],
    purposes: &[Purpose],
    system: System,
    is_there: impl Fn(Proof) -> bool,
) -> Vec<&'static Need> {
    needs
        .iter()
        .filter(|need| purposes.contains(&need.purpose) && need.source(system).is_some())
        .filter(|need| !is_there(need.proof))
        .collect()
}

/// The system's packages that bring what is missing, as far as packages do.
pub(crate) fn packages(missing: &[&Need], system: System) -> Vec<&'static str> {
    missing
        .iter()
        .filter_map(|need| match need.source(system) {
            Some(Packages(names)) => Some(names),
            _ => None,
        })
        .flatten()
        .copied()
        .collect()
}

/// What is missing and the commands that bring it, in words.
pub(crate) fn tell(missing: &[&Need], system: System) -> String {
    let mut lines = vec!["this machine lacks:".to_owned()];
    lines.extend(missing.iter().map(|need| format!("  - {}", need.what)));

    let packages = packages(missing, system);
    let mut commands = Vec::new();
    if !packages.is_empty() {
        commands.push(format!(
            "  {} {}",
            system.install_command(),
            packages.join(" ")
        ));
    }
    let mut deeds = Vec::new();
    for need in missing {
        match need.source(system) {
            Some(Command(line)) => commands.push(format!("  {line}")),
            Some(ByHand(words)) => deeds.push(format!("and {words}")),
            Some(Packages(_)) | None => {}
        }
    }
    if !commands.is_empty() {
        lines.push(
            match system {
                System::Other => "set-up does not know this system; Debian would install it with:",
                _ => "install it with:",
            }
            .to_owned(),
        );
    }
    lines.extend(commands);
    lines.extend(deeds);
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[Purpose] = &[
        Purpose::Compile,
        Purpose::Window,
        Purpose::Test,
        Purpose::Package,
    ];

    fn told(system: System, purposes: &[Purpose]) -> String {
        tell(&missing(NEEDS, purposes, system, |_| false), system)
    }

    #[test]
    fn a_machine_that_has_everything_misses_nothing() {
        for system in [Debian, Fedora, Arch, MacOs, Windows, System::Other] {
            assert!(missing(NEEDS, ALL, system, |_| true).is_empty());
        }
    }

    #[test]
    fn after_an_installation_a_second_call_sets_nothing_up_again() {
        let mut machine = vec![Proof::Program("git"), Proof::Node(20)];
        let first = missing(NEEDS, ALL, Debian, |proof| machine.contains(&proof));
        assert!(!first.is_empty());
        machine.extend(first.iter().map(|need| need.proof));
        assert!(missing(NEEDS, ALL, Debian, |proof| machine.contains(&proof)).is_empty());
    }

    #[test]
    fn only_what_the_purpose_needs_is_asked_for() {
        let compile = missing(NEEDS, &[Purpose::Compile], Debian, |_| false);
        assert!(compile.iter().all(|need| need.purpose == Purpose::Compile));
        assert!(!packages(&compile, Debian).contains(&"debootstrap"));
    }

    #[test]
    fn a_bare_debian_gets_one_command_with_every_package() {
        let text = told(Debian, ALL);
        let commands: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("  sudo"))
            .collect();
        assert_eq!(
            commands,
            [
                "  sudo apt-get update && sudo apt-get install --yes --no-install-recommends \
              build-essential pkg-config ca-certificates libwebkit2gtk-4.1-dev libgtk-3-dev \
              webkit2gtk-driver xvfb dbus-daemon gnome-keyring docker-registry skopeo podman git \
              python3-venv debootstrap"
            ]
        );
        assert!(text.contains("nodejs.org"), "{text}");
    }

    #[test]
    fn every_other_system_is_told_its_own_names_for_the_window() {
        let window = &[Purpose::Compile, Purpose::Window];
        for (system, expected) in [
            (
                Fedora,
                "  sudo dnf install gcc gcc-c++ make pkgconf-pkg-config ca-certificates \
                 webkit2gtk4.1-devel gtk3-devel nodejs nodejs-npm",
            ),
            (
                Arch,
                "  sudo pacman -S --needed base-devel pkgconf ca-certificates webkit2gtk-4.1 \
                 gtk3 nodejs npm",
            ),
            (MacOs, "  brew install node\n  xcode-select --install"),
            (
                Windows,
                "  winget install --id Microsoft.EdgeWebView2Runtime",
            ),
        ] {
            let text = told(system, window);
            assert!(text.contains(expected), "{system:?}:\n{text}");
        }
    }

    #[test]
    fn the_words_name_each_missing_thing_and_no_other() {
        let text = tell(
            &missing(NEEDS, ALL, Fedora, |proof| {
                proof != Proof::Program("skopeo")
            }),
            Fedora,
        );
        assert_eq!(
            text,
            "this machine lacks:\n  - skopeo\ninstall it with:\n  sudo dnf install skopeo"
        );
    }

    #[test]
    fn an_unknown_system_is_told_debians_names_as_such() {
        let text = told(System::Other, &[Purpose::Compile]);
        assert!(text.contains("Debian would install it"), "{text}");
    }
}
