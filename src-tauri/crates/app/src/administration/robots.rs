//! Accounts of machines at a vendor: listed, made, changed and deleted, each change written down. A secret is
//! handed to the window once, and is in nothing that is kept.

use std::sync::Arc;

use jiff::Timestamp;
use portolan_contract::{
    ActivityDeed, CreateRobot, Failure, ListRobots, Nothing, OfferName, Robot, RobotAt,
    RobotChange, RobotList, RobotPermission, RobotRules, RobotSecret, ScopeAt, SetRobotPermissions,
    SwitchRobot,
};
use portolan_credentials::ExposeSecret as _;
use portolan_distribution::Pages;
use portolan_registries as registries;

use super::{read_offers::offered, scope::scope_of};
use crate::{
    App, changes,
    failures::{OrFail as _, ToFailure as _},
};

/// Robots that are listed at most.
const MOST: usize = 1_000;

impl App {
    /// The robots of a scope, without their secrets, and what robots can be there.
    pub async fn list_robots(&self, request: ListRobots) -> Result<RobotList, Failure> {
        let (registry, scope) = self.reach(&request.at).await?;
        let robots = offered(registry.offers().robots, OfferName::Robots)?;
        let mut found = Vec::new();
        let mut pages = Pages::default();
        while let Some(cursor) = pages.place() {
            let mut page = robots.list_robots(&scope, cursor).await.or_fail()?;
            pages.take(&mut page, |robot| robot.id.as_str());
            found.extend(page.items.into_iter().map(show));
            if found.len() >= MOST {
                break;
            }
        }
        let is_cut = found.len() > MOST || (found.len() == MOST && pages.place().is_some());
        found.truncate(MOST);
        Ok(RobotList {
            robots: found,
            rules: show_rules(robots.rules(&scope)),
            is_cut,
        })
    }

    /// What a robot may do, all of it.
    pub async fn read_robot_permissions(
        &self,
        request: RobotAt,
    ) -> Result<Vec<RobotPermission>, Failure> {
        let (registry, scope) = self.reach(&request.at).await?;
        let robots = offered(registry.offers().robots, OfferName::Robots)?;
        let permissions = robots.robot_permissions(&scope, &request.id).await;
        Ok(permissions
            .or_fail()?
            .into_iter()
            .map(show_permission)
            .collect())
    }

    /// Makes a robot. Its secret is in the answer and nowhere else.
    pub async fn create_robot(&self, request: CreateRobot) -> Result<RobotSecret, Failure> {
        let name = request.name.trim().to_owned();
        if name.is_empty() {
            return Err(Failure::invalid("name", "a robot has a name"));
        }
        let at = request.at;
        let (registry, scope) = self.reach(&at).await?;
        let robots = offered(registry.offers().robots, OfferName::Robots)?;
        let draft = registries::RobotDraft {
            name: name.clone(),
            description: request.description,
            days: request.days,
            permissions: permissions_of(request.permissions),
        };
        let deed = deed(&at, &name, &name, RobotChange::Created);
        let made = self.recorded(&at.connection, deed, &name, async {
            robots.create_robot(&scope, &draft).await.or_fail()
        });
        let made = made.await?;
        Ok(RobotSecret {
            user: made.user,
            secret: made.secret.expose_secret().to_owned(),
            problem: made.problem.map(|error| error.to_failure()),
        })
    }

    /// Gives a robot another secret, which is in the answer and nowhere else.
    pub async fn renew_robot_secret(&self, request: RobotAt) -> Result<RobotSecret, Failure> {
        let (registry, scope) = self.reach(&request.at).await?;
        let robots = offered(registry.offers().robots, OfferName::Robots)?;
        let renewed = self.record_robot(&request, RobotChange::SecretRenewed, async {
            robots.renew_secret(&scope, &request.id).await.or_fail()
        });
        let secret = renewed.await?;
        Ok(RobotSecret {
            secret: secret.expose_secret().to_owned(),
            user: request.user,
            problem: None,
        })
    }

    /// Gives a robot exactly these permissions, unless it has others by now than were shown.
    pub async fn set_robot_permissions(
        &self,
        request: SetRobotPermissions,
    ) -> Result<Nothing, Failure> {
        let SetRobotPermissions { of, before, after } = request;
        let (registry, scope) = self.reach(&of.at).await?;
        let robots = offered(registry.offers().robots, OfferName::Robots)?;
        let now = self.read_robot_permissions(of.clone()).await?;
        if !is_same(&now, &before) {
            return Err(changes::changed(vec![of.user]));
        }
        let wanted = permissions_of(after.clone());
        let change = RobotChange::Permitted { before, after };
        self.record_robot(&of, change, async {
            let permitted = robots.permit_robot(&scope, &of.id, &wanted);
            permitted.await.or_fail()
        })
        .await?;
        Ok(Nothing {})
    }

