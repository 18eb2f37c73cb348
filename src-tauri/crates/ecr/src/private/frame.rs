//! The frame around every question to ECR: whom to ask, what an error is to name.

/// Asks ECR about a repository: `ask_repository!(self, repository, operation as "ecr:Action", member(value))`.
/// A `Result` with the SDK's answer; it returns where the repository is nowhere.
macro_rules! ask_repository {
    ($registry:expr, $repository:expr, $operation:ident as $action:literal
        $(, $member:ident($($value:expr),*))* $(,)?) => {{
        let spot = $registry.spot($repository)?;
        let region = &spot.place.region;
        let account = &$registry.account;
        let call = account.repository_call($action, region, spot.name.as_str());
        account
            .ecr(region)?
            .$operation()
            .set_registry_id(account.foreign_registry())
            .repository_name(spot.name.as_str())
            $(.$member($($value),*))*
            .send()
            .await
            .map_err(|error| account.fail(&call, error))
    }};
}

pub(super) use ask_repository;
