//! Whether set-up may install packages of the system: it asks a person, needs nobody's leave where
//! it is root without a terminal (a container, continuous integration), and elsewhere only tells.

/// What set-up may do about missing packages.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Consent {
    /// Ask, then install.
    Ask,
    /// Install at once.
    Given,
    /// Print the command and stop.
    Tell,
}

/// The rule, by who runs it where. `can_become_root` is true for root, and where sudo is there to
/// ask for a password.
pub(crate) const fn decide(terminal: bool, root: bool, can_become_root: bool) -> Consent {
    match (terminal, root) {
        (true, _) if can_become_root => Consent::Ask,
        (false, true) => Consent::Given,
        _ => Consent::Tell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_at_a_terminal_is_asked_first() {
        assert_eq!(decide(true, true, true), Consent::Ask);
        assert_eq!(decide(true, false, true), Consent::Ask);
    }

    #[test]
    fn root_without_a_terminal_installs_without_asking() {
        assert_eq!(decide(false, true, true), Consent::Given);
    }

    #[test]
    fn everybody_else_is_told_the_command() {
        assert_eq!(
            decide(false, false, true),
            Consent::Tell,
            "nobody could type a password"
        );
        assert_eq!(decide(true, false, false), Consent::Tell, "no sudo");
    }
}