    /// Lets a robot in again, or no longer.
    pub async fn switch_robot(&self, request: SwitchRobot) -> Result<Nothing, Failure> {
        let SwitchRobot { of, is_on } = request;
        let (registry, scope) = self.reach(&of.at).await?;
        let robots = offered(registry.offers().robots, OfferName::Robots)?;
        let change = if is_on {
            RobotChange::SwitchedOn
        } else {
            RobotChange::SwitchedOff
        };
        self.record_robot(&of, change, async {
            let switched = robots.switch_robot(&scope, &of.id, is_on);
            switched.await.or_fail()
        })
        .await?;
        Ok(Nothing {})
    }

    /// Deletes a robot, with its secret.
    pub async fn delete_robot(&self, request: RobotAt) -> Result<Nothing, Failure> {
        let (registry, scope) = self.reach(&request.at).await?;
        let robots = offered(registry.offers().robots, OfferName::Robots)?;
        self.record_robot(&request, RobotChange::Deleted, async {
            robots.delete_robot(&scope, &request.id).await.or_fail()
        })
        .await?;
        Ok(Nothing {})
    }

    /// Undoes what was done to a robot, as far as a vendor can.
    pub(crate) async fn set_robot_back(
        &self,
        of: RobotAt,
        change: RobotChange,
    ) -> Result<(), Failure> {
        match change {
            RobotChange::SwitchedOn | RobotChange::SwitchedOff => {
                let is_on = change == RobotChange::SwitchedOff;
                self.switch_robot(SwitchRobot { of, is_on }).await?;
            }
            RobotChange::Permitted { before, after } => {
                let back = SetRobotPermissions {
                    of,
                    before: after,
                    after: before,
                };
                self.set_robot_permissions(back).await?;
            }
            // A secret that is gone is gone, and a new robot may be in use.
            RobotChange::Created | RobotChange::Deleted | RobotChange::SecretRenewed => {
                return Err(changes::nothing_to_undo());
            }
        }
        Ok(())
    }

    async fn reach(
        &self,
        at: &ScopeAt,
    ) -> Result<(Arc<dyn registries::Registry>, registries::Scope), Failure> {
        Ok((self.registry(&at.connection).await?, scope_of(&at.scope)?))
    }

    /// Does something to a robot, and writes it down.
    async fn record_robot<T>(
        &self,
        of: &RobotAt,
        change: RobotChange,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let deed = deed(&of.at, &of.id, &of.user, change);
        self.recorded(&of.at.connection, deed, &of.user, work).await
    }
}

fn deed(at: &ScopeAt, id: &str, user: &str, change: RobotChange) -> ActivityDeed {
    ActivityDeed::Robot {
        scope: at.scope.clone(),
        id: id.to_owned(),
        user: user.to_owned(),
        change,
    }
}

/// Whether these are the same permissions, in whatever order.
fn is_same(one: &[RobotPermission], other: &[RobotPermission]) -> bool {
    let sorted = |permissions: &[RobotPermission]| {
        let mut all: Vec<(String, Vec<String>)> = permissions
            .iter()
            .map(|permission| {
                let mut actions = permission.actions.clone();
                actions.sort();
                (permission.on.clone(), actions)
            })
            .collect();
        all.sort();
        all
    };
    sorted(one) == sorted(other)
}

fn permissions_of(permissions: Vec<RobotPermission>) -> Vec<registries::RobotPermission> {
    let all = permissions.into_iter();
    all.map(|permission| registries::RobotPermission {
        on: permission.on,
        actions: permission.actions,
    })
    .collect()
}

fn show_permission(permission: registries::RobotPermission) -> RobotPermission {
    RobotPermission {
        on: permission.on,
        actions: permission.actions,
    }
}

fn show(robot: registries::Robot) -> Robot {
    Robot {
        id: robot.id,
        user: robot.user,
        description: robot.description,
        created: robot.created.map(Timestamp::as_millisecond),
        used: robot.used.map(Timestamp::as_millisecond),
        ends: robot.ends.map(Timestamp::as_millisecond),
        is_on: robot.is_on,
        permissions: robot.permissions.into_iter().map(show_permission).collect(),
        is_editable: robot.is_editable,
    }
}

fn show_rules(rules: registries::RobotRules) -> RobotRules {
    let words = |all: &[&str]| all.iter().copied().map(str::to_owned).collect();
    RobotRules {
        actions: words(rules.actions),
        system_actions: words(rules.system_actions),
        is_one_each: rules.is_one_each,
        only_on: rules.only_on,
        ends: rules.ends,
        is_switched: rules.is_switched,
    }
}
