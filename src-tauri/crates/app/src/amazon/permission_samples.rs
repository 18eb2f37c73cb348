//! Ready statements for policies of permissions, put into the text that a person writes.

use portolan_contract::{AddPermissionSample, Failure, PermissionSample, PolicyText};
use portolan_policy::{
    amazon_names::{AccountId, Partition},
    permissions::{
        self, PolicyDocument, PrincipalKind, Scope, Statement, WrittenPrincipal,
        cross_account_pull, lambda_pull, organization_pull, public_push, pull_through_cache, push,
        read_only, replication,
    },
};

use super::permissions::read_scope;
use crate::App;

impl App {
    /// Puts a ready statement into a policy's text. A failure names the field of the sample that can't be,
    /// or `text` where the text has to be put right first.
    pub async fn add_permission_sample(
        &self,
        request: AddPermissionSample,
    ) -> Result<PolicyText, Failure> {
        let scope = read_scope(request.scope);
        let mut document = if request.text.trim().is_empty() {
            PolicyDocument::new(Vec::new())
        } else {
            let reading = permissions::read(&request.text, scope);
            if let Some(complaint) = reading.complaints.first() {
                return Err(Failure::invalid("text", complaint.to_string()));
            }
            reading.document
        };
        document.add(read_sample(
            request.sample,
            scope,
            &request.region,
            &request.account,
        )?);
        Ok(PolicyText {
            text: document.to_text(),
        })
    }
}

fn read_sample(
    sample: PermissionSample,
    scope: Scope,
    region: &str,
    own: &str,
) -> Result<Statement, Failure> {
    let partition = Partition::of_region(region);
    let own = || read_account("account", own);
    Ok(match sample {
        PermissionSample::CrossAccountPull { accounts } => {
            let accounts = accounts
                .iter()
                .map(|account| read_account("accounts", account));
            let accounts = accounts.collect::<Result<Vec<_>, _>>()?;
            cross_account_pull(partition, &some("accounts", accounts)?)
        }
        PermissionSample::Push { principals } => {
            let principals = read_principals(partition, &principals)?;
            if scope == Scope::PublicRepository {
                public_push(principals)
            } else {
                push(principals)
            }
        }
        PermissionSample::LambdaPull { account } => {
            lambda_pull(&read_account("account", &account)?, region)
        }
        PermissionSample::OrganizationPull { organization } => {
            let organization = organization.trim().parse();
            organization_pull(
                &organization.map_err(|complaint| {
                    Failure::invalid("organization", format!("{complaint}"))
                })?,
            )
        }
        PermissionSample::ReadOnly { principals } => {
            read_only(read_principals(partition, &principals)?)
        }
        PermissionSample::Replication { source } => {
            replication(&read_account("source", &source)?, &own()?, region)
        }
        PermissionSample::PullThroughCache { principals, prefix } => {
            if prefix.trim().is_empty() {
                return Err(Failure::invalid("prefix", "empty"));
            }
            let principals = read_principals(partition, &principals)?;
            pull_through_cache(principals, &own()?, region, prefix.trim())
        }
    })
}

fn read_account(field: &str, text: &str) -> Result<AccountId, Failure> {
    let account = text.trim().parse();
    account.map_err(|complaint| Failure::invalid(field, format!("{text}: {complaint}")))
}

/// Accounts by their digits, users and roles by their ARNs.
fn read_principals(
    partition: Partition,
    texts: &[String],
) -> Result<Vec<WrittenPrincipal>, Failure> {
    let read = |text: &String| {
        let text = text.trim();
        if let Ok(account) = text.parse() {
            return Ok(WrittenPrincipal::account(partition, &account));
        }
        let written = WrittenPrincipal {
            kind: PrincipalKind::Aws,
            text: text.to_owned(),
        };
        match written.principal() {
            Some(_) => Ok(written),
            None => Err(Failure::invalid("principals", text)),
        }
    };
    let found = texts.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    some("principals", found)
}

/// At least one.
fn some<T>(field: &str, found: Vec<T>) -> Result<Vec<T>, Failure> {
    if found.is_empty() {
        return Err(Failure::invalid(field, "at least one"));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use portolan_contract::{Code, PolicyScope};
    use portolan_policy::permissions::read;

    use super::*;

    fn put(text: &str, sample: PermissionSample) -> Result<String, Failure> {
        let mut document = read(text, Scope::Repository).document;
        let statement = read_sample(sample, Scope::Repository, "eu-west-1", "123456789012")?;
        document.add(statement);
        Ok(document.to_text())
    }

    #[test]
    fn a_sample_that_is_put_twice_has_names_of_its_own() {
        let pull = |account: &str| PermissionSample::CrossAccountPull {
            accounts: vec![account.to_owned()],
        };
        let once = put("", pull("111122223333")).unwrap();
        let twice = put(&once, pull("444455556666")).unwrap();
        assert!(twice.contains("CrossAccountPull2"), "{twice}");
        assert_eq!(read(&twice, Scope::Repository).complaints, []);
    }

    #[test]
    fn what_a_sample_is_told_is_read_and_the_field_that_cant_be_is_named() {
        let field = |sample| match put("", sample).unwrap_err().code {
            Code::InvalidInput { field } => field,
            code => panic!("{code:?}"),
        };
        let principals = |texts: &[&str]| texts.iter().map(|it| (*it).to_owned()).collect();
        let push = |texts: &[&str]| PermissionSample::Push {
            principals: principals(texts),
        };
        let role = "arn:aws:iam::123456789012:role/ci";
        let text = put("", push(&[role, " 111122223333 "])).unwrap();
        assert!(text.contains(role) && text.contains("arn:aws:iam::111122223333:root"));
        assert_eq!(field(push(&[])), "principals");
        assert_eq!(field(push(&["arn:aws:iam::1:role/*"])), "principals");
        assert_eq!(
            field(PermissionSample::OrganizationPull {
                organization: "acme".to_owned()
            }),
            "organization"
        );
        assert_eq!(
            field(PermissionSample::LambdaPull {
                account: "12".to_owned()
            }),
            "account"
        );
        let scope = read_scope(PolicyScope::PublicRepository);
        let public = read_sample(push(&[role]), scope, "us-east-1", "123456789012").unwrap();
        assert!(
            public
                .actions
                .patterns
                .iter()
                .all(|it| it.starts_with("ecr-public:"))
        );
    }
}
