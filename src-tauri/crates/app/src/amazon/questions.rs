//! What sign-ins ask of the person, until it is answered or nobody waits for it any more.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use portolan_contract::{
    AnswerSignIn, ConnectionId, Event, Failure, Nothing, SignInAsk, SignInQuestion,
};
use portolan_credentials::SecretString;
use portolan_ecr::AskCode;
use tokio::sync::oneshot;

use crate::{App, Events};

/// The questions that wait for an answer.
#[derive(Clone, Debug)]
pub(crate) struct Questions {
    waiting: Arc<Mutex<Vec<Waiting>>>,
    events: Events,
}

#[derive(Debug)]
struct Waiting {
    question: SignInQuestion,
    answer: oneshot::Sender<Option<SecretString>>,
}

/// A question that was asked; dropping it takes it back.
#[derive(Debug)]
pub(crate) struct Asked {
    questions: Questions,
    id: String,
    answer: oneshot::Receiver<Option<SecretString>>,
}

impl Asked {
    /// The person's answer; `None`: rather not.
    pub(crate) async fn answered(&mut self) -> Option<SecretString> {
        (&mut self.answer).await.ok().flatten()
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        self.questions.take(&self.id);
    }
}

impl Questions {
    pub(crate) fn new(events: Events) -> Self {
        Self {
            waiting: Arc::default(),
            events,
        }
    }

    /// A panic elsewhere leaves a plain list behind, which is still right.
    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks, for as long as what is answered lives.
    pub(crate) fn ask(&self, connection: Option<ConnectionId>, ask: SignInAsk) -> Asked {
        let id = uuid::Uuid::new_v4().to_string();
        let (answer, answered) = oneshot::channel();
        let question = SignInQuestion {
            id: id.clone(),
            connection,
            ask,
        };
        self.waiting().push(Waiting { question, answer });
        self.events.tell(Event::SignInQuestionsChanged);
        Asked {
            questions: self.clone(),
            id,
            answer: answered,
        }
    }

    fn take(&self, id: &str) -> Option<Waiting> {
        let taken = {
            let mut waiting = self.waiting();
            let place = waiting.iter().position(|one| one.question.id == id)?;
            waiting.remove(place)
        };
        self.events.tell(Event::SignInQuestionsChanged);
        Some(taken)
    }
}

/// Asks for codes on behalf of a connection.
#[derive(Debug)]
pub(crate) struct Asker {
    pub(crate) questions: Questions,
    pub(crate) connection: Option<ConnectionId>,
}

#[async_trait]
impl AskCode for Asker {
    async fn code(&self, device: &str, role: &str, refused: Option<&str>) -> Option<SecretString> {
        let ask = SignInAsk::Code {
            device: device.to_owned(),
            role: role.to_owned(),
            refused: refused.map(str::to_owned),
        };
        let mut asked = self.questions.ask(self.connection.clone(), ask);
        asked.answered().await
    }
}

impl App {
    /// What sign-ins wait for.
    pub async fn list_sign_in_questions(&self, _: Nothing) -> Result<Vec<SignInQuestion>, Failure> {
        let waiting = self.questions.waiting();
        Ok(waiting.iter().map(|one| one.question.clone()).collect())
    }

    /// Answers one of them. One that nobody waits for any more is no failure.
    pub async fn answer_sign_in(&self, request: AnswerSignIn) -> Result<Nothing, Failure> {
        if let Some(waiting) = self.questions.take(&request.id) {
            let code = request.code.map(|code| SecretString::from(code.trim()));
            // Whoever asked may have given up meanwhile.
            let _ = waiting.answer.send(code);
        }
        Ok(Nothing {})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask() -> SignInAsk {
        SignInAsk::Code {
            device: "arn:aws:iam::123456789012:mfa/me".to_owned(),
            role: "arn:aws:iam::123456789012:role/Push".to_owned(),
            refused: None,
        }
    }

    #[tokio::test]
    async fn a_question_waits_until_it_is_answered_and_every_listener_is_told() {
        let events = Events::default();
        let mut told = events.listen();
        let questions = Questions::new(events);
        let mut asked = questions.ask(None, ask());
        assert_eq!(told.recv().await.unwrap(), Event::SignInQuestionsChanged);
        let id = questions.waiting()[0].question.id.clone();
        let waiting = questions.take(&id).unwrap();
        waiting.answer.send(Some("123456".into())).unwrap();
        assert!(asked.answered().await.is_some());
        assert!(questions.waiting().is_empty());
    }

    #[tokio::test]
    async fn a_question_that_nobody_waits_for_is_gone() {
        let questions = Questions::new(Events::default());
        drop(questions.ask(None, ask()));
        assert!(questions.waiting().is_empty());
    }
}
