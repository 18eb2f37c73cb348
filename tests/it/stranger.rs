//! A program of somebody else at the address of the local registry is not asked for anything.

use std::{
    io::ErrorKind,
    net::{Ipv4Addr, TcpListener},
};

use portolan_contract::{Hint, Nothing};
use portolan_tests::FreshHome;

use crate::program::open;

#[tokio::test]
async fn whoever_listens_at_the_port_of_our_registry_is_not_taken_for_it() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let status = app.read_local_registry(Nothing {}).await.unwrap();
    let port: u16 = status.address.rsplit(':').next().unwrap().parse().unwrap();
    app.close().await;
    drop(app);

    let stranger = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
    stranger.set_nonblocking(true).unwrap();
    let app = open(&home).await;
    let failure = app
        .refresh_repositories(status.connection)
        .await
        .unwrap_err();
    assert_eq!(failure.hint, Some(Hint::PortTaken { port }));
    assert_eq!(
        stranger.accept().unwrap_err().kind(),
        ErrorKind::WouldBlock,
        "it was asked"
    );
    app.close().await;
}
