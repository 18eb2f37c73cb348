//! Which operating system this is, and how packages are installed on it.

use std::fs;

/// The systems that set-up knows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum System {
    /// Debian and what comes from it, such as Ubuntu.
    Debian,
    /// Fedora and its family.
    Fedora,
    /// Arch Linux and its family.
    Arch,
    /// macOS with Homebrew.
    MacOs,
    /// Windows with winget.
    Windows,
    /// Anything else: what is missing is named as on Debian, for a person to translate.
    Other,
}

impl System {
    /// The system this runs on.
    pub(crate) fn detect() -> Self {
        if cfg!(target_os = "macos") {
            Self::MacOs
        } else if cfg!(windows) {
            Self::Windows
        } else {
            Self::of_release(&fs::read_to_string("/etc/os-release").unwrap_or_default())
        }
    }

    /// By the text of `/etc/os-release`: its own name first, then the family it declares.
    fn of_release(text: &str) -> Self {
        let value = |key: &str| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            line.unwrap_or_default().trim_matches('"').to_owned()
        };
        format!("{} {}", value("ID"), value("ID_LIKE"))
            .split_whitespace()
            .find_map(|name| match name {
                "debian" | "ubuntu" => Some(Self::Debian),
                "fedora" | "rhel" | "centos" => Some(Self::Fedora),
                "arch" | "archlinux" => Some(Self::Arch),
                _ => None,
            })
            .unwrap_or(Self::Other)
    }

    /// The command that installs packages, for a person to type.
    pub(crate) const fn install_command(self) -> &'static str {
        match self {
            Self::Debian | Self::Other => {
                "sudo apt-get update && sudo apt-get install --yes --no-install-recommends"
            }
            Self::Fedora => "sudo dnf install",
            Self::Arch => "sudo pacman -S --needed",
            Self::MacOs => "brew install",
            Self::Windows => "winget install",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_its_own_name_or_by_its_family() {
        for (release, system) in [
            (
                "PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n",
                System::Debian,
            ),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", System::Debian),
            ("ID=fedora\nVERSION_ID=43\n", System::Fedora),
            (
                "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n",
                System::Fedora,
            ),
            ("ID=arch\n", System::Arch),
            ("ID=endeavouros\nID_LIKE=arch\n", System::Arch),
            ("ID=nixos\n", System::Other),
            ("", System::Other),
        ] {
            assert_eq!(System::of_release(release), system, "{release}");
        }
    }
}
