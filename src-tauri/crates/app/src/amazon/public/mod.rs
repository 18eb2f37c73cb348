//! ECR Public as who publishes there uses it: the registry with its aliases, repositories, and what the
//! gallery shows of them.

mod alias_check;
mod aliases;
mod catalog;
mod connect;
mod logo;
mod registry;
mod repository;
mod set_back;
mod setting;

pub(crate) use connect::PublicConnection;
