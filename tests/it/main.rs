//! Rooms against each other, fakes and real servers. One binary, so that it links once.

mod harness;
