//! Asks the person for the code of a vendor's second factor.

use async_trait::async_trait;
use portolan_contract::{ConnectionId, SignInAsk};
use portolan_credentials::SecretString;
use portolan_registries::AskSecondFactor;

use crate::amazon::Questions;

/// Asks on behalf of a connection.
#[derive(Debug)]
pub(super) struct Codes {
    pub(super) questions: Questions,
    pub(super) connection: Option<ConnectionId>,
}

#[async_trait]
impl AskSecondFactor for Codes {
    async fn code(&self, host: &str, user: &str, refused: bool) -> Option<SecretString> {
        let ask = SignInAsk::SecondFactor {
            host: host.to_owned(),
            user: user.to_owned(),
            refused,
        };
        let mut asked = self.questions.ask(self.connection.clone(), ask);
        asked.answered().await
    }
}
