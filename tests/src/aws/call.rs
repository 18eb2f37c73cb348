//! One call on its way through the fake: who calls what, where and with which input, and the state
//! that it may change. The operations are methods of it, in a file each purpose.

use serde_json::Value;

use super::{
    failure::{Failure, repository_not_found},
    model::Api,
    page::Page,
    state::{PublicRegistry, Registry, Repository, State},
};

/// What an operation comes to.
pub(super) type Outcome = Result<Value, Failure>;

/// Who calls.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Caller {
    pub(super) account: String,
    /// The ARN of the user or assumed role.
    pub(super) principal: String,
    pub(super) user_id: String,
    pub(super) access_key: String,
}

/// One call.
pub(super) struct Call<'a> {
    pub(super) state: &'a mut State,
    pub(super) api: Api,
    pub(super) operation: String,
    pub(super) region: String,
    pub(super) caller: Caller,
    pub(super) input: Value,
    /// The fake's clock, in seconds since 1970.
    pub(super) now: f64,
}

impl Call<'_> {
    /// A member that must be there.
    pub(super) fn text(&self, member: &str) -> Result<String, Failure> {
        self.maybe(member)
            .ok_or_else(|| Failure::parameter(member, "Member must not be null"))
    }

    /// A member that may be there.
    pub(super) fn maybe(&self, member: &str) -> Option<String> {
        self.input[member].as_str().map(str::to_owned)
    }

    /// The entries of a list; none where it is not there.
    pub(super) fn list(&self, member: &str) -> Vec<Value> {
        self.input[member].as_array().cloned().unwrap_or_default()
    }

    /// The texts of a list.
    pub(super) fn texts(&self, member: &str) -> Vec<String> {
        let texts = self.list(member).into_iter();
        texts
            .filter_map(|it| it.as_str().map(str::to_owned))
            .collect()
    }

    /// A list that must have between one and `most` entries where it is there.
    pub(super) fn bounded(&self, member: &str, most: usize) -> Result<Option<Vec<Value>>, Failure> {
        match self.input[member].as_array() {
            None => Ok(None),
            Some(list) if list.is_empty() => Err(Failure::parameter(
                member,
                "Member must have length greater than or equal to 1",
            )),
            Some(list) if list.len() > most => Err(Failure::parameter(
                member,
                &format!("Member must have length less than or equal to {most}"),
            )),
            Some(list) => Ok(Some(list.clone())),
        }
    }

    /// As [`Call::bounded`], and it must be there.
    pub(super) fn batch(&self, member: &str, most: usize) -> Result<Vec<Value>, Failure> {
        self.bounded(member, most)?
            .ok_or_else(|| Failure::parameter(member, "Member must not be null"))
    }

    /// The page that is asked for by `nextToken` and `maxResults`.
    pub(super) fn page(&self, usual: usize, most: u64) -> Result<Page, Failure> {
        Page::asked(self, usual, most, ("nextToken", "maxResults"))
    }

    /// The registry's account: the one named, or the caller's own.
    pub(super) fn registry_id(&self) -> Result<String, Failure> {
        let Some(named) = self.maybe("registryId") else {
            return Ok(self.caller.account.clone());
        };
        if named.len() == 12 && named.bytes().all(|it| it.is_ascii_digit()) {
            return Ok(named);
        }
        // ECR Public takes an alias in its place.
        let owner = self.state.public.iter().find(|(_, registry)| {
            registry
                .aliases
                .iter()
                .any(|alias| alias["name"] == named.as_str())
        });
        match (self.api, owner) {
            (Api::EcrPublic, Some((account, _))) => Ok(account.clone()),
            _ => Err(Failure::parameter(
                "registryId",
                "must satisfy regular expression '[0-9]{12}'",
            )),
        }
    }

    /// The caller's own private registry in the region of the call; it is there from the start.
    pub(super) fn own_registry(&mut self) -> &mut Registry {
        let account = self.caller.account.clone();
        self.state.registry(&account, &self.region.clone())
    }

    /// The private registry that the call names.
    pub(super) fn registry(&mut self) -> Result<&mut Registry, Failure> {
        let account = self.registry_id()?;
        self.admit(&account, None)?;
        Ok(self.state.registry(&account, &self.region.clone()))
    }

    /// The caller's own public registry.
    pub(super) fn public_registry(&mut self) -> &mut PublicRegistry {
        let account = self.caller.account.clone();
        self.state.public.entry(account).or_default()
    }

    /// The repository that the call names, private or public.
    pub(super) fn repository(&mut self) -> Result<&mut Repository, Failure> {
        let name = self.text("repositoryName")?;
        self.repository_named(&name)
    }

    /// As [`Call::repository`], by a name.
    pub(super) fn repository_named(&mut self, name: &str) -> Result<&mut Repository, Failure> {
        let account = self.registry_id()?;
        let found = self.find(&account, name);
        if found.is_none() {
            return Err(repository_not_found(name, &account));
        }
        self.admit(&account, Some(name))?;
        self.find(&account, name)
            .ok_or_else(|| repository_not_found(name, &account))
    }

    fn find(&mut self, account: &str, name: &str) -> Option<&mut Repository> {
        if self.api == Api::EcrPublic {
            let registry = self.state.public.get_mut(account)?;
            return registry.repositories.get_mut(name);
        }
        let region = self.region.clone();
        let registry = self.state.registry(account, &region);
        registry.repositories.get_mut(name)
    }

    /// Whether the caller may touch another account's registry: a policy there must name its
    /// account or everybody.
    fn admit(&mut self, account: &str, repository: Option<&str>) -> Result<(), Failure> {
        if account == self.caller.account {
            return Ok(());
        }
        let own = self.caller.account.clone();
        let policy = match repository {
            Some(name) => self.find(account, name).and_then(|it| it.policy.clone()),
            None => self
                .state
                .registry(account, &self.region.clone())
                .policy
                .clone(),
        };
        let allows = policy.is_some_and(|text| text.contains(&own) || text.contains("\"*\""));
        if allows {
            return Ok(());
        }
        Err(self.denied("resource-based"))
    }

    /// The refusal that Amazon words when no policy of this kind allows the call.
    pub(super) fn denied(&self, policy: &str) -> Failure {
        let (action, resource) = self.action();
        let protocol = self.api.protocol();
        let principal = &self.caller.principal;
        Failure::denied(protocol, principal, &action, resource.as_deref(), policy)
    }

    /// The IAM action that the call needs, and the resource that a refusal names.
    pub(super) fn action(&self) -> (String, Option<String>) {
        let operation = match (self.api, self.operation.as_str()) {
            // It has no action of its own.
            (Api::Ecr, "ListImageReferrers") => "BatchGetImage",
            (_, operation) => operation,
        };
        let action = format!("{}:{operation}", self.api.signing_name());
        let account = self
            .registry_id()
            .unwrap_or_else(|_| self.caller.account.clone());
        let resource = match self.api {
            Api::CloudTrail => return (action, None),
            Api::Sts => self.maybe("RoleArn").unwrap_or_else(|| "*".to_owned()),
            Api::Ecr | Api::EcrPublic => match (self.maybe("repositoryName"), operation) {
                (_, "GetAuthorizationToken") => "*".to_owned(),
                (Some(name), _) => self.repository_arn(&account, &name),
                (None, "DescribeRepositories") => self.repository_arn(&account, "*"),
                (None, _) => self.maybe("resourceArn").unwrap_or_else(|| "*".to_owned()),
            },
            Api::Sso | Api::Oidc => "*".to_owned(),
        };
        (action, Some(resource))
    }

    /// The ARN of a repository of the private registry, or of the public one.
    pub(super) fn repository_arn(&self, account: &str, name: &str) -> String {
        match self.api {
            Api::EcrPublic => format!("arn:aws:ecr-public::{account}:repository/{name}"),
            _ => format!("arn:aws:ecr:{}:{account}:repository/{name}", self.region),
        }
    }
}
