//! Short names as the window shows them.

use std::path::Path;

use portolan_containers::{
    Alias, Candidate, Error, Mode, NameProblem, Owner, Problem, ReadFile, TargetProblem,
};
use portolan_contract::{
    Code, Failure, FileProblem, Hint, Retry, ShortName, ShortNameCandidate, ShortNameFile,
    ShortNameMode, ShortNameOwner, ShortNameProblem,
};

use crate::failures::ToFailure;

pub(super) fn show_path(path: &Path) -> String {
    path.display().to_string()
}

pub(super) fn show_alias(alias: &Alias) -> ShortName {
    ShortName {
        name: alias.name.clone(),
        target: alias.target.clone(),
        file: show_path(&alias.path),
        owner: show_owner(alias.owner),
        line: alias.line as u64,
        shadowed_by: alias.shadowed_by.as_deref().map(show_path),
    }
}

pub(super) fn show_file(file: &ReadFile) -> ShortNameFile {
    ShortNameFile {
        path: show_path(&file.path),
        owner: show_owner(file.owner),
        problem: file.problem.as_ref().map(show_problem),
    }
}

pub(super) fn show_problem(problem: &Problem) -> FileProblem {
    FileProblem {
        line: problem.line.map(|line| line as u64),
        column: problem.column.map(|column| column as u64),
        reason: problem.reason.clone(),
    }
}

pub(super) fn show_candidate(candidate: &Candidate) -> ShortNameCandidate {
    ShortNameCandidate {
        reference: candidate.reference.clone(),
        blocked: candidate.blocked,
        fetched_from: candidate.fetched_from.clone(),
    }
}

pub(super) fn show_mode(mode: Mode) -> ShortNameMode {
    match mode {
        Mode::Enforcing => ShortNameMode::Enforcing,
        Mode::Permissive => ShortNameMode::Permissive,
        Mode::Disabled => ShortNameMode::Disabled,
    }
}

fn show_owner(owner: Owner) -> ShortNameOwner {
    match owner {
        Owner::Person => ShortNameOwner::Person,
        Owner::System => ShortNameOwner::System,
        Owner::Recorded => ShortNameOwner::Recorded,
    }
}

pub(super) fn show_name_problem(problem: NameProblem) -> ShortNameProblem {
    match problem {
        NameProblem::Empty => ShortNameProblem::Empty,
        NameProblem::HasTag => ShortNameProblem::HasTag,
        NameProblem::HasDigest => ShortNameProblem::HasDigest,
        NameProblem::HasRegistry => ShortNameProblem::HasRegistry,
        NameProblem::Grammar => ShortNameProblem::Grammar,
    }
}

pub(super) fn show_target_problem(problem: TargetProblem) -> ShortNameProblem {
    match problem {
        TargetProblem::Empty => ShortNameProblem::Empty,
        TargetProblem::HasTag => ShortNameProblem::HasTag,
        TargetProblem::HasDigest => ShortNameProblem::HasDigest,
        TargetProblem::NoRegistry => ShortNameProblem::NoRegistry,
        TargetProblem::NoRepository => ShortNameProblem::NoRepository,
        TargetProblem::Grammar => ShortNameProblem::Grammar,
    }
}

impl ToFailure for Error {
    fn to_failure(&self) -> Failure {
        let detail = self.to_string();
        let (code, hint) = match self {
            Self::Name(_) => return Failure::invalid("name", detail),
            Self::Target(_) => return Failure::invalid("target", detail),
            Self::Damaged { path, problem } => (
                Code::Conflict,
                Hint::ShortNameFileDamaged {
                    path: show_path(path),
                    line: problem.line.map(|line| line as u32),
                    column: problem.column.map(|column| column as u32),
                    reason: problem.reason.clone(),
                },
            ),
            Self::ReadOnly { path } => (
                Code::Forbidden,
                Hint::ShortNameFileReadOnly {
                    path: show_path(path),
                },
            ),
            Self::NotRead { path } => (
                Code::Conflict,
                Hint::ShortNameFileNotRead {
                    path: show_path(path),
                },
            ),
            Self::ChangedSince { path, name } => (
                Code::Conflict,
                Hint::ShortNameChangedSince {
                    name: name.clone(),
                    path: show_path(path),
                },
            ),
            Self::System {
                path,
                is_full: true,
                ..
            } => (
                Code::Unexpected,
                Hint::DiskFull {
                    path: show_path(path),
                },
            ),
            Self::System { path, .. } => (
                Code::Unexpected,
                Hint::DiskReadOnly {
                    path: show_path(path),
                },
            ),
            _ => {
                return Failure {
                    code: Code::Conflict,
                    hint: None,
                    retry: Retry::No,
                    detail,
                };
            }
        };
        Failure::new(code, hint, Retry::AfterChange, detail)
    }
}
